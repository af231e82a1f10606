import { bytesOf, type Label, type LabelledMail, SHAPE } from "../mail.ts";
import type { Attack, Submission } from "./attacks.ts";
import { other, wordsFor } from "./words.ts";

/** Mails of which the attacker takes the one that does most harm. */
const CANDIDATES = 3;

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
    const disguise = signs[label]!.filter((word) => !own.has(word)).slice(0, room);
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
    for (let tries = 0; tries < CANDIDATES || best === undefined; tries++) {
      const mail = random.pick(mails);
      // Short mails leave room for a disguise; when none will do, the plain truth costs nothing.
      const found = disguised(mail);
      if (found && (!best || found.harm > best.harm)) best = found;
      if (!best && tries >= 4 * CANDIDATES) return { sample: mail.bytes, label: mail.label };
    }
    return best;
  };
};
