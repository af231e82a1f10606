import { type AnvilChain, startAnvil } from "@chainlearn/adapter-evm/testing";
import {
  type ChainlearnError,
  checkSample,
  type DeploymentReceipt,
  entryBytes,
  indexBytes,
  resolveComposition,
  type Shape,
} from "@chainlearn/core";
import { stake } from "@chainlearn/mechanisms";
import { sparsePerceptron } from "@chainlearn/models-wasm";
import fc from "fast-check";
import type { Address } from "viem";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bytesToHex, encodeShellCall } from "../src/encode.ts";
import { codeOf } from "./support/stage.ts";

const common = { classes: 2, valueBits: 0 } as const;
const SHAPES: Readonly<Record<string, Shape>> = {
  "two-byte indices": { ...common, features: 40, lane: 32, encoding: "sparse", maxEntries: 40 },
  "four-byte indices": { ...common, features: 65_600, lane: 8, encoding: "sparse", maxEntries: 20 },
  "indices and values": {
    ...common,
    features: 40,
    lane: 8,
    encoding: "sparse-values",
    valueBits: 4,
    maxEntries: 5,
  },
  values: { ...common, features: 9, lane: 16, encoding: "dense", maxEntries: 9 },
};

/** The perceptron's kernel does not care how samples are written. */
const model = {
  ...sparsePerceptron,
  manifest: { ...sparsePerceptron.manifest, encodings: ["sparse", "sparse-values", "dense"] as const },
};

describe("the contract checks samples as the core does", () => {
  let chain: AnvilChain;
  beforeAll(async () => {
    chain = await startAnvil();
  });
  afterAll(() => chain?.close());

  /** A contract without state: it predicts all the same. */
  async function created(shape: Shape): Promise<Address> {
    const composition = resolveComposition({
      model,
      mechanism: stake,
      shape,
      mechanismParams: { costWeightUnits: 1n },
    });
    const abort = new AbortController();
    const receipts: DeploymentReceipt[] = [];
    const deployment = chain.adapter.deploy(composition, {
      from: chain.accounts[0]!,
      signal: abort.signal,
      onReceipt: (receipt) => {
        receipts.push(receipt);
        abort.abort();
      },
    });
    await expect(deployment).rejects.toMatchObject({ code: "aborted" });
    return receipts[0]!.address as Address;
  }

  describe.each(Object.entries(SHAPES))("%s", (_, shape) => {
    let to: Address;
    beforeAll(async () => {
      to = await created(shape);
    });

    const size = entryBytes(shape);
    const width = shape.encoding === "dense" ? 0 : indexBytes(shape);

    const expected = (bytes: Uint8Array): string => {
      try {
        checkSample(bytes, shape);
        return "accepted";
      } catch (error) {
        return (error as ChainlearnError).code;
      }
    };
    const onChain = (bytes: Uint8Array): Promise<string> =>
      codeOf(chain.client.call({ to, data: encodeShellCall("predict", [bytesToHex(bytes)]) }));

    const encode = (indices: readonly number[]): Uint8Array => {
      const bytes = new Uint8Array(size * indices.length);
      const view = new DataView(bytes.buffer);
      indices.forEach((index, p) => {
        if (width === 2) view.setUint16(size * p, index);
        if (width === 4) view.setUint32(size * p, index);
        // The lowest values that compare wrongly if they take part in a comparison of indices.
        if (size > width) view.setInt32(size * p + width, p % 2 ? -1 : 0);
      });
      return bytes;
    };

    it("for every number of entries and every place of a mistake", async () => {
      const samples: Uint8Array[] = [];
      for (let count = 0; count <= shape.maxEntries + 1; count++) {
        const indices = Array.from({ length: count }, (_, i) => i);
        samples.push(encode(indices));
        if (width === 0) continue;
        if (count > 0) samples.push(encode(indices.with(-1, shape.features)));
        for (let p = 1; p < count; p++) {
          samples.push(encode(indices.with(p, p - 1)));
          samples.push(encode(indices.with(p - 1, 256 ** width - 1)));
        }
      }
      const found = await Promise.all(samples.map(onChain));
      expect(found).toEqual(samples.map(expected));
      expect(new Set(found).size).toBe(width === 0 ? 4 : 5);
    });

    it("for random bytes", async () => {
      const limit = Math.min(shape.features + 2, 50);
      const any = fc.oneof(
        fc.nat({ max: limit }),
        fc.nat({ max: 256 ** (width || 1) - 1 }),
        fc.constantFrom(0, 32_767, 32_768, 65_535),
      );
      const longest = shape.maxEntries + 2;
      const sorted = fc
        .uniqueArray(fc.nat({ max: limit }), { maxLength: longest })
        .map((list) => list.sort((a, b) => a - b));
      const bytes = fc.oneof(
        sorted.map(encode),
        fc.array(any, { maxLength: longest }).map(encode),
        fc.uint8Array({ maxLength: size * longest }),
      );
      await fc.assert(
        fc.asyncProperty(bytes, async (sample) => {
          expect(await onChain(sample)).toBe(expected(sample));
        }),
        { numRuns: 250, seed: 3 },
      );
    });
  });
});
