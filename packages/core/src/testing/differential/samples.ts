import { concatBytes } from "../../bytes.ts";
import type { ErrorCode } from "../../errors.ts";
import type { Shape } from "../../manifest.ts";
import { encodeSample, entryBytes, indexBytes, type Sample } from "../../sample.ts";
import type { Random } from "../random.ts";

/** A good sample: dense with all values, else of one to `maxEntries` features. Canonical bytes. */
export function randomSample(random: Random, shape: Shape): Uint8Array {
  const one = 2 ** shape.valueBits;
  const value = (): number => random.between(-2 * one, 2 * one);
  if (shape.encoding === "dense")
    return encodeSample({ values: Array.from({ length: shape.features }, value) }, shape);
  const wanted = random.between(1, shape.maxEntries);
  const picked = new Set<number>();
  while (picked.size < wanted) picked.add(random.below(shape.features));
  const indices = [...picked].sort((a, b) => a - b);
  const sample: Sample = shape.encoding === "sparse" ? { indices } : { indices, values: indices.map(value) };
  return encodeSample(sample, shape);
}

/** Every way in which bytes are no sample, and what they are refused with. */
export const FLAW_CODES = {
  odd: "sample_malformed",
  empty: "sample_empty",
  oversized: "sample_too_large",
  short: "sample_malformed",
  repeated: "index_out_of_order",
  unsorted: "index_out_of_order",
  outOfRange: "index_out_of_range",
} as const satisfies Readonly<Record<string, ErrorCode>>;

export type Flaw = keyof typeof FLAW_CODES;

/** The flaws that samples of a shape can have: only dense ones can be short, only sparse ones have indices. */
export function flawsOf(shape: Shape): readonly Flaw[] {
  if (shape.encoding !== "dense") return ["odd", "empty", "oversized", "repeated", "unsorted", "outOfRange"];
  return shape.features > 1 ? ["odd", "empty", "oversized", "short"] : ["odd", "empty", "oversized"];
}

/** Bytes with one flaw of {@link flawsOf}, or with several where one brings the next along. */
export function flawedSample(random: Random, shape: Shape, flaw: Flaw): Uint8Array {
  const size = entryBytes(shape);
  const entry = (index: number): Uint8Array => {
    const bytes = new Uint8Array(size);
    const width = indexBytes(shape);
    for (let i = 0; i < width; i++) bytes[width - 1 - i] = Math.floor(index / 256 ** i) & 0xff;
    return bytes;
  };
  const entries = (...indices: number[]): Uint8Array => concatBytes(...indices.map(entry));
  const last = shape.features - 1;
  switch (flaw) {
    case "odd":
      return concatBytes(randomSample(random, shape), new Uint8Array(random.between(1, size - 1)));
    case "empty":
      return new Uint8Array();
    case "oversized": {
      const count = shape.maxEntries + random.between(1, 3);
      if (shape.encoding === "dense") return new Uint8Array(count * size);
      return entries(...Array.from({ length: count }, (_, i) => i));
    }
    case "short":
      return new Uint8Array(random.between(1, last) * size);
    case "repeated":
      return entries(last, last);
    case "unsorted":
      return entries(last, random.below(last));
    case "outOfRange":
      return entries(shape.features + random.below(100));
  }
}
