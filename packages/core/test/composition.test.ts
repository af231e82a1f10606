import { describe, expect, it } from "vitest";
import {
  type ActionSpec,
  type Composition,
  kernelId,
  labelsInUse,
  type MechanismPlugin,
  type ModelPlugin,
  type ParamSpec,
  resolveComposition,
  resolveModel,
  type Shape,
  unique,
} from "../src/index.ts";
import { codeOf, shapeOf } from "./support.ts";

const param = (name: string, change: Partial<ParamSpec> = {}): ParamSpec => ({
  name,
  unit: "units",
  min: 0n,
  max: 100n,
  description: "",
  ...change,
});
const model: ModelPlugin = {
  manifest: {
    kind: "model",
    id: "m",
    version: "1.0.0",
    description: "",
    encodings: ["sparse", "sparse-values", "dense"],
    lanes: [8, 32],
    minClasses: 2,
    maxClasses: 10,
    growth: "none",
    cells: (shape) => shape.features * shape.classes,
    hot: () => [],
    scratch: () => 0,
    constants: (shape) => ({ stride: BigInt(shape.classes) }),
    params: [param("rate", { default: 3n }), param("decay", { min: 5n })],
  },
  kernel: new TextEncoder().encode("abc"),
};
const mechanism: MechanismPlugin = {
  manifest: {
    kind: "mechanism",
    id: "i",
    version: "1.0.0",
    description: "",
    pool: [],
    account: [],
    record: [],
    roles: [],
    params: [param("price", { default: 0n })],
    actions: [],
    errors: {},
  },
  kernel: new Uint8Array(),
};
const resolve = (shape: Partial<Shape>, change: Partial<Omit<Composition, "encoder">> = {}) =>
  resolveComposition({
    modelParams: { decay: 5n },
    ...change,
    model,
    mechanism,
    dataHandler: undefined as never,
    shape: shapeOf(shape),
  });

