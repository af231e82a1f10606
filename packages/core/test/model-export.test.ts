import { describe, expect, it } from "vitest";
import {
  exportModel,
  importModel,
  type ModelExport,
  type ModelPlugin,
  resolveModel,
  type Shape,
  stateHash,
  toHex,
} from "../src/index.ts";
import { codeOf, shapeOf } from "./support.ts";

const plugin = (kernel = "abc"): ModelPlugin => ({
  manifest: {
    kind: "model",
    id: "m",
    version: "1.0.0",
    description: "",
    encodings: ["sparse"],
    lanes: [16, 64],
    minClasses: 2,
    growth: "none",
    maxClasses: 10,
    cells: ({ features }) => features,
    hot: () => [{ name: "bias", bits: 10, signed: true }],
    scratch: () => 0,
    constants: () => ({ stride: 7n }),
    params: [{ name: "rate", unit: "", min: 0n, max: 9n, default: 3n, description: "" }],
  },
  kernel: new TextEncoder().encode(kernel),
});
const resolved = (shape: Partial<Shape> = {}, rate = 3n, kernel?: string) =>
  resolveModel({ model: plugin(kernel), shape: shapeOf({ lane: 64, ...shape }), params: { rate } });

const MIN = -(2n ** 63n);
const state = { cells: [1n, MIN, 0n, -1n, 0n, 0n, 0n, 0n, 0n, 2n ** 63n - 1n], hot: [-512n] };
const throughJson = (exported: ModelExport): ModelExport => JSON.parse(JSON.stringify(exported));

describe("resolveModel", () => {
  it("completes parameters and counts what the model keeps", () => {
    expect(resolveModel({ model: plugin(), shape: shapeOf({ lane: 16 }) })).toMatchObject({
      params: [{ owner: "model", value: 3n }],
      constants: { stride: 7n },
      layout: { cells: 10, stateWords: 1, lanesPerWord: 16, hot: [{ name: "bias" }] },
    });
  });

  it("refuses what a composition refuses", () => {
    expect(codeOf(() => resolved({ classes: 1 }))).toBe("invalid_composition");
    expect(codeOf(() => resolved({}, 10n))).toBe("invalid_composition");
  });
});

describe("an exported model", () => {
  it("gives its state back, also through JSON", () => {
    const exported = throughJson(exportModel(resolved(), state));
    expect(importModel(resolved(), exported)).toEqual(state);
    expect(exported).toMatchObject({
      kernelId: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
      params: { rate: "3" },
    });
  });

  it("names the hash that a chain seals", () => {
    const { cells, hot } = state;
    // Four lanes of 64 bits to a word, the first one lowest.
    const words = [0, 1, 2].map((w) =>
      [0, 1, 2, 3].reduce(
        (word, j) => word | (BigInt.asUintN(64, cells[4 * w + j] ?? 0n) << BigInt(64 * j)),
        0n,
      ),
    );
    expect(exportModel(resolved(), state).stateHash).toBe(toHex(stateHash(words, hot)));
  });

  it("has the cells that were left out", () => {
    expect(importModel(resolved(), exportModel(resolved(), {}))).toEqual({
      cells: Array.from({ length: 10 }, () => 0n),
      hot: [0n],
    });
  });

  it.each([
    ["another kernel", resolved({}, 3n, "abd"), /kernel/],
    ["another number of features", resolved({ features: 11 }), /shape.features of the export is 10, not 11/],
    ["another lane", resolved({ lane: 16 }), /shape.lane/],
    ["another parameter", resolved({}, 4n), /parameter rate of the export is 3, not 4/],
  ])("is refused for a model with %s", (_, other, message) => {
    const exported = exportModel(resolved(), state);
    expect(codeOf(() => importModel(other, exported))).toBe("model_mismatch");
    expect(() => importModel(other, exported)).toThrow(message);
  });

  it("is taken with other parameters on request, but not with another shape", () => {
    const exported = exportModel(resolved(), state);
    expect(importModel(resolved({}, 4n), exported, { otherParams: true })).toEqual(state);
    expect(codeOf(() => importModel(resolved({ features: 9 }), exported, { otherParams: true }))).toBe(
      "model_mismatch",
    );
  });

  const good = exportModel(resolved(), state);
  it.each<[string, unknown]>([
    ["nothing", undefined],
    ["a text", JSON.stringify(good)],
    ["another format", { ...good, format: "model" }],
    ["a later version", { ...good, version: 2 }],
    ["no shape", { ...good, shape: undefined }],
    ["no parameters", { ...good, params: null }],
    ["cells that are numbers", { ...good, cells: [1] }],
    ["no hot cells", { ...good, hot: undefined }],
    ["a fraction", { ...good, cells: ["0.5", ...good.cells.slice(1)] }],
    ["an empty number", { ...good, hot: [""] }],
    ["a cell too few", { ...good, cells: good.cells.slice(1) }],
    ["a hot cell too many", { ...good, hot: ["0", "0"] }],
    ["a cell beyond its lane", { ...good, cells: [`${2n ** 63n}`, ...good.cells.slice(1)] }],
    ["a changed cell", { ...good, cells: ["2", ...good.cells.slice(1)] }],
    ["a changed hot cell", { ...good, hot: ["-511"] }],
    ["another hash", { ...good, stateHash: "00".repeat(32) }],
  ])("that is %s is refused", (_, exported) => {
    expect(codeOf(() => importModel(resolved(), exported))).toBe("initial_state_malformed");
  });

  it("cannot be made of a state of another model", () => {
    expect(codeOf(() => exportModel(resolved(), { hot: [512n] }))).toBe("initial_state_malformed");
    expect(codeOf(() => exportModel(resolved({ lane: 16 }), state))).toBe("initial_state_malformed");
  });
});
