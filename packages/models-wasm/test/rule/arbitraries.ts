import type { Sample, Shape } from "@chainlearn/core";
import fc from "fast-check";

/** Ends of a value's range. */
export const MAX_VALUE = 2 ** 31 - 1;
export const MIN_VALUE = -(2 ** 31);

export const listOf = <T>(item: fc.Arbitrary<T>, length: number): fc.Arbitrary<T[]> =>
  fc.array(item, { minLength: length, maxLength: length });

/** Integers around zero and around the ends of a range. */
export function edgesOf({ min, max }: { readonly min: bigint; readonly max: bigint }): fc.Arbitrary<bigint> {
  const edges = [0n, 1n, -1n, max, max - 1n, min, min + 1n].filter((edge) => edge >= min && edge <= max);
  return fc.oneof(
    fc.constantFrom(...edges),
    fc.bigInt({ min: min > -100n ? min : -100n, max: max < 100n ? max : 100n }),
    fc.bigInt({ min, max }),
  );
}

/** Good samples; their values are mostly of the size of 1.0, sometimes at the ends of their range. */
export function sampleOf(shape: Shape): fc.Arbitrary<Sample> {
  const most = Math.min(MAX_VALUE, 2 ** (shape.valueBits + 1));
  const value = fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: -most, max: most }) },
    { weight: 2, arbitrary: fc.integer({ min: -300, max: 300 }) },
    { weight: 1, arbitrary: fc.constantFrom(MAX_VALUE, MIN_VALUE, 0, 1, -1) },
  );
  if (shape.encoding === "dense") return listOf(value, shape.features).map((values) => ({ values }));
  const indices = fc
    .uniqueArray(fc.nat(shape.features - 1), { minLength: 1, maxLength: shape.maxEntries })
    .map((list) => list.sort((a, b) => a - b));
  if (shape.encoding === "sparse") return indices.map((list) => ({ indices: list }));
  return indices.chain((list) => listOf(value, list.length).map((values) => ({ indices: list, values })));
}
