// #region encoder
import { ChainlearnError, type EncoderPlugin, type Sample } from "@chainlearn/core";

/** Parameters of {@link kmers}. */
export type KmersParams = {
  /** Letters of a word, 2 to 8. Default 4. */
  readonly k?: number;
};

const LETTERS = "ACGT";

const refuse = (code: "invalid_composition" | "sample_too_large", message: string): never => {
  throw new ChainlearnError(code, `kmers: ${message}`);
};

/** Words of k letters that occur in a sequence of DNA. Feature: the word as a number of base 4, A = 0 to T = 3. */
export const kmers: EncoderPlugin<string, KmersParams, Sample> = {
  manifest: {
    kind: "encoder",
    id: "kmers",
    version: "1.0.0",
    description: "The words of k letters that occur in a sequence of DNA.",
    encodings: ["sparse"],
  },
  create: ({ features, maxEntries }, given) => {
    const unknown = Object.keys(given).find((name) => name !== "k");
    if (unknown !== undefined) refuse("invalid_composition", `no parameter "${unknown}"; there is k.`);
    const k = given.k ?? 4;
    if (!Number.isInteger(k) || k < 2 || k > 8)
      refuse("invalid_composition", `k is ${k}; 2 to 8 are possible.`);
    if (features !== 4 ** k) refuse("invalid_composition", `${features} features; ${4 ** k} are 4^k.`);
    return {
      params: { k },
      encode: (sequence) => {
        const found = new Set<number>();
        let word = 0;
        let known = 0;
        for (const letter of sequence.toUpperCase()) {
          const digit = LETTERS.indexOf(letter);
          known = digit < 0 ? 0 : known + 1;
          word = digit < 0 ? 0 : (word * 4 + digit) % features;
          if (known >= k) found.add(word);
        }
        if (found.size > maxEntries)
          refuse("sample_too_large", `${found.size} words; at most ${maxEntries}.`);
        return { indices: [...found].sort((a, b) => a - b) };
      },
    };
  },
};
// #endregion
