import { ChainlearnError, type Sample, type Shape } from "@chainlearn/core";
import { checkNames, refuse, whole } from "../params.ts";
import { I32_MAX, I32_MIN } from "./saturate.ts";

/**
 * How numbers become fixed point: value = round(x · scaleQ32 / 2^32 · 2^valueBits) - offset, kept within ±limit.
 * One number for all features, or one for each.
 */
export type Quantisation = {
  /** 2^32 makes 1 to 1.0; 1 to 2^53 - 1, default 2^32. */
  readonly scaleQ32?: number | readonly number[];
  /** In units of 2^-valueBits, so that the mean can become 0; default 0. */
  readonly offset?: number | readonly number[];
  /** Largest distance from 0 in units of 2^-valueBits; default 2^31 - 1. */
  readonly limit?: number;
};

const Q32 = 2 ** 32;

/** The whole number next to a finite one; halves go to the even one, as IEEE 754 rounds. */
export function roundTiesToEven(x: number): number {
  const below = Math.floor(x);
  // The rest is exact: a float's fraction is a float.
  const rest = x - below;
  const up = rest > 0.5 || (rest === 0.5 && below % 2 !== 0);
  return (up ? below + 1 : below) + 0; // + 0 makes -0 to 0
}

/** Checks and completes a quantisation. */
export function completeQuantisation(
  encoder: string,
  shape: Shape,
  given: Quantisation,
): Required<Quantisation> {
  const each = (
    name: string,
    value: number | readonly number[],
    min: number,
    max: number,
  ): number | readonly number[] => {
    if (!Array.isArray(value)) return whole(encoder, name, value, min, max);
    if (value.length !== shape.features)
      refuse(encoder, `${name} has ${value.length} numbers for ${shape.features} features.`);
    return value.map((item, k) => whole(encoder, `${name}[${k}]`, item, min, max));
  };
  checkNames(encoder, given, ["scaleQ32", "offset", "limit"]);
  return {
    scaleQ32: each("scaleQ32", given.scaleQ32 ?? Q32, 1, Number.MAX_SAFE_INTEGER),
    offset: each("offset", given.offset ?? 0, I32_MIN, I32_MAX),
    limit: whole(encoder, "limit", given.limit ?? I32_MAX, 1, I32_MAX),
  };
}

const at = (values: number | readonly number[], k: number): number =>
  typeof values === "number" ? values : values[k]!;

/**
 * Numbers as a dense or sparse-values sample. Two float operations are rounded, the multiplication by the scale and
 * the rounding to whole numbers, both as IEEE 754 says, so every engine gives the same sample.
 * @throws ChainlearnError sample_malformed (not one finite number per feature), sample_too_large
 */
export function quantise(
  numbers: ArrayLike<number>,
  shape: Shape,
  { scaleQ32, offset, limit }: Required<Quantisation>,
): Sample {
  const { features, valueBits, maxEntries } = shape;
  if (numbers.length !== features) {
    throw new ChainlearnError("sample_malformed", `${numbers.length} numbers for ${features} features.`);
  }
  const one = 2 ** valueBits / Q32;
  const values = Array.from({ length: features }, (_, k) => {
    const x = numbers[k]!;
    if (!Number.isFinite(x)) throw new ChainlearnError("sample_malformed", `feature ${k} is ${x}.`);
    const whole = roundTiesToEven(x * at(scaleQ32, k) * one) - at(offset, k);
    return Math.min(limit, Math.max(-limit, whole));
  });
  return shape.encoding === "dense" ? { values } : withoutZeros(values, maxEntries);
}

/**
 * The values that are not 0, with their indices.
 * @throws ChainlearnError sample_too_large
 */
export function withoutZeros(values: readonly number[], maxEntries: number): Sample {
  const indices = [...values.keys()].filter((index) => values[index] !== 0);
  checkEntries(indices.length, maxEntries);
  return { indices, values: indices.map((index) => values[index]!) };
}

/** @throws ChainlearnError sample_too_large */
export function checkEntries(count: number, maxEntries: number): void {
  if (count > maxEntries)
    throw new ChainlearnError("sample_too_large", `${count} entries; at most ${maxEntries} are admitted.`);
}
