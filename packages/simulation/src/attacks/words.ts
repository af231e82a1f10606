import type { Label } from "@chainlearn/example-kit/mail";
import { bytesOf, type LabelledMail, SHAPE } from "../mail.ts";
import type { Random } from "../random.ts";

export const other = (label: Label): Label => (label === 0 ? 1 : 0);

/** Copies of a mail are refused where repeated data is; without one of its words it is new. */
export function varied({ words, bytes }: LabelledMail, random: Random): Uint8Array {
  if (words.length === 1) return bytes;
  const left = random.below(words.length);
  return bytesOf(words.filter((_, place) => place !== left));
}

/** All words, those that speak most for the label first: by the ratio of the shares of mails that have them. */
export function wordsFor(label: Label, mails: readonly LabelledMail[]): number[] {
  const counts = [0, 1].map(() => new Array<number>(SHAPE.features).fill(1));
  const totals = [2, 2];
  for (const mail of mails) {
    totals[mail.label]! += 1;
    for (const word of mail.words) counts[mail.label]![word]! += 1;
  }
  const speaksFor = (word: number): number =>
    counts[label]![word]! / totals[label]! / (counts[other(label)]![word]! / totals[other(label)]!);
  return Array.from({ length: SHAPE.features }, (_, word) => word).sort(
    (a, b) => speaksFor(b) - speaksFor(a) || a - b,
  );
}
