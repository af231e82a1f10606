import type { Attack } from "./attacks.ts";
import { other, varied } from "./words.ts";

/** Mails of other people with the wrong label. */
export const flip: Attack =
  ({ mails, random }) =>
  () => {
    const mail = random.pick(mails);
    return { sample: varied(mail, random), label: other(mail.label) };
  };
