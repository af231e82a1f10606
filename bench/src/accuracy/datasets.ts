import { loadDigits } from "@chainlearn/example-kit/digits";
import { distinct, loadMails, wordsAndMarks } from "@chainlearn/example-kit/mail";
import { IMAGE_VALUE_BITS, imageStream } from "./data/images.ts";
import { mailStream } from "./data/mail.ts";
import { loadIrises, loadPenguins, type Specimen, TABLE_VALUE_BITS, tableStream } from "./data/tables.ts";
import type { Stream } from "./samples.ts";

/** A data set whose samples come in any number of orders. */
export interface Dataset {
  readonly id: string;
  readonly title: string;
  readonly classes: number;
  /** Fraction bits of its values. */
  readonly valueBits: number;
  /** @param isPresentOnly what is there and what is not, instead of how much: for models without values */
  stream(order: number, isPresentOnly: boolean): Stream;
}

/** Reads a data set when it is first asked for. */
function once<T>(read: () => T): () => T {
  let value: T | undefined;
  return () => {
    value ??= read();
    return value;
  };
}

const mails = once(() => loadMails(wordsAndMarks));
const distinctMails = once(() => distinct(mails()));
const digits = once(loadDigits);

/** A table of specimens, once with all species and once as one species against the others. */
function table(
  id: string,
  title: string,
  load: () => Specimen[],
  one: string,
  all: readonly string[],
): Dataset[] {
  const specimens = once(load);
  return [
    {
      ...{ id, title, classes: all.length, valueBits: TABLE_VALUE_BITS },
      stream: (order, isPresentOnly) =>
        tableStream(specimens(), order, isPresentOnly, (species) => all.indexOf(species)),
    },
    {
      ...{
        id: `${id}-${one.toLowerCase()}`,
        title: `${title}: ${one} or not`,
        classes: 2,
        valueBits: TABLE_VALUE_BITS,
      },
      stream: (order, isPresentOnly) =>
        tableStream(specimens(), order, isPresentOnly, (species) => Number(species === one)),
    },
  ];
}

/** Data sets with more than two classes come a second time with two, for the models that know no more. */
export const datasets: readonly Dataset[] = [
  {
    ...{ id: "spam-assassin", title: "SpamAssassin, 6,046 mails", classes: 2, valueBits: 0 },
    stream: (order) => mailStream(mails(), order),
  },
  {
    ...{
      id: "spam-assassin-distinct",
      title: "SpamAssassin without repeated mails",
      classes: 2,
      valueBits: 0,
    },
    stream: (order) => mailStream(distinctMails(), order),
  },
  {
    ...{ id: "mnist", title: "MNIST, 10,000 images", classes: 10, valueBits: IMAGE_VALUE_BITS },
    stream: (order, isPresentOnly) => imageStream(digits(), order, isPresentOnly, (digit) => digit),
  },
  {
    ...{ id: "mnist-5-or-more", title: "MNIST: 5 or more", classes: 2, valueBits: IMAGE_VALUE_BITS },
    stream: (order, isPresentOnly) =>
      imageStream(digits(), order, isPresentOnly, (digit) => Number(digit >= 5)),
  },
  ...table("iris", "Iris", loadIrises, "virginica", ["setosa", "versicolor", "virginica"]),
  ...table("penguins", "Palmer penguins", loadPenguins, "Adelie", ["Adelie", "Chinstrap", "Gentoo"]),
];
