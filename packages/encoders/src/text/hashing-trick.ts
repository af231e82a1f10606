import { type EncoderPlugin, type Sample, utf8Bytes } from "@chainlearn/core";
import { saturate } from "../numbers/saturate.ts";
import { checkNames, flag, whole } from "../params.ts";
import { murmur3 } from "./murmur3.ts";
import { completeWordRule, type TextInput, type WordRule, wordsIn } from "./words.ts";

/** Parameters of {@link hashingTrick}. */
export type HashingTrickParams = {
  /** 0 to 2^32 - 1; default 0. */
  readonly seed?: number;
  /** Words of the shortest n-gram; default 1. */
  readonly minWords?: number;
  /** Words of the longest n-gram; default 1. */
  readonly maxWords?: number;
  /** Does half of the n-grams count negative, so that collisions cancel out in the mean? Default true. */
  readonly signed?: boolean;
  readonly wordRule?: Partial<WordRule>;
};

const ID = "hashing-trick";
const MOST_WORDS = 16;
/** The bit of the hash that is the sign; those below it are the feature. */
const SIGN = 2 ** 31;

/** Runs of `min` to `max` words, joined by one space. */
function* ngrams(words: readonly string[], min: number, max: number): Generator<string> {
  for (let first = 0; first < words.length; first++) {
    for (let size = min; size <= max && first + size <= words.length; size++)
      yield words.slice(first, first + size).join(" ");
  }
}

/**
 * Feature hashing (Weinberger and others 2009): each n-gram adds 1.0, or takes it away where bit 31 of its
 * MurmurHash3 is set, at the feature (bits 0 to 30, modulo the features). N-grams of one feature are added up exactly;
 * the sum saturates at the ends of an i32. sparse-values leaves sums of 0 out, and where more are left than the shape
 * takes entries, those farthest from 0 count, the lower index first.
 */
export const hashingTrick: EncoderPlugin<TextInput, HashingTrickParams, Sample> = {
  manifest: {
    kind: "encoder",
    id: ID,
    version: "1.0.0",
    description: "Counts of a text's n-grams under their hashes, with signs.",
    encodings: ["sparse-values", "dense"],
  },
  create: (shape, given) => {
    checkNames(ID, given, ["seed", "minWords", "maxWords", "signed", "wordRule"]);
    const minWords = whole(ID, "minWords", given.minWords ?? 1, 1, MOST_WORDS);
    const params = {
      seed: whole(ID, "seed", given.seed ?? 0, 0, 0xffff_ffff),
      minWords,
      maxWords: whole(ID, "maxWords", given.maxWords ?? minWords, minWords, MOST_WORDS),
      signed: flag(ID, "signed", given.signed ?? true),
      wordRule: completeWordRule(ID, given.wordRule),
    };
    const one = 2 ** shape.valueBits;
    const sumsOf = (input: TextInput): Map<number, number> => {
      const sums = new Map<number, number>();
      for (const ngram of ngrams(wordsIn(input, params.wordRule), params.minWords, params.maxWords)) {
        const hash = murmur3(utf8Bytes(ngram), params.seed);
        const index = (hash % SIGN) % shape.features;
        sums.set(index, (sums.get(index) ?? 0) + (params.signed && hash >= SIGN ? -one : one));
      }
      return sums;
    };
    return {
      params,
      encode: (input) => {
        const sums = sumsOf(input);
        if (shape.encoding === "dense")
          return { values: Array.from({ length: shape.features }, (_, k) => saturate(sums.get(k) ?? 0)) };
        const entries = [...sums]
          .filter(([, sum]) => sum !== 0)
          .sort(([a, x], [b, y]) => Math.abs(y) - Math.abs(x) || a - b)
          .slice(0, shape.maxEntries)
          .sort(([a], [b]) => a - b);
        return { indices: entries.map(([index]) => index), values: entries.map(([, sum]) => saturate(sum)) };
      },
    };
  },
};
