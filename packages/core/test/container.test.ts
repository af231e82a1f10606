import { ContainerModule } from "inversify";
import { describe, expect, it } from "vitest";
import {
  type ChainAdapter,
  ChainlearnError,
  type Composition,
  createTrainers,
  type Deployment,
  type MechanismPlugin,
  type ModelPlugin,
  type ResolvedComposition,
  ROLES,
  type TrainerFactory,
} from "../src/index.ts";

const model = (id: string, version = "1.0.0"): ModelPlugin => ({
  manifest: {
    kind: "model",
    id,
    version,
    description: "",
    encodings: ["sparse"],
    lanes: [16, 32],
    minClasses: 2,
    maxClasses: 2,
    growth: "none",
    cells: (shape) => shape.features,
    hot: () => [{ name: "intercept", bits: 64, signed: true }],
    scratch: () => 0,
    constants: () => ({}),
    params: [{ name: "rate", unit: "weight", min: 1n, max: 9n, default: 1n, description: "" }],
  },
  kernel: Uint8Array.of(1),
});
const mechanism: MechanismPlugin = {
  manifest: {
    kind: "mechanism",
    id: "free",
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
const deployed: ResolvedComposition[] = [];
const adapter: ChainAdapter = {
  chainId: "local:test",
  dataHandlers: ["stored"],
  deploy: async (composition) => {
    deployed.push(composition);
    return {} as Deployment;
  },
  attach: async () => ({}) as never,
  find: async () => ({}) as never,
  source: async () => ({}) as never,
};
const shape = {
  features: 10,
  classes: 2,
  lane: 32,
  encoding: "sparse",
  valueBits: 0,
  maxEntries: 5,
} as const;
const composition: Composition = { model: "mine", mechanism, shape };
const plugins = new ContainerModule(({ bind }) => {
  bind(ROLES.model).toConstantValue(model("mine"));
});

describe("composition root", () => {
  it("resolves plugins by id and by value and hands the composition to the adapter", async () => {
    const trainers = createTrainers({ adapter, modules: [plugins] });
    await trainers.deploy(composition, { from: "a" });
    expect(deployed.at(-1)!.model.manifest.id).toBe("mine");
    expect(deployed.at(-1)!.dataHandler.manifest.id).toBe("stored");
    expect(deployed.at(-1)!.params.map((param) => param.value)).toEqual([1n]);
  });

  it("takes the composition's data handler, else the mechanism's, else stored", () => {
    const trainers = createTrainers({ adapter, modules: [plugins] });
    const handlerOf = (change: Partial<Composition>): string =>
      trainers.resolve({ ...composition, ...change }).dataHandler.manifest.id;
    const prefers = { ...mechanism, manifest: { ...mechanism.manifest, dataHandler: "unique" } };
    expect(handlerOf({})).toBe("stored");
    expect(handlerOf({ dataHandler: "accumulator" })).toBe("accumulator");
    expect(handlerOf({ mechanism: prefers })).toBe("unique");
    expect(handlerOf({ mechanism: prefers, dataHandler: "stored" })).toBe("stored");
    expect(() => handlerOf({ dataHandler: "none" })).toThrow(/registered: stored, unique, accumulator/);
  });

  it("names what is registered when a plugin is unknown", () => {
    const trainers = createTrainers({ adapter, modules: [plugins] });
    expect(() => trainers.resolve({ ...composition, model: "other" })).toThrow(/registered: mine/);
    try {
      trainers.resolve({ ...composition, mechanism: "none" });
      expect.unreachable();
    } catch (error) {
      expect((error as ChainlearnError).code).toBe("unknown_plugin");
    }
  });

  it("lets a later module replace a plugin, the adapter and the trainer factory", async () => {
    const replaced = new ContainerModule(({ bind }) => {
      bind(ROLES.model).toConstantValue(model("mine", "2.0.0"));
    });
    expect(
      createTrainers({ adapter, modules: [plugins, replaced] }).resolve(composition).model.manifest.version,
    ).toBe("2.0.0");

    const other: ChainAdapter = { ...adapter, deploy: async () => ({ marker: true }) as never };
    const rebound = new ContainerModule(({ rebind }) => {
      rebind(ROLES.adapter).toConstantValue(other);
    });
    expect(
      await createTrainers({ adapter, modules: [plugins, rebound] }).deploy(composition, { from: "a" }),
    ).toEqual({ marker: true });

    const factory = { resolve: () => "mine" } as unknown as TrainerFactory;
    const factoryModule = new ContainerModule(({ rebind }) => {
      rebind(ROLES.trainer).toConstantValue(factory);
    });
    expect(createTrainers({ adapter, modules: [plugins, factoryModule] })).toBe(factory);
  });

  it("refuses a parameter name that both plugins use", () => {
    const rate = { name: "rate", unit: "units", min: 0n, max: 9n, default: 1n, description: "" };
    const taken = { ...mechanism, manifest: { ...mechanism.manifest, params: [rate] } };
    expect(() =>
      createTrainers({ adapter, modules: [plugins] }).resolve({ ...composition, mechanism: taken }),
    ).toThrow(/named "rate"/);
  });

  it("shares nothing between roots", () => {
    createTrainers({ adapter, modules: [plugins] });
    expect(() => createTrainers({ adapter }).resolve(composition)).toThrow(ChainlearnError);
  });

  it.each([
    [{ shape: { ...shape, features: 0 } }, /features/],
    [{ shape: { ...shape, classes: 3 } }, /classes/],
    [{ shape: { ...shape, lane: 64 } }, /lanes/],
    [{ shape: { ...shape, encoding: "dense", maxEntries: 10 } }, /samples/],
    [{ modelParams: { rate: 10n } }, /rate/],
    [{ modelParams: { nope: 1n } }, /nope/],
  ])("refuses %o", (change, message) => {
    const trainers = createTrainers({ adapter, modules: [plugins] });
    expect(() => trainers.resolve({ ...composition, ...change } as Composition)).toThrow(message);
  });
});
