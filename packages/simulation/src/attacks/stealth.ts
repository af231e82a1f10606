import type { Label } from "@chainlearn/example-kit/mail";
import { bytesOf, type LabelledMail, SHAPE } from "../mail.ts";
import type { Attack, Submission } from "./attacks.ts";
import { other, wordsFor } from "./words.ts";

/** Mails of which the attacker takes the one that does most harm. */
const CANDIDATES = 3;
/** Of the words of the disguise: no two samples are the same, or the second would be refused. */
const USED_SHARE = 0.75;
/** Long mails leave no room for a disguise; after so many of them the attacker tells the truth for once. */
const MOST_TRIES = 12;

/**
 * Knows the model that judges, and adds only what it agrees with: a mail of one class with just so many words of the
 * other that the model gives it the other's label. The judge finds nothing, and all the mail's own words are learnt wrongly.
 */
export const stealth: Attack = ({ mails, random, predict }) => {
  const signs: readonly (readonly number[])[] = [wordsFor(0, mails), wordsFor(1, mails)];

  function disguised(mail: LabelledMail): (Submission & { readonly harm: number }) | undefined {
    const label: Label = other(mail.label);
    const own = new Set(mail.words);
    const room = SHAPE.maxEntries - own.size;
    const known = signs[label]!.filter((word) => !own.has(word) && random.share() < USED_SHARE);
    const disguise = known.slice(0, room);
    const withWords = (count: number): Uint8Array =>
      bytesOf([...mail.words, ...disguise.slice(0, count)].sort((a, b) => a - b));
    let least = 0;
    let enough = disguise.length;
    if (predict(withWords(enough)) !== label) return undefined;
    while (least < enough) {
      const count = (least + enough) >> 1;
      if (predict(withWords(count)) === label) enough = count;
      else least = count + 1;
    }
    return { sample: withWords(enough), label, harm: own.size - enough };
  }

  return () => {
    let best: ReturnType<typeof disguised>;
    for (let tries = 0; tries < (best ? CANDIDATES : MOST_TRIES); tries++) {
      const found = disguised(random.pick(mails));
      if (found && !(best && best.harm >= found.harm)) best = found;
    }
    if (best) return best;
    const { bytes, label } = random.pick(mails);
    return { sample: bytes, label };
  };
};
