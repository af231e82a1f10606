import { concatBytes } from "../../bytes.ts";
import type { Shape } from "../../manifest.ts";
import { encodeSample, entryBytes, indexBytes, type Sample } from "../../sample.ts";
import type { Random } from "../random.ts";

/** A good sample of one to `maxEntries` features. */
export function randomSample(random: Random, shape: Shape): Uint8Array {
  const wanted = random.between(1, shape.maxEntries);
  const picked = new Set<number>();
  while (picked.size < wanted) picked.add(random.below(shape.features));
  const indices = [...picked].sort((a, b) => a - b);
  const one = 2 ** shape.valueBits;
  const sample: Sample =
    shape.encoding === "sparse"
      ? { indices }
      : { indices, values: indices.map(() => random.between(-2 * one, 2 * one)) };
  return encodeSample(sample, shape);
}

/** Every way in which bytes are no sample. */
export const FLAWS = ["odd", "empty", "oversized", "repeated", "unsorted", "outOfRange"] as const;
export type Flaw = (typeof FLAWS)[number];

/** Sparse bytes with one flaw, or with several where one brings the next along. */
export function flawedSample(random: Random, shape: Shape, flaw: Flaw): Uint8Array {
  const entry = (index: number): Uint8Array => {
    const bytes = new Uint8Array(entryBytes(shape));
    const width = indexBytes(shape);
    for (let i = 0; i < width; i++) bytes[width - 1 - i] = Math.floor(index / 256 ** i) & 0xff;
    return bytes;
  };
  const entries = (...indices: number[]): Uint8Array => concatBytes(...indices.map(entry));
  const last = shape.features - 1;
  switch (flaw) {
    case "odd":
      return concatBytes(
        randomSample(random, shape),
        new Uint8Array(random.between(1, entryBytes(shape) - 1)),
      );
    case "empty":
      return new Uint8Array();
    case "oversized":
      return entries(...Array.from({ length: shape.maxEntries + random.between(1, 3) }, (_, i) => i));
    case "repeated":
      return entries(last, last);
    case "unsorted":
      return entries(last, random.below(last));
    case "outOfRange":
      return entries(shape.features + random.below(100));
  }
}
