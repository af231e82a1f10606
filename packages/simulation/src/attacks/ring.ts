import type { Attack } from "./attacks.ts";
import { other, varied } from "./words.ts";

/** Copies of one mail before the ring gives it up. */
const MOST_COPIES = 50;

/**
 * Accounts that confirm each other: copies of one mail with the wrong label until the model agrees with it, then the
 * next mail.
 */
export const ring: Attack = ({ mails, random, predict }) => {
  let target = random.pick(mails);
  let copies = 0;
  return () => {
    if (copies >= MOST_COPIES || predict(target.bytes) !== target.label) {
      target = random.pick(mails);
      copies = 0;
    }
    copies += 1;
    return { sample: varied(target, random), label: other(target.label) };
  };
};
