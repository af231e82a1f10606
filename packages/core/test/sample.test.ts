import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  ChainlearnError,
  checkLabel,
  checkSample,
  decodeSample,
  encodeSample,
  entryBytes,
  indexBytes,
  type Sample,
  type SampleEncoding,
  type Shape,
} from "../src/index.ts";
import { codeOf, shapeOf } from "./support.ts";

const i32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });

const shapes: fc.Arbitrary<Shape> = fc
  .record({
    encoding: fc.constantFrom<SampleEncoding>("sparse", "sparse-values", "dense"),
    features: fc.oneof(
      fc.integer({ min: 1, max: 20 }),
      fc.constantFrom(255, 256, 257, 65_535, 65_536, 65_537, 2 ** 24),
    ),
    maxEntries: fc.integer({ min: 1, max: 12 }),
  })
  .map(({ encoding, features, maxEntries }) => {
    const dense = encoding === "dense";
    const few = dense ? Math.min(features, 12) : features;
    return shapeOf({ encoding, features: few, maxEntries: dense ? few : Math.min(maxEntries, few) });
  });

const sampleOf = (shape: Shape): fc.Arbitrary<Sample> => {
  if (shape.encoding === "dense")
    return fc
      .array(i32, { minLength: shape.features, maxLength: shape.features })
      .map((values) => ({ values }));
  return fc
    .uniqueArray(fc.integer({ min: 0, max: shape.features - 1 }), {
      minLength: 1,
      maxLength: shape.maxEntries,
    })
    .chain((picked) => {
      const indices = picked.sort((a, b) => a - b);
      if (shape.encoding === "sparse") return fc.constant({ indices });
      return fc
        .array(i32, { minLength: indices.length, maxLength: indices.length })
        .map((values) => ({ indices, values }));
    });
};
const cases = shapes.chain((shape) => fc.record({ shape: fc.constant(shape), sample: sampleOf(shape) }));

/** The checks of docs/spec/shell.md over a list of numbers instead of a view. */
function expectedCode(bytes: Uint8Array, shape: Shape): string | undefined {
  const width = shape.encoding === "dense" ? 0 : shape.features > 65_536 ? 4 : 2;
  const size = width + (shape.encoding === "sparse" ? 0 : 4);
  if (bytes.length % size !== 0) return "sample_malformed";
  const indices = Array.from({ length: bytes.length / size }, (_, p) =>
    bytes.slice(p * size, p * size + width).reduce((index, byte) => index * 256 + byte, 0),
  );
  if (indices.length === 0) return "sample_empty";
  if (indices.length > shape.maxEntries) return "sample_too_large";
  if (shape.encoding === "dense") return indices.length === shape.features ? undefined : "sample_malformed";
  if (indices.some((index, p) => p > 0 && index <= indices[p - 1]!)) return "index_out_of_order";
  return indices.at(-1)! >= shape.features ? "index_out_of_range" : undefined;
}

