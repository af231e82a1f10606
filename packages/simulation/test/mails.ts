import type { Label } from "@chainlearn/example-kit/mail";
import { bytesOf, type LabelledMail, type MailParts } from "../src/mail.ts";
import { Random } from "../src/random.ts";

/** Words 0 to 39 are in mails of the label 0 more often, 40 to 79 in those of 1. */
const WORDS = 80;

/** Mails that were never sent: easy to tell apart, and there at once. */
export function madeMails(seed: number): MailParts {
  const random = new Random(seed, "made mails");
  const part = (count: number): LabelledMail[] =>
    Array.from({ length: count }, () => {
      const label = random.below(2) as Label;
      const words = Array.from({ length: WORDS }, (_, word) => word).filter(
        (word) => random.share() < (word < WORDS / 2 === (label === 0) ? 0.3 : 0.05),
      );
      const kept = words.length > 0 ? words : [0];
      return { words: kept, label, bytes: bytesOf(kept) };
    });
  return { initial: part(60), contributed: part(600), items: part(800), test: part(200) };
}
