import type { Sample } from "@chainlearn/core";
import { loadMails } from "../../../../examples/spam-filter/src/mail/corpus.ts";
import {
  FEATURES,
  INITIAL_MAILS,
  type LabelledSample,
  MAX_ENTRIES,
  prepareMails,
} from "../../../../examples/spam-filter/src/mail/prepare.ts";

export { FEATURES, MAX_ENTRIES };

/** Mails to learn from, one by one, and mails that nobody learns from. */
export interface MailStream {
  readonly trained: readonly LabelledSample[];
  readonly heldBack: readonly LabelledSample[];
}

/** The mails of the spam filter example, in the order that the seed decides. */
export function mailStream(seed: number, trainedMails: number): MailStream {
  const { initial, contributions, heldBack } = prepareMails(loadMails(), seed, trainedMails - INITIAL_MAILS);
  return { trained: [...initial, ...contributions], heldBack };
}

/** Percent of right predictions: of every mail before it is learnt, and of the held-back mails at the end. */
export interface Accuracy {
  readonly prequential: number;
  readonly test: number;
}

export function accuracyOf(
  model: { predict(sample: Sample): number; update(sample: Sample, label: number): void },
  { trained, heldBack }: MailStream,
): Accuracy {
  const isRight = ({ sample, label }: LabelledSample): boolean => model.predict(sample) === label;
  let right = 0;
  for (const mail of trained) {
    if (isRight(mail)) right += 1;
    model.update(mail.sample, mail.label);
  }
  const percent = (part: number, of: readonly unknown[]): number => (100 * part) / of.length;
  return { prequential: percent(right, trained), test: percent(heldBack.filter(isRight).length, heldBack) };
}
