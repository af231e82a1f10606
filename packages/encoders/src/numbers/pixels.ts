import { ChainlearnError, type EncoderPlugin, type Sample } from "@chainlearn/core";
import { checkNames, whole } from "../params.ts";
import { checkEntries, withoutZeros } from "./quantise.ts";

/** Parameters of {@link pixels}. */
export type PixelsParams = {
  /** Least grey level that counts as present in sparse samples; 1 to 255, default 128. */
  readonly threshold?: number;
};

const ID = "pixels";
const WHITE = 255;

/**
 * Grey levels from 0 to 255, one per feature. dense and sparse-values: level / 255 in fixed point, rounded to the next
 * unit (there are no halves), sparse-values without zeros. sparse: the pixels at or above a threshold.
 */
export const pixels: EncoderPlugin<ArrayLike<number>, PixelsParams, Sample> = {
  manifest: {
    kind: "encoder",
    id: ID,
    version: "1.0.0",
    description: "Grey levels as fixed point or presence.",
    encodings: ["dense", "sparse-values", "sparse"],
  },
  create: ({ features, encoding, valueBits, maxEntries }, given) => {
    checkNames(ID, given, ["threshold"]);
    const threshold = whole(ID, "threshold", given.threshold ?? 128, 1, WHITE);
    const values = Array.from({ length: WHITE + 1 }, (_, level) =>
      Math.floor((2 * level * 2 ** valueBits + WHITE) / (2 * WHITE)),
    );
    const checked = (levels: ArrayLike<number>): number[] => {
      if (levels.length !== features)
        throw new ChainlearnError("sample_malformed", `${levels.length} pixels for ${features} features.`);
      return Array.from(levels, (level, k) => {
        if (!Number.isInteger(level) || level < 0 || level > WHITE)
          throw new ChainlearnError(
            "sample_malformed",
            `pixel ${k} is ${level}; 0 to ${WHITE} are possible.`,
          );
        return level;
      });
    };
    return {
      params: { threshold },
      encode: (input) => {
        const levels = checked(input);
        if (encoding === "dense") return { values: levels.map((level) => values[level]!) };
        if (encoding === "sparse-values")
          return withoutZeros(
            levels.map((level) => values[level]!),
            maxEntries,
          );
        const indices = [...levels.keys()].filter((k) => levels[k]! >= threshold);
        checkEntries(indices.length, maxEntries);
        return { indices };
      },
    };
  },
};
