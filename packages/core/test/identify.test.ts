import { describe, expect, it } from "vitest";
import {
  type FoundContract,
  identify,
  kernelId,
  type MechanismPlugin,
  type ModelPlugin,
  type PluginCatalogue,
  stored,
} from "../src/index.ts";
import { codeOf, shapeOf } from "./support.ts";

const model = (version: string, kernel: number): ModelPlugin => ({
  manifest: {
    kind: "model",
    id: "mine",
    version,
    description: "",
    encodings: ["sparse"],
    lanes: [32],
    minClasses: 2,
    maxClasses: 2,
    growth: "none",
    cells: (shape) => shape.features,
    hot: () => [],
    scratch: () => 0,
    constants: () => ({}),
    params: [{ name: "rate", unit: "times", min: 1n, max: 9n, default: 1n, description: "" }],
  },
  kernel: Uint8Array.of(kernel),
});
const mechanism: MechanismPlugin = {
  manifest: {
    kind: "mechanism",
    id: "fair",
    version: "1.0.0",
    description: "",
    pool: [],
    account: [],
    record: [],
    roles: ["judge"],
    params: [{ name: "fee", unit: "units", min: 0n, max: 9n, description: "" }],
    actions: [],
    errors: {},
  },
  kernel: Uint8Array.of(9),
};
const plugins: PluginCatalogue = {
  models: [model("1.0.0", 1), model("2.0.0", 2)],
  mechanisms: [mechanism],
  dataHandlers: [stored],
};
const found = (change: Partial<FoundContract> = {}): FoundContract => ({
  address: "there",
  deployer: "somebody",
  block: 7,
  codeHash: "ab",
  kernelIds: { model: kernelId(Uint8Array.of(1)), mechanism: kernelId(mechanism.kernel) },
  description: { shape: shapeOf({}), dataHandler: "stored" },
  creation: { step: "create", transaction: "0x1", gasUsed: "5" },
  instance: (params, roles) => ({
    params: Object.fromEntries(params.map((name, k) => [name, BigInt(k + 2)])),
    roles: Object.fromEntries(roles.map((name) => [name, `the ${name}`])),
  }),
  ...change,
});

describe("a contract that is known by its address", () => {
  it("is made of the plugins whose kernels it names, whatever their versions say", () => {
    const { composition, receipt } = identify("test:1", found(), plugins);
    expect(composition.model.manifest.version).toBe("1.0.0");
    expect(receipt).toMatchObject({
      ...{ chain: "test:1", address: "there", deployer: "somebody", block: 7 },
      plugins: { model: "mine", mechanism: "fair", dataHandler: "stored" },
      params: { rate: "2", fee: "3" },
      roles: { judge: "the judge" },
      steps: [{ transaction: "0x1" }],
    });
  });

  it("names a kernel that nobody registered, and what to do about it", () => {
    const kernelIds = { ...found().kernelIds, mechanism: "cd".repeat(32) };
    const identifying = () => identify("test:1", found({ kernelIds }), plugins);
    expect(codeOf(identifying)).toBe("unknown_kernel");
    expect(identifying).toThrow(new RegExp(`the mechanism of there has the kernel ${"cd".repeat(32)}`));
    expect(identifying).toThrow(/registered: fair 1\.0\.0\. Install the package .* `plugins`/);
  });

  it("has to be described, by its deployment or by whoever asks", () => {
    const { description, ...undescribed } = found();
    expect(codeOf(() => identify("test:1", undescribed, plugins))).toBe("undescribed_contract");
    expect(identify("test:1", undescribed, plugins, description).receipt.shape).toEqual(shapeOf({}));
  });

  it("may not claim what no composition can be", () => {
    const of = (shape: object, dataHandler = "stored") =>
      codeOf(() =>
        identify(
          "test:1",
          found({ description: { shape: { ...shapeOf({}), ...shape }, dataHandler } }),
          plugins,
        ),
      );
    expect(of({ features: 2 ** 25 })).toBe("invalid_composition");
    expect(of({ lane: 8 })).toBe("invalid_composition");
    expect(of({}, "of-my-own")).toBe("unknown_plugin");
    const instance = () => ({ params: { rate: 10n, fee: 1n }, roles: {} });
    expect(codeOf(() => identify("test:1", found({ instance }), plugins))).toBe("invalid_composition");
  });
});