describe("sample codec", () => {
  it("decodes what it encodes, in the declared number of bytes", () => {
    fc.assert(
      fc.property(cases, ({ shape, sample }) => {
        const bytes = encodeSample(sample, shape);
        const count = (sample.indices ?? sample.values ?? []).length;
        expect(bytes.length).toBe(count * entryBytes(shape));
        expect(checkSample(bytes, shape)).toBe(count);
        expect(decodeSample(bytes, shape)).toEqual(sample);
      }),
      { seed: 2, numRuns: 500 },
    );
  });

  it("encodes to the same bytes what it decodes: one encoding per sample", () => {
    const accepted = fc.property(
      shapes.chain((shape) =>
        fc.record({
          shape: fc.constant(shape),
          entries: fc.array(fc.uint8Array({ minLength: entryBytes(shape), maxLength: entryBytes(shape) }), {
            minLength: 1,
            maxLength: 3,
          }),
        }),
      ),
      ({ shape, entries }) => {
        const bytes = Uint8Array.from(entries.flatMap((entry) => [...entry]));
        fc.pre(expectedCode(bytes, shape) === undefined);
        expect(encodeSample(decodeSample(bytes, shape), shape)).toEqual(bytes);
      },
    );
    fc.assert(accepted, { seed: 3, numRuns: 300 });
  });

  it("refuses bytes with the first code that applies", () => {
    const seen = new Set<string>();
    const smallIndex = fc.integer({ min: 0, max: 12 });
    const entry = (shape: Shape): fc.Arbitrary<number[]> =>
      fc.oneof(smallIndex, fc.integer({ min: 0, max: 2 ** 16 - 1 })).map((index) => {
        const width = shape.encoding === "dense" ? 0 : indexBytes(shape);
        const bytes = [0, 0, index >> 8, index & 0xff].slice(4 - width);
        return [...bytes, ...(shape.encoding === "sparse" ? [] : [255, 0, 0, 1])];
      });
    const bytesOf = (shape: Shape): fc.Arbitrary<Uint8Array> =>
      fc
        .tuple(fc.array(entry(shape), { maxLength: 14 }), fc.constantFrom(0, 0, 0, 1, 3))
        .map(([entries, extra]) => Uint8Array.from([...entries.flat(), ...new Array(extra).fill(0)]));
    fc.assert(
      fc.property(
        shapes.chain((shape) => fc.record({ shape: fc.constant(shape), bytes: bytesOf(shape) })),
        ({ shape, bytes }) => {
          const code = expectedCode(bytes, shape);
          seen.add(code ?? "accepted");
          if (code === undefined) expect(() => checkSample(bytes, shape)).not.toThrow();
          else expect(codeOf(() => checkSample(bytes, shape))).toBe(code);
        },
      ),
      { seed: 4, numRuns: 2000 },
    );
    expect([...seen].sort()).toEqual([
      "accepted",
      "index_out_of_order",
      "index_out_of_range",
      "sample_empty",
      "sample_malformed",
      "sample_too_large",
    ]);
  });

  it("reads a view into a larger buffer", () => {
    const buffer = Uint8Array.of(9, 9, 0, 1, 0, 2, 9);
    expect(decodeSample(buffer.subarray(2, 6), shapeOf({}))).toEqual({ indices: [1, 2] });
  });

  it.each([
    [65_536, "sparse", 2],
    [65_537, "sparse", 4],
    [65_536, "sparse-values", 6],
    [65_537, "sparse-values", 8],
    [65_537, "dense", 4],
  ] as const)("%i features, %s: %i bytes an entry", (features, encoding, bytes) => {
    expect(entryBytes(shapeOf({ features, encoding }))).toBe(bytes);
  });

  it.each([
    ["indices missing", "sparse", { values: [1] }, "sample_malformed"],
    ["values where none belong", "sparse", { indices: [1], values: [1] }, "sample_malformed"],
    ["values missing", "sparse-values", { indices: [1] }, "sample_malformed"],
    ["fewer values than indices", "sparse-values", { indices: [1, 2], values: [1] }, "sample_malformed"],
    ["indices where none belong", "dense", { indices: [0], values: [1] }, "sample_malformed"],
    ["a fraction as value", "sparse-values", { indices: [1], values: [0.5] }, "sample_malformed"],
    ["a value above i32", "sparse-values", { indices: [1], values: [2 ** 31] }, "sample_malformed"],
    ["a value below i32", "sparse-values", { indices: [1], values: [-(2 ** 31) - 1] }, "sample_malformed"],
    ["a fraction as index", "sparse", { indices: [0.5] }, "index_out_of_range"],
    ["a negative index", "sparse", { indices: [-1] }, "index_out_of_range"],
    ["an index that its two bytes cannot hold", "sparse", { indices: [65_536] }, "index_out_of_range"],
    ["an index above the features", "sparse", { indices: [10] }, "index_out_of_range"],
    ["falling indices", "sparse", { indices: [2, 1] }, "index_out_of_order"],
    ["nothing", "sparse", { indices: [] }, "sample_empty"],
    ["too much", "sparse", { indices: [0, 1, 2, 3, 4, 5] }, "sample_too_large"],
    ["neither indices nor values", "sparse", {}, "sample_malformed"],
  ] as const)("does not encode %s", (_, encoding, sample, code) => {
    expect(codeOf(() => encodeSample(sample, shapeOf({ encoding })))).toBe(code);
  });
});

describe("labels", () => {
  it.each([0, 1])("%d is one of two classes", (label) => {
    expect(() => checkLabel(label, shapeOf({}))).not.toThrow();
  });

  it.each([2, -1, 0.5, Number.NaN, 65_536])("%d is not", (label) => {
    expect(codeOf(() => checkLabel(label, shapeOf({})))).toBe("label_out_of_range");
  });

  it("names the number of classes", () => {
    expect(() => checkLabel(7, shapeOf({ classes: 5 }))).toThrow(ChainlearnError);
    expect(() => checkLabel(7, shapeOf({ classes: 5 }))).toThrow(/5 classes/);
  });
});
