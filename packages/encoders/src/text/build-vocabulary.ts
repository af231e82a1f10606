import { completeWordRule, type TextInput, type WordRule, wordsIn } from "./words.ts";

/**
 * The words that occur in most texts, most frequent first; words of as many texts in the order of their UTF-16 units.
 * Frequent words get low indices, so the weights that most samples touch lie in the same few storage words: that
 * saves gas.
 * @param size most words; one per feature
 */
export function buildVocabulary(
  texts: Iterable<TextInput>,
  size: number,
  options: {
    readonly wordRule?: Partial<WordRule>;
    /** Texts that a word occurs in at least. Default: 1 */
    readonly minTexts?: number;
  } = {},
): string[] {
  const rule = completeWordRule("vocabulary", options.wordRule);
  const { minTexts = 1 } = options;
  const textsWith = new Map<string, number>();
  for (const text of texts) {
    for (const word of new Set(wordsIn(text, rule))) textsWith.set(word, (textsWith.get(word) ?? 0) + 1);
  }
  return [...textsWith]
    .filter(([, count]) => count >= minTexts)
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .slice(0, size)
    .map(([word]) => word);
}
