import type { Mail } from "./corpus.ts";

/** Position of every known word; position = feature index. */
export type Vocabulary = ReadonlyMap<string, number>;

/**
 * The words that occur in most mails, most frequent first (ties in alphabetical order). Frequent words get low
 * indices, so the weights that most contributions touch lie in the same few storage words: that saves gas.
 */
export function buildVocabulary(mails: readonly Mail[], size: number): Vocabulary {
  const mailsWith = new Map<string, number>();
  for (const { words } of mails) {
    for (const word of words) mailsWith.set(word, (mailsWith.get(word) ?? 0) + 1);
  }
  const ranked = [...mailsWith].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  return new Map(ranked.slice(0, size).map(([word], index) => [word, index]));
}

/** Indices of the known words of a mail, increasing. */
export function featuresOf(mail: Mail, vocabulary: Vocabulary): number[] {
  const indices: number[] = [];
  for (const word of mail.words) {
    const index = vocabulary.get(word);
    if (index !== undefined) indices.push(index);
  }
  return indices.sort((a, b) => a - b);
}
