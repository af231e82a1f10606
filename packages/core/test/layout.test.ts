import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  ACCOUNT_FIRST_BIT,
  accumulator,
  type CellSpec,
  cellRange,
  layoutOf,
  METER_FIRST_BIT,
  type MechanismManifest,
  type ModelManifest,
  placeCells,
  readCell,
  saturate,
  stored,
  unique,
} from "../src/index.ts";
import { codeOf, shapeOf } from "./support.ts";

const cell = (bits: number, signed = false): CellSpec => ({ name: `c${bits}`, bits, signed });
const specs = fc.array(
  fc
    .boolean()
    .chain((signed) => fc.integer({ min: 1, max: signed ? 64 : 63 }).map((bits) => cell(bits, signed))),
  { maxLength: 20 },
);

describe("placeCells", () => {
  it("keeps the order, leaves no overlap, and never crosses a word", () => {
    fc.assert(
      fc.property(specs, fc.integer({ min: 0, max: 256 }), (cells, firstBit) => {
        const taken = new Set<number>();
        let last = firstBit - 1;
        for (const { word, bit, bits } of placeCells(cells, firstBit)) {
          expect(bit + bits).toBeLessThanOrEqual(256);
          const first = 256 * word + bit;
          expect(first).toBeGreaterThan(last);
          for (let i = first; i < first + bits; i++) expect(taken.has(i)).toBe(false);
          for (let i = first; i < first + bits; i++) taken.add(i);
          last = first + bits - 1;
        }
      }),
      { seed: 5, numRuns: 300 },
    );
  });

  it("moves on only when a cell does not fit", () => {
    expect(placeCells([cell(56), cell(1)], 200).map(({ word, bit }) => [word, bit])).toEqual([
      [0, 200],
      [1, 0],
    ]);
  });

  it.each([
    [0, false],
    [64, false],
    [65, true],
    [1.5, true],
    [-1, true],
  ])("refuses %d bits (signed: %s)", (bits, signed) => {
    expect(codeOf(() => placeCells([cell(bits, signed)], 0))).toBe("invalid_composition");
  });
});

describe("cells", () => {
  it("are read back as they were saturated, whatever surrounds them", () => {
    const value = fc.bigInt({ min: -(1n << 70n), max: 1n << 70n });
    fc.assert(
      fc.property(specs, fc.infiniteStream(value), fc.boolean(), (cells, values, ones) => {
        const placed = placeCells(cells, 49);
        const stored = placed.map((spec) => saturate(values.next().value as bigint, spec));
        const words = Array.from({ length: 8 }, () => (ones ? (1n << 256n) - 1n : 0n));
        placed.forEach((spec, i) => {
          const mask = ((1n << BigInt(spec.bits)) - 1n) << BigInt(spec.bit);
          words[spec.word] =
            (words[spec.word]! & ~mask) | (BigInt.asUintN(spec.bits, stored[i]!) << BigInt(spec.bit));
        });
        placed.forEach((spec, i) => {
          expect(readCell(words, spec)).toBe(stored[i]);
        });
      }),
      { seed: 6, numRuns: 200 },
    );
  });

  it.each([
    [cell(1), 0n, 1n],
    [cell(63), 0n, 2n ** 63n - 1n],
    [cell(1, true), -1n, 0n],
    [cell(64, true), -(2n ** 63n), 2n ** 63n - 1n],
  ])("%o holds %d to %d", (spec, min, max) => {
    expect(cellRange(spec)).toEqual({ min, max });
    expect(saturate(min - 1n, spec)).toBe(min);
    expect(saturate(max + 1n, spec)).toBe(max);
    expect(saturate(max, spec)).toBe(max);
  });
});

