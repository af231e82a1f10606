import { type EncoderPlugin, utf8Bytes } from "@chainlearn/core";
import { checkNames, whole } from "../params.ts";
import { murmur3 } from "./murmur3.ts";
import type { SparseSample } from "./vocabulary.ts";
import { completeWordRule, type TextInput, type WordRule, wordsIn } from "./words.ts";

/** Parameters of {@link murmur3Words}. */
export type Murmur3WordsParams = {
  /** 0 to 2^32 - 1; default 0. */
  readonly seed?: number;
  readonly wordRule?: Partial<WordRule>;
};

const ID = "murmur3-words";

/**
 * The words of a text by their hash: feature = MurmurHash3 x86_32 of the word's UTF-8 bytes, modulo the features. Needs
 * no list of words; two words may share a feature. Where a text has more different features than the shape takes
 * entries, the first ones count.
 */
export const murmur3Words: EncoderPlugin<TextInput, Murmur3WordsParams, SparseSample> = {
  manifest: {
    kind: "encoder",
    id: ID,
    version: "1.0.0",
    description: "The words of a text, by their MurmurHash3.",
    encodings: ["sparse"],
  },
  create: ({ features, maxEntries }, given) => {
    checkNames(ID, given, ["seed", "wordRule"]);
    const seed = whole(ID, "seed", given.seed ?? 0, 0, 0xffff_ffff);
    const wordRule = completeWordRule(ID, given.wordRule);
    return {
      params: { seed, wordRule },
      encode: (input) => {
        const indices = new Set<number>();
        for (const word of wordsIn(input, wordRule)) {
          if (indices.size === maxEntries) break;
          indices.add(murmur3(utf8Bytes(word), seed) % features);
        }
        return { indices: [...indices].sort((a, b) => a - b) };
      },
    };
  },
};
