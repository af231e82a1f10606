import type { Shape } from "../../manifest.ts";
import type { Sample } from "../../sample.ts";
import type { Random } from "../random.ts";

/** The ends of a feature's value. */
export const VALUE_ENDS = [-(2 ** 31), 2 ** 31 - 1] as const;

/** `entries` features, evenly spread, the last one among them. Dense shapes have all anyway. */
export function spreadFeatures({ features }: Shape, entries: number): number[] {
  return Array.from({ length: entries }, (_, p) => Math.floor(((p + 1) * features) / entries) - 1);
}

/** A sample of these features, with one value for all where the encoding has values. */
export function sampleOf(shape: Shape, features: readonly number[], value: (p: number) => number): Sample {
  const values = features.map((_, p) => value(p));
  if (shape.encoding === "dense") return { values };
  return shape.encoding === "sparse" ? { indices: features } : { indices: features, values };
}

/** As many entries as a sample may have, all of this value. */
export const fullSample = (shape: Shape, value: number): Sample =>
  sampleOf(shape, spreadFeatures(shape, shape.maxEntries), () => value);

/** One entry, or all where the encoding is dense, of value 1.0. */
export function anySample(random: Random, shape: Shape): Sample {
  const one = 2 ** shape.valueBits;
  const value = (): number =>
    random.chance(2) ? random.pick([...VALUE_ENDS, 0]) : random.between(-2 * one, 2 * one);
  const all = Array.from({ length: shape.features }, (_, feature) => feature);
  if (shape.encoding === "dense") return sampleOf(shape, all, value);
  const count = random.between(1, shape.maxEntries);
  const rest = [...all];
  const picked = Array.from({ length: count }, () => rest.splice(random.below(rest.length), 1)[0]!);
  return sampleOf(
    shape,
    picked.sort((a, b) => a - b),
    value,
  );
}
