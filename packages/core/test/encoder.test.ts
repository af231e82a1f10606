import fc from "fast-check";
import { ContainerModule } from "inversify";
import { describe, expect, it } from "vitest";
import {
  type ChainAdapter,
  ChainlearnError,
  type Composition,
  checkReceipt,
  createTrainers,
  type DeploymentReceipt,
  type EncoderPlugin,
  encoderHash,
  type MechanismPlugin,
  type ModelPlugin,
  ROLES,
  receiptParts,
  resolveEncoder,
  utf8Bytes,
} from "../src/index.ts";
import { codeOf, shapeOf } from "./support.ts";

type Shift = { readonly by: number };
/** Moves indices up. */
const shift = (version = "1.0.0"): EncoderPlugin<readonly number[], Shift> => ({
  manifest: { kind: "encoder", id: "shift", version, description: "", encodings: ["sparse"] },
  create: (_, { by = 1 }) => ({
    params: { by },
    encode: (indices) => ({ indices: indices.map((index) => index + by) }),
  }),
});
const model: ModelPlugin = {
  manifest: {
    kind: "model",
    id: "m",
    version: "1.0.0",
    description: "",
    encodings: ["sparse", "dense"],
    lanes: [32],
    minClasses: 2,
    maxClasses: 2,
    growth: "none",
    cells: (shape) => shape.features,
    hot: () => [],
    scratch: () => 0,
    constants: () => ({}),
    params: [],
  },
  kernel: Uint8Array.of(1),
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
    params: [],
    actions: [],
    errors: {},
  },
  kernel: Uint8Array.of(2),
};
const encoders = new ContainerModule(({ bind }) => {
  bind(ROLES.encoder).toConstantValue(shift());
});
const trainers = createTrainers({ adapter: {} as ChainAdapter, modules: [encoders] });
const composition: Composition = { model, mechanism, encoder: "shift", shape: shapeOf({}) };

describe("an encoder's hash", () => {
  const { manifest } = shift();

  it("is the sha256 of its domain and of JSON with sorted keys", () => {
    // printf 'chainlearn:encoder:1\n{"id":"shift","params":{"by":2,"words":["é","a\\"b"]},"version":"1.0.0"}' | sha256sum
    const expected = "1e9845890992b7caf5353e4f08ed955d791ba9dac6e14791e7143fc32537b656";
    expect(encoderHash(manifest, { by: 2, words: ["é", 'a"b'] })).toBe(expected);
    expect(encoderHash(manifest, { words: ["é", 'a"b'], by: 2 })).toBe(expected);
  });

  it("changes with id, version and every parameter", () => {
    const hashes = [
      encoderHash(manifest, { by: 1 }),
      encoderHash(manifest, { by: -1 }),
      encoderHash(manifest, { by: "1" }),
      encoderHash(manifest, { by: [1] }),
      encoderHash(manifest, { by: { of: true } }),
      encoderHash({ ...manifest, id: "other" }, { by: 1 }),
      encoderHash({ ...manifest, version: "1.0.1" }, { by: 1 }),
    ];
    expect(new Set(hashes).size).toBe(hashes.length);
  });

  it.each([1.5, Number.NaN, 2 ** 53, undefined, null])("refuses the parameter %s", (value) => {
    expect(codeOf(() => encoderHash(manifest, { list: [value as never] }))).toBe("invalid_composition");
  });
});

describe("an encoder of a composition", () => {
  it("is found by its id and completed", () => {
    const { encoder } = trainers.resolve(composition);
    expect(encoder).toMatchObject({ id: "shift", version: "1.0.0", params: { by: 1 } });
    expect(encoder!.hash).toBe(encoderHash(shift().manifest, { by: 1 }));
    expect(encoder!.encode([1, 2] as never)).toEqual({ indices: [2, 3] });
  });

  it("may be a value, and then encodes the application's own input", () => {
    const resolved = trainers.resolve({ ...composition, encoder: shift("2.0.0"), encoderParams: { by: 3 } });
    const mine = resolveEncoder(shift("2.0.0"), composition.shape, { by: 3 });
    expect(resolved.encoder!.hash).toBe(mine.hash);
    expect(mine.encode([0])).toEqual({ indices: [3] });
  });

  it("is left out where the composition names none", () => {
    const { encoder: _, ...rest } = composition;
    expect(trainers.resolve(rest)).not.toHaveProperty("encoder");
    expect(receiptParts(trainers.resolve(rest))).not.toHaveProperty("encoder");
  });

  it.each([
    ["an id that nobody registered", { encoder: "none" }, "unknown_plugin"],
    ["another encoding", { shape: shapeOf({ encoding: "dense", maxEntries: 10 }) }, "invalid_composition"],
  ])("is refused with %s", (_, change, code) => {
    expect(codeOf(() => trainers.resolve({ ...composition, ...change }))).toBe(code);
  });

  it("cannot have parameters if there is none", () => {
    const { encoder: _, ...rest } = composition;
    expect(codeOf(() => trainers.resolve({ ...rest, encoderParams: {} }))).toBe("invalid_composition");
  });
});

describe("a receipt", () => {
  const parts = receiptParts(trainers.resolve(composition));
  const receipt = parts as DeploymentReceipt;

  it("pins id, version and hash", () => {
    expect(parts.encoder).toEqual({
      id: "shift",
      version: "1.0.0",
      hash: encoderHash(shift().manifest, { by: 1 }),
    });
  });

  it("is refused by whoever encodes otherwise", () => {
    const others = receiptParts(trainers.resolve({ ...composition, encoderParams: { by: 2 } }));
    const { encoder: _, ...unpinned } = receipt;
    for (const found of [receipt, unpinned]) {
      try {
        checkReceipt(found, others);
        expect.unreachable();
      } catch (error) {
        expect(error).toBeInstanceOf(ChainlearnError);
        expect((error as ChainlearnError).code).toBe("encoder_mismatch");
        expect((error as ChainlearnError).message).toContain(others.encoder!.hash);
      }
    }
  });

  it("is taken by whoever has no encoder, as to read or verify", () => {
    const { encoder: _, ...rest } = composition;
    expect(() => checkReceipt(receipt, receiptParts(trainers.resolve(rest)))).not.toThrow();
  });
});

it("utf8Bytes writes what TextEncoder writes", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((u) => String.fromCharCode(u)) }),
      (text) => {
        expect(utf8Bytes(text)).toEqual(new TextEncoder().encode(text));
      },
    ),
    { seed: 5 },
  );
  expect(utf8Bytes("aé€😀\ud800")).toEqual(new TextEncoder().encode("aé€😀\ud800"));
});
