import {
  type ChainAdapter,
  ChainlearnError,
  createTrainers,
  type EncoderParams,
  type EncoderPlugin,
  encodeSample,
  resolveEncoder,
  type Sample,
  type SampleEncoding,
  type Shape,
} from "@chainlearn/core";
import {
  encoders,
  fixedPoint,
  hashingTrick,
  identity,
  murmur3Words,
  pixels,
  standardise,
  vocabulary,
} from "@chainlearn/encoders";
import { stake } from "@chainlearn/mechanisms";
import { sparsePerceptron } from "@chainlearn/models-wasm";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { roundTiesToEven } from "../src/numbers/quantise.ts";

const shapeOf = (encoding: SampleEncoding, change: Partial<Shape> = {}): Shape => {
  const features = change.features ?? 4;
  return { features, classes: 2, lane: 32, encoding, valueBits: 0, maxEntries: features, ...change };
};

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(ChainlearnError);
    return (error as ChainlearnError).code;
  }
  return "nothing was thrown";
}

/** Encodings, features and entries that an encoder may meet. */
const shapes = (plugin: EncoderPlugin): fc.Arbitrary<Shape> =>
  fc
    .record({
      encoding: fc.constantFrom(...plugin.manifest.encodings),
      features: fc.integer({ min: 1, max: 300 }),
      valueBits: fc.integer({ min: 0, max: 30 }),
      entries: fc.integer({ min: 1, max: 300 }),
    })
    .map(({ encoding, features, valueBits, entries }) =>
      shapeOf(encoding, {
        features,
        valueBits,
        maxEntries: encoding === "dense" ? features : Math.min(entries, features),
      }),
    );

const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 80 }),
  fc.array(fc.constantFrom("a", "b", "c", "free", "é"), { maxLength: 40 }).map((words) => words.join(" ")),
);

describe.each<[EncoderPlugin<string>, EncoderParams]>([
  [murmur3Words, { seed: 9 }],
  [hashingTrick, { maxWords: 2 }],
  [vocabulary, { words: ["free"] }],
])("$manifest.id", (plugin, params) => {
  it("makes of any text a sample that the codec takes, or an empty sparse one", () => {
    fc.assert(
      fc.property(shapes(plugin), text, (shape, input) => {
        const sample = resolveEncoder(plugin, shape, params).encode(input) as Sample;
        if (sample.indices?.length === 0) return;
        expect(() => encodeSample(sample, shape)).not.toThrow();
      }),
      { seed: 11 },
    );
  });

  it("takes a text's words for the text", () => {
    const encoder = resolveEncoder(plugin, shapeOf(plugin.manifest.encodings[0]!), params);
    expect(encoder.encode(["free", "free", "x"] as never)).toEqual(encoder.encode("Free, FREE: x!"));
  });
});