describe("layoutOf", () => {
  const model = (change: Partial<ModelManifest> = {}): ModelManifest => ({
    kind: "model",
    id: "m",
    version: "1.0.0",
    description: "",
    encodings: ["sparse"],
    lanes: [8, 16, 32, 64],
    minClasses: 2,
    maxClasses: 2,
    growth: "none",
    cells: (shape) => shape.features,
    hot: () => [],
    scratch: () => 0,
    constants: () => ({}),
    params: [],
    ...change,
  });
  const mechanism = (change: Partial<MechanismManifest> = {}): MechanismManifest => ({
    kind: "mechanism",
    id: "i",
    version: "1.0.0",
    description: "",
    pool: [],
    account: [],
    record: [],
    roles: [],
    params: [],
    actions: [],
    errors: {},
    ...change,
  });

  it("puts the pool behind the next id and the hot cells behind the pool", () => {
    const layout = layoutOf(
      model({ hot: () => [cell(48, true), cell(64, true), cell(16)] }),
      mechanism({ pool: [cell(40), cell(40)], account: [cell(40)], record: [cell(32), cell(64, true)] }),
      shapeOf({ features: 17, lane: 16 }),
    );
    expect(layout.pool.map(({ word, bit }) => [word, bit])).toEqual([
      [0, METER_FIRST_BIT],
      [0, METER_FIRST_BIT + 40],
    ]);
    expect(layout.hot.map(({ word, bit }) => [word, bit])).toEqual([
      [0, 129],
      [0, 177],
      [1, 0],
    ]);
    expect(layout.account).toMatchObject([{ word: 0, bit: ACCOUNT_FIRST_BIT }]);
    expect(layout.record).toMatchObject([
      { word: 0, bit: stored.manifest.recordCells.firstBit },
      { word: 0, bit: stored.manifest.recordCells.firstBit + 32 },
    ]);
    expect(layout).toMatchObject({
      meterWords: 2,
      accountWords: 1,
      cells: 17,
      lanesPerWord: 16,
      stateWords: 2,
    });
  });

  it("has one word each for nothing", () => {
    expect(layoutOf(model(), mechanism(), shapeOf({}))).toMatchObject({ meterWords: 1, accountWords: 1 });
  });

  it.each([
    [8, 32],
    [16, 16],
    [32, 8],
    [64, 4],
  ] as const)("packs lanes of %d bits %d to a word", (lane, lanesPerWord) => {
    const layout = layoutOf(model(), mechanism(), shapeOf({ lane, features: lanesPerWord + 1 }));
    expect(layout).toMatchObject({ lanesPerWord, stateWords: 2 });
  });

  it.each([
    [stored, 160, 96],
    [unique, 88, 16],
    [accumulator, 160, 32],
  ])("gives record cells the room that $manifest.id has", (handler, firstBit, bits) => {
    const half = { name: "half", bits: bits / 2, signed: false };
    const place = (record: CellSpec[]) =>
      layoutOf(model(), mechanism({ record }), shapeOf({}), false, handler.manifest);
    expect(place([half, half]).record.map(({ word, bit }) => [word, bit])).toEqual([
      [0, firstBit],
      [0, firstBit + bits / 2],
    ]);
    expect(codeOf(() => place([half, half, { ...half, bits: 1 }]))).toBe("invalid_composition");
  });

  it("gives the meter 256 words at most, which contracts number with eight bits", () => {
    const hot = () => Array.from({ length: 4 * 255 }, () => cell(63));
    expect(layoutOf(model({ hot }), mechanism(), shapeOf({})).meterWords).toBe(256);
  });

  it.each([
    ["record cells beyond 96 bits", {}, { record: [cell(64, true), cell(33)] }],
    ["no state cell", { cells: () => 0 }, {}],
    ["more than 2^26 cells", { cells: () => 2 ** 26 + 1 }, {}],
    ["half a cell", { cells: () => 1.5 }, {}],
    ["a hot cell too wide", { hot: () => [cell(65, true)] }, {}],
    ["257 words of the meter", { hot: () => Array.from({ length: 4 * 256 }, () => cell(63)) }, {}],
  ])("refuses %s", (_, modelChange, mechanismChange) => {
    expect(codeOf(() => layoutOf(model(modelChange), mechanism(mechanismChange), shapeOf({})))).toBe(
      "invalid_composition",
    );
  });
});
