import type { EncoderPlugin, Sample } from "@chainlearn/core";
import { saturate } from "../numbers/saturate.ts";
import { checkNames, refuse } from "../params.ts";
import { completeWordRule, type TextInput, type WordRule, wordsIn } from "./words.ts";

/** Parameters of {@link vocabulary}. */
export type VocabularyParams = {
  /** Feature i is the i-th word. */
  readonly words: readonly string[];
  readonly wordRule?: Partial<WordRule>;
};

/** A sample with indices. */
export type SparseSample = Sample & { readonly indices: readonly number[] };

const ID = "vocabulary";

function checkWords(words: unknown, features: number): readonly string[] {
  if (!Array.isArray(words) || words.some((word) => typeof word !== "string"))
    refuse(ID, "words is a list of words.");
  const list = words as readonly string[];
  if (list.length < 1 || list.length > features)
    refuse(ID, `there are ${list.length} words; 1 to ${features} (shape.features) are possible.`);
  const seen = new Set<string>();
  for (const word of list) {
    if (seen.has(word)) refuse(ID, `"${word}" is in the words twice.`);
    seen.add(word);
  }
  return list;
}

/**
 * The words of a text that a list knows. sparse: which; sparse-values: how often each (1.0 a time). Where a text has
 * more different words than the shape takes entries, those with the lowest indices count: the most frequent ones.
 */
export const vocabulary: EncoderPlugin<TextInput, VocabularyParams, SparseSample> = {
  manifest: {
    kind: "encoder",
    id: ID,
    version: "1.0.0",
    description: "The known words of a text, by their place in a list.",
    encodings: ["sparse", "sparse-values"],
  },
  create: (shape, given) => {
    checkNames(ID, given, ["words", "wordRule"]);
    const rule = completeWordRule(ID, given.wordRule);
    const words = checkWords(given.words, shape.features);
    const places = new Map(words.map((word, index) => [word, index]));
    const one = 2 ** shape.valueBits;
    return {
      params: { words, wordRule: rule },
      encode: (input) => {
        const counts = new Map<number, number>();
        for (const word of wordsIn(input, rule)) {
          const index = places.get(word);
          if (index !== undefined) counts.set(index, (counts.get(index) ?? 0) + 1);
        }
        const indices = [...counts.keys()].sort((a, b) => a - b).slice(0, shape.maxEntries);
        if (shape.encoding === "sparse") return { indices };
        return { indices, values: indices.map((index) => saturate(counts.get(index)! * one)) };
      },
    };
  },
};
