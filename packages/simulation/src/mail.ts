import { encodeSample, type Sample, type Shape } from "@chainlearn/core";
import { buildVocabulary } from "@chainlearn/encoders";
import { distinct, type Label, loadMails, type Mail, wordsAndMarks } from "@chainlearn/example-kit/mail";
import { Random } from "./random.ts";

/** A mail as the models see it, with its true label. */
export interface LabelledMail {
  /** Numbers of its words, increasing; the most frequent word has the number 0. */
  readonly words: readonly number[];
  readonly label: Label;
  /** Canonical bytes. */
  readonly bytes: Uint8Array;
}

/** The mails of one seed; none is in two parts. */
export interface MailParts {
  /** Trains the model that is deployed. */
  readonly initial: readonly LabelledMail[];
  /** Contributed; attackers know these too. */
  readonly contributed: readonly LabelledMail[];
  /** The curator's test items, of which nobody else knows. */
  readonly items: readonly LabelledMail[];
  /** Measures accuracy; nobody knows these. */
  readonly test: readonly LabelledMail[];
}

const FEATURES = 1_000;
const TEST_MAILS = 1_000;
/** Enough for the items that open the first threshold and for seven tests. */
const ITEMS = 800;
/** Share of the mails for training with which the model is deployed; the original simulation's. */
const INITIAL_SHARE = 0.08;

/** Without the lane, which is the model's. */
export const SHAPE: Omit<Shape, "lane"> = {
  features: FEATURES,
  classes: 2,
  encoding: "sparse",
  valueBits: 0,
  maxEntries: 128,
};

/** @param words increasing */
export function bytesOf(words: readonly number[]): Uint8Array {
  const sample: Sample = { indices: words };
  return encodeSample(sample, { ...SHAPE, lane: 32 });
}

let mails: readonly Mail[] | undefined;

/** The SpamAssassin corpus without repeated mails, split in the order that the seed decides. */
export function mailParts(seed: number): MailParts {
  mails ??= distinct(loadMails(wordsAndMarks));
  const order = new Random(seed, "mails").shuffled(mails);
  const known = buildVocabulary(
    order.slice(TEST_MAILS).map(({ words }) => words),
    FEATURES,
  );
  const places = new Map(known.map((word, place) => [word, place]));
  const encoded = (part: readonly Mail[]): LabelledMail[] =>
    part.flatMap(({ words, label }) => {
      const numbers = words.flatMap((word) => places.get(word) ?? []).sort((a, b) => a - b);
      const kept = numbers.slice(0, SHAPE.maxEntries);
      return kept.length === 0 ? [] : [{ words: kept, label, bytes: bytesOf(kept) }];
    });
  const training = encoded(order.slice(TEST_MAILS + ITEMS));
  const initial = Math.floor(training.length * INITIAL_SHARE);
  return {
    test: encoded(order.slice(0, TEST_MAILS)),
    items: encoded(order.slice(TEST_MAILS, TEST_MAILS + ITEMS)),
    initial: training.slice(0, initial),
    contributed: training.slice(initial),
  };
}
