import { createHash } from "node:crypto";
import "@tensorflow/tfjs-backend-cpu";
import "@tensorflow/tfjs-backend-wasm";
import { ChainlearnError, resolveEncoder } from "@chainlearn/core";
import { type EmbeddingModel, embedding } from "@chainlearn/encoders";
import { type ImageModelOptions, loadImageModel } from "@chainlearn/encoders/tfjs";
import { memory, setBackend } from "@tensorflow/tfjs-core";
import { beforeEach, describe, expect, it } from "vitest";
import { findChromium, NO_CHROMIUM } from "../../../test/support/chromium.mjs";
import { runInChromium } from "./support/browser.ts";
import { bundleForBrowsers } from "./support/bundle.ts";
import { embedRings, SHAPE } from "./support/embed.ts";
import { network } from "./support/network.ts";
import expected from "./vectors/embedding.json" with { type: "json" };

/** Float rounding may move a value by one unit. */
function expectAlike(values: readonly number[]): void {
  expect(values).toHaveLength(expected.values.length);
  const farthest = Math.max(...values.map((value, k) => Math.abs(value - expected.values[k]!)));
  expect(farthest).toBeLessThanOrEqual(1);
}

async function codeOf(run: () => Promise<unknown>): Promise<string> {
  try {
    await run();
  } catch (error) {
    expect(error).toBeInstanceOf(ChainlearnError);
    return (error as ChainlearnError).code;
  }
  return "nothing was thrown";
}

beforeEach(async () => {
  await setBackend("wasm");
});

describe("a network of a package", () => {
  it.each(["wasm", "cpu"])("gives the vector's sample and hash on the backend %s", async (backend) => {
    await setBackend(backend);
    const { hash, values } = await embedRings(network);
    expect(hash).toBe(expected.hash);
    expectAlike(values);
  });

  const chromium = findChromium();
  it.skipIf(!chromium)(
    chromium ? "gives the same in Chromium" : `gives the same in Chromium (skipped: ${NO_CHROMIUM})`,
    async () => {
      const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64");
      const { topology, weights, ...rest } = network;
      const files = { ...rest, topology: base64(topology), weights: base64(weights[0]!) };
      const script = await bundleForBrowsers("./tfjs-engine-entry.ts");
      const report = await runInChromium(
        chromium!,
        `globalThis.network = ${JSON.stringify(files)};\n${script}`,
      );
      const { hash, values } = report as { hash: string; values: number[] };
      expect(hash).toBe(expected.hash);
      expectAlike(values);
    },
  );

  it("bundles for browsers without anything of Node", async () => {
    expect(await bundleForBrowsers("./tfjs-engine-entry.ts")).not.toMatch(/require\("(node:|fs|path)/);
  });

  it("is identified by its files, layer and preprocessing", async () => {
    const files = createHash("sha256").update(network.topology).update(network.weights[0]!).digest("hex");
    const model = await loadImageModel({ ...network, range: [-1, 1] });
    expect(model.identity).toEqual({
      runtime: "tfjs-graph-model",
      files,
      layer: network.layer,
      pool: 8,
      width: 28,
      height: 28,
      black: -1,
      white: 1,
    });
    expect(model.features).toBe(128);
    const hashOf = (limit: number, other = model): string =>
      resolveEncoder(embedding(other), SHAPE, { limit }).hash;
    const touched = Uint8Array.from(network.weights[0]!);
    touched[1_000]! ^= 1;
    const others = await Promise.all([
      loadImageModel({ ...network, range: [0, 1] }),
      loadImageModel({ ...network, range: [-1, 1], weights: [touched] }),
    ]);
    const hashes = [hashOf(9), hashOf(8), ...others.map((other) => hashOf(9, other))];
    expect(new Set(hashes).size).toBe(4);
    for (const one of [model, ...others]) one.dispose();
  });

  it("leaves no tensors behind", async () => {
    const before = memory().numTensors;
    await embedRings(network);
    expect(memory().numTensors).toBe(before);
  });

  it("averages places only where a layer has some, and gives all without pool", async () => {
    const flat = "StatefulPartitionedCall/sequential_1/activation_5/Relu";
    expect(await codeOf(() => loadImageModel({ ...network, layer: flat }))).toBe("invalid_composition");
    const { pool: _, ...rest } = network;
    const models = [await loadImageModel({ ...rest, layer: flat }), await loadImageModel(rest)];
    expect(models.map(({ features }) => features)).toEqual([64, 16 * 16 * 32]);
    for (const model of models) model.dispose();
  });

  it.each<[string, Partial<ImageModelOptions>]>([
    ["a layer that it does not have", { layer: "fc7" }],
    ["a topology that is not JSON", { topology: Uint8Array.of(1) }],
    ["JSON that is no model", { topology: new TextEncoder().encode("{}") }],
    ["too few weights", { weights: [network.weights[0]!.slice(0, 1_000)] }],
    ["weights left over", { weights: [...network.weights, Uint8Array.of(0)] }],
    ["half a place to average", { pool: 1.5 }],
    ["an image without a width", { width: 0 }],
  ])("is refused with %s", async (_, change) => {
    expect(await codeOf(() => loadImageModel({ ...network, ...change }))).toBe("invalid_composition");
  });

  it("refuses images of another size", async () => {
    const model = await loadImageModel(network);
    expect(await codeOf(() => model.embed([0, 0]))).toBe("sample_malformed");
    model.dispose();
  });
});

describe("the encoder of any embedding model", () => {
  const model: EmbeddingModel<string> = {
    identity: { name: "lengths" },
    features: 2,
    embed: async (text) => Float32Array.of(text.length, -text.length / 8),
  };
  const shape = { ...SHAPE, features: 2, maxEntries: 2, valueBits: 2 };

  it("quantises its numbers", async () => {
    const encoder = resolveEncoder(embedding(model), shape, { limit: 50, offset: [0, 1] });
    expect(await encoder.encode("abc")).toEqual({ values: [12, -3] });
    expect(await encoder.encode("x".repeat(100))).toEqual({ values: [50, -50] });
    expect(encoder.params).toEqual({ scaleQ32: 2 ** 32, offset: [0, 1], limit: 50, model: model.identity });
  });

  it("refuses shapes of another size", () => {
    expect(() => resolveEncoder(embedding(model), SHAPE, {})).toThrow(/gives 2 numbers/);
  });

  it("takes complete parameters, as whoever deployed a contract passes them on, of its own model only", () => {
    const encoder = resolveEncoder(embedding(model), shape, { limit: 50 });
    expect(resolveEncoder(embedding(model), shape, encoder.params).hash).toBe(encoder.hash);
    const others = { ...encoder.params, model: { name: "another" } };
    expect(() => resolveEncoder(embedding(model), shape, others)).toThrow(/of another model/);
  });
});