describe("resolveComposition", () => {
  it("completes parameters in manifest order, the model's first, and takes 0 for a value", () => {
    const resolved = resolve({}, { mechanismParams: { price: 7n }, modelParams: { decay: 100n, rate: 0n } });
    expect(resolved.params.map(({ spec, owner, value }) => [owner, spec.name, value])).toEqual([
      ["model", "rate", 0n],
      ["model", "decay", 100n],
      ["mechanism", "price", 7n],
    ]);
    expect(resolved.constants).toEqual({ stride: 2n });
    expect(resolved.dataHandler.manifest.id).toBe("stored");
    expect(resolved.layout.cells).toBe(20);
  });

  it("identifies kernels by the published sha256 of abc and of nothing", () => {
    expect(resolve({}).kernelIds).toEqual({
      model: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
      mechanism: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    });
    expect(kernelId(model.kernel)).toBe(resolve({}).kernelIds.model);
  });

  it.each<[string, Partial<Shape>]>([
    ["no feature", { features: 0 }],
    ["half a feature", { features: 1.5 }],
    ["more than 2^24 features", { features: 2 ** 24 + 1 }],
    ["one class", { classes: 1 }],
    ["more classes than the model knows", { classes: 11 }],
    ["negative value bits", { valueBits: -1 }],
    ["31 value bits", { valueBits: 31 }],
    ["no entry", { maxEntries: 0 }],
    ["more entries than features", { features: 4, maxEntries: 5 }],
    ["fewer entries than features where samples are dense", { encoding: "dense", maxEntries: 9 }],
    ["a lane that the model does not offer", { lane: 16 }],
  ])("refuses %s", (_, shape) => {
    expect(codeOf(() => resolve(shape))).toBe("invalid_composition");
  });

  it.each<[string, Partial<Composition>]>([
    ["a missing parameter", { modelParams: {} }],
    ["a parameter below its range", { modelParams: { decay: 4n } }],
    ["a parameter above its range", { modelParams: { decay: 101n } }],
    ["a number for a bigint", { modelParams: { decay: 5 as unknown as bigint } }],
    ["an unknown parameter", { modelParams: { decay: 5n, speed: 1n } }],
    ["a model parameter given to the mechanism", { mechanismParams: { rate: 1n } }],
    ["a name that every object has", { modelParams: { decay: 5n, toString: 1n } as never }],
  ])("refuses %s", (_, change) => {
    expect(codeOf(() => resolve({}, change))).toBe("invalid_composition");
  });

  it("takes the mechanism's data handler where none is given, and refuses one that there is not", () => {
    const prefers = (dataHandler: string): MechanismPlugin => ({
      ...mechanism,
      manifest: { ...mechanism.manifest, dataHandler },
    });
    const resolved = (dataHandler: string) =>
      resolveComposition({
        model,
        mechanism: prefers(dataHandler),
        shape: shapeOf({}),
        modelParams: { decay: 5n },
      });
    expect(resolved("unique").dataHandler).toBe(unique);
    expect(codeOf(() => resolved("none"))).toBe("invalid_composition");
  });

  it("refuses a mechanism with two registers or series of one name, too many, or an action with item and digest", () => {
    const resolvedWith = (change: Partial<MechanismPlugin["manifest"]>) =>
      resolveComposition({
        model,
        mechanism: { ...mechanism, manifest: { ...mechanism.manifest, ...change } },
        shape: shapeOf({}),
        modelParams: { decay: 5n },
      });
    const names = (count: number) => Array.from({ length: count }, (_, k) => `name${k}`);
    const both = {
      ...({ name: "show", record: "item", digest: true } as const),
      ...{ args: [], payable: false, description: "" },
    };
    for (const change of [
      { registers: ["a", "b", "a"] },
      { series: ["a", "a"] },
      { registers: names(257) },
      { series: names(257) },
      { actions: [both] },
    ])
      expect(codeOf(() => resolvedWith(change))).toBe("invalid_composition");
    const { mechanism: accepted } = resolvedWith({ registers: names(256), series: names(256) });
    expect(accepted.manifest.registers).toHaveLength(256);
  });

  const withMechanism = (change: Partial<MechanismPlugin["manifest"]>) => () =>
    resolveComposition({
      model,
      mechanism: { ...mechanism, manifest: { ...mechanism.manifest, ...change } },
      shape: shapeOf({}),
      modelParams: { decay: 5n },
      mechanismParams: {},
    });
  const withModel = (change: Partial<ModelPlugin["manifest"]>) => () =>
    resolveModel({
      model: { ...model, manifest: { ...model.manifest, params: [], ...change } },
      shape: shapeOf({}),
    });
  const action = (name: string, args: readonly string[] = []): ActionSpec => ({
    ...{ name, record: "none", args, payable: false, description: "" },
  });
  const price = (name: string) => ({ params: [param(name, { default: 0n })] });

  it.each<[string, () => unknown, RegExp]>([
    [
      "a parameter that is no identifier",
      withMechanism(price("my-param")),
      /"my-param" among the parameters of i/,
    ],
    ["an empty name", withMechanism(price("")), /letters and digits/],
    [
      "a parameter twice",
      withMechanism({ params: [...price("a").params, ...price("a").params] }),
      /two .* "a"/,
    ],
    [
      "a parameter beyond an i64",
      withMechanism({ params: [param("a", { default: 0n, max: 2n ** 63n })] }),
      /i64/,
    ],
    [
      "a parameter below an i64",
      withModel({ params: [param("a", { default: 0n, min: -(2n ** 63n) - 1n })] }),
      /i64/,
    ],
    ["a model's parameter that is none", withModel(price("1st")), /parameters of m/],
    ["a constant that is no identifier", withModel({ constants: () => ({ "a.b": 1n }) }), /constants of m/],
    ["a constant beyond an i64", withModel({ constants: () => ({ a: 2n ** 63n }) }), /not an i64/],
    [
      "an action that is no identifier",
      withMechanism({ actions: [action("go(); selfdestruct")] }),
      /actions of i/,
    ],
    ["two actions of one name", withMechanism({ actions: [action("go"), action("go")] }), /two .* "go"/],
    [
      "an action called quote",
      withMechanism({ actions: [action("quote")] }),
      /every mechanism's kernel exports/,
    ],
    ["an action called add", withMechanism({ actions: [action("add")] }), /every mechanism's kernel exports/],
    [
      "an action called seal",
      withMechanism({ actions: [action("seal")] }),
      /every mechanism's kernel exports/,
    ],
    ["an argument that is no identifier", withMechanism({ actions: [action("go", ["a b"])] }), /action "go"/],
    ["an argument twice", withMechanism({ actions: [action("go", ["a", "a"])] }), /two .* "a"/],
    ["a role that is no identifier", withMechanism({ roles: ["the boss"] }), /roles/],
    ["two roles of one name", withMechanism({ roles: ["boss", "boss"] }), /two roles named "boss"/],
    ["an error of the catalogue", withMechanism({ errors: { 412: "mine" } }), /1000 to 65535/],
    ["an error below a plugin's", withMechanism({ errors: { 999: "mine" } }), /1000 to 65535/],
    ["an error beyond 16 bits", withMechanism({ errors: { 65536: "mine" } }), /1000 to 65535/],
  ])("refuses a manifest with %s", (_, resolved, message) => {
    expect(codeOf(resolved)).toBe("invalid_composition");
    expect(resolved).toThrow(message);
  });

  it("takes the first and the last error and the ends of an i64", () => {
    const ends = [param("a", { default: 0n, min: -(2n ** 63n), max: 2n ** 63n - 1n })];
    expect(withMechanism({ params: ends, errors: { 1000: "first", 65535: "last" } })).not.toThrow();
  });

  it("says what is possible", () => {
    expect(() => resolve({ classes: 11 })).toThrow(/2 to 10/);
    expect(() => resolve({}, { modelParams: { decay: 4n } })).toThrow(/5n to 100n \(units\)/);
    expect(() => resolve({}, { modelParams: {} })).toThrow(/decay/);
  });
});

describe("a composition that grows", () => {
  const free: ModelPlugin = { ...model, manifest: { ...model.manifest, growth: "free", minClasses: 3 } };
  const withRole: MechanismPlugin = {
    ...mechanism,
    manifest: { ...mechanism.manifest, roles: ["boss"], pool: [{ name: "price", bits: 63, signed: false }] },
  };
  const grow = (growth: Composition["growth"], plugin = free) =>
    resolveComposition({
      model: plugin,
      mechanism: withRole,
      shape: shapeOf({ classes: 5 }),
      modelParams: { decay: 5n },
      ...(growth && { growth }),
    });

  it("has one role and one cell of the meter more", () => {
    const { growth, roles, layout } = grow({ startClasses: 3, role: "teacher" });
    expect({ growth, roles }).toEqual({
      growth: { startClasses: 3, role: "teacher" },
      roles: ["boss", "teacher"],
    });
    expect(layout.addedClasses).toEqual({ name: "addedClasses", bits: 16, signed: false, word: 0, bit: 49 });
    expect(layout.pool.map(({ word, bit }) => [word, bit])).toEqual([[0, 65]]);
  });

  it("is otherwise what it is without", () => {
    const fixed = grow(undefined);
    expect([fixed.growth, fixed.roles, fixed.layout.addedClasses]).toEqual([undefined, ["boss"], undefined]);
    expect(fixed.layout.pool.map(({ word, bit }) => [word, bit])).toEqual([[0, 49]]);
    expect(labelsInUse(fixed, [2n ** 256n - 1n])).toBe(5);
    expect(labelsInUse(grow({ startClasses: 3, role: "teacher" }), [2n << 49n])).toBe(5);
  });

  it.each([
    ["without a name for who may add", { startClasses: 3 }, free, /name in growth.role/],
    [
      "with a name that no code can have",
      { startClasses: 3, role: "class-teacher" },
      free,
      /letters and digits/,
    ],
    [
      "with a name that does not fit beside the contract",
      { startClasses: 3, role: "x".repeat(90) },
      free,
      /128 fit beside a contract/,
    ],
    ["with an empty name", { startClasses: 3, role: "" }, free, /name in growth.role/],
    ["with a role of the mechanism", { startClasses: 3, role: "boss" }, free, /the mechanism uses/],
    ["from below the model's minimum", { startClasses: 2, role: "teacher" }, free, /3 to 4/],
    ["from all classes", { startClasses: 5, role: "teacher" }, free, /3 to 4/],
    ["from a fraction", { startClasses: 3.5, role: "teacher" }, free, /whole number/],
    ["with a model that cannot", { startClasses: 3, role: "teacher" }, model, /m cannot grow/],
  ] as const)("is refused %s", (_, growth, plugin, message) => {
    const resolved = (): unknown => grow(growth as Composition["growth"], plugin);
    expect(codeOf(resolved)).toBe("invalid_composition");
    expect(resolved).toThrow(message);
  });
});