describe("numbers", () => {
  it("round to the nearest whole number, halves to the even one", () => {
    const oracle = (x: number): number => {
      const [down, up] = [Math.floor(x), Math.ceil(x)];
      if (x - down !== up - x) return x - down < up - x ? down : up;
      return down % 2 === 0 ? down : up;
    };
    fc.assert(
      fc.property(
        fc.oneof(
          fc.double({ noNaN: true, min: -1e9, max: 1e9 }),
          fc.integer().map((n) => n / 2),
        ),
        (x) => {
          expect(roundTiesToEven(x)).toBe(oracle(x) + 0);
        },
      ),
      { seed: 12 },
    );
    expect(Object.is(roundTiesToEven(-0.2), 0)).toBe(true);
  });

  it("keep their order, and stay within the limit", () => {
    const one = shapeOf("dense", { features: 1, valueBits: 8 });
    const encoder = resolveEncoder(fixedPoint, one, { scaleQ32: 5_000_000_000, offset: 5, limit: 900 });
    const value = (x: number): number => encoder.encode([x]).values![0]!;
    const number = fc.double({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(number, number, (a, b) => {
        const [low, high] = [value(Math.min(a, b)), value(Math.max(a, b))];
        expect(low).toBeLessThanOrEqual(high);
        expect(Math.abs(low)).toBeLessThanOrEqual(900);
      }),
      { seed: 13 },
    );
  });

  it("standardised, have mean 0 and deviation 1.0", () => {
    const rows = [
      [1, 1_000, 7],
      [2, 3_000, 7],
      [3, 2_000, 7],
    ];
    const shape = shapeOf("dense", { features: 3, valueBits: 16 });
    const encoder = resolveEncoder(fixedPoint, shape, standardise(rows, shape));
    const columns = [0, 1].map((k) => rows.map((row) => encoder.encode(row).values![k]! / 65_536));
    for (const column of columns) {
      expect(column.reduce((sum, x) => sum + x) / 3).toBeCloseTo(0, 4);
      expect(Math.sqrt(column.reduce((sum, x) => sum + x * x, 0) / 3)).toBeCloseTo(1, 4);
    }
    expect(rows.map((row) => encoder.encode(row).values![2])).toEqual([0, 0, 0]);
  });

  it("with a common spread keep their proportions", () => {
    const shape = shapeOf("dense", { features: 2, valueBits: 16 });
    const { scaleQ32, offset } = standardise(
      [
        [-1, -10],
        [1, 10],
      ],
      shape,
      "common",
    );
    expect(typeof scaleQ32).toBe("number");
    const values = resolveEncoder(fixedPoint, shape, { scaleQ32, offset }).encode([1, 10]).values!;
    expect(values[1]! / values[0]!).toBeCloseTo(10, 2);
  });
});

describe("what cannot be encoded", () => {
  it.each<[string, EncoderPlugin, Shape, EncoderParams, unknown, string]>([
    ["too few numbers", fixedPoint, shapeOf("dense"), {}, [1, 2, 3], "sample_malformed"],
    ["NaN", fixedPoint, shapeOf("dense"), {}, [1, 2, Number.NaN, 4], "sample_malformed"],
    ["infinity", fixedPoint, shapeOf("dense"), {}, [1, 2, 3, -Infinity], "sample_malformed"],
    [
      "too many numbers that are not 0",
      fixedPoint,
      shapeOf("sparse-values", { maxEntries: 2 }),
      {},
      [1, 2, 3, 0],
      "sample_too_large",
    ],
    ["too many pixels", pixels, shapeOf("dense"), {}, [1, 2, 3, 4, 5], "sample_malformed"],
    ["half a pixel", pixels, shapeOf("dense"), {}, [1, 2, 3.5, 4], "sample_malformed"],
    ["a pixel of 256", pixels, shapeOf("sparse"), {}, [1, 2, 3, 256], "sample_malformed"],
    [
      "too many pixels present",
      pixels,
      shapeOf("sparse", { maxEntries: 1 }),
      {},
      [0, 200, 0, 200],
      "sample_too_large",
    ],
    ["a sample of another shape", identity, shapeOf("dense"), {}, { indices: [1] }, "sample_malformed"],
    [
      "indices that do not increase",
      identity,
      shapeOf("sparse"),
      {},
      { indices: [1, 1] },
      "index_out_of_order",
    ],
  ])("%s", (_, plugin, shape, params, input, code) => {
    const encoder = resolveEncoder(plugin, shape, params);
    expect(codeOf(() => encoder.encode(input as never))).toBe(code);
  });

  it.each<[string, EncoderPlugin, Shape, unknown]>([
    ["an unknown name", pixels, shapeOf("dense"), { treshold: 1 }],
    ["a threshold of 0", pixels, shapeOf("dense"), { threshold: 0 }],
    ["a parameter of identity", identity, shapeOf("dense"), { x: 1 }],
    ["a scale of 0", fixedPoint, shapeOf("dense"), { scaleQ32: 0 }],
    ["half an offset", fixedPoint, shapeOf("dense"), { offset: 0.5 }],
    ["scales for other features", fixedPoint, shapeOf("dense"), { scaleQ32: [1, 2] }],
    ["no words", vocabulary, shapeOf("sparse"), {}],
    ["an empty list of words", vocabulary, shapeOf("sparse"), { words: [] }],
    ["more words than features", vocabulary, shapeOf("sparse"), { words: ["a", "b", "c", "d", "e"] }],
    ["a word twice", vocabulary, shapeOf("sparse"), { words: ["a", "b", "a"] }],
    ["a number for a word", vocabulary, shapeOf("sparse"), { words: [1] }],
    ["an unknown alphabet", murmur3Words, shapeOf("sparse"), { wordRule: { alphabet: "latin" } }],
    [
      "lengths the wrong way round",
      murmur3Words,
      shapeOf("sparse"),
      { wordRule: { minLength: 5, maxLength: 4 } },
    ],
    ["a negative seed", murmur3Words, shapeOf("sparse"), { seed: -1 }],
    ["n-grams the wrong way round", hashingTrick, shapeOf("dense"), { minWords: 2, maxWords: 1 }],
    ["a sign that is no boolean", hashingTrick, shapeOf("dense"), { signed: 1 }],
    ["an encoding that it does not make", hashingTrick, shapeOf("sparse"), {}],
  ])("parameters: %s", (_, plugin, shape, params) => {
    expect(codeOf(() => resolveEncoder(plugin, shape, params as EncoderParams))).toBe("invalid_composition");
  });
});

it("are registered by their module and resolved by id with the composition", () => {
  const trainers = createTrainers({ adapter: {} as ChainAdapter, modules: [encoders] });
  const { encoder } = trainers.resolve({
    model: sparsePerceptron,
    mechanism: stake,
    encoder: "vocabulary",
    encoderParams: { words: ["free", "money"] },
    shape: shapeOf("sparse"),
    modelParams: { learningRate: 1n },
    mechanismParams: { costWeightUnits: 1n },
  });
  const mine = resolveEncoder(vocabulary, shapeOf("sparse"), { words: ["free", "money"] });
  expect(encoder).toMatchObject({ id: "vocabulary", hash: mine.hash });
  expect(mine.encode("Money! Free money!")).toEqual({ indices: [0, 1] });
});
