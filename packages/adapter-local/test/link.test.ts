import { createModel, linkedModel, Replay } from "@chainlearn/adapter-local";
import { type Params, resolveComposition } from "@chainlearn/core";
import { points } from "@chainlearn/mechanisms";
import { sparsePerceptron } from "@chainlearn/models-wasm";
import { describe, expect, it } from "vitest";

const compose = (modelParams: Params = {}) =>
  resolveComposition({
    model: sparsePerceptron,
    mechanism: points,
    shape: { features: 20, classes: 2, lane: 16, encoding: "sparse", valueBits: 0, maxEntries: 4 },
    modelParams,
  });
const composition = compose();
const parties = { deployer: "ann", roles: {} };

describe("models without the compilers", () => {
  it("are made of modules that were linked before", async () => {
    const bytes = await linkedModel(composition);
    const [fetched, compiled] = [
      await createModel(composition, {}, { linker: async () => bytes }),
      await createModel(composition),
    ];
    for (const model of [fetched, compiled]) {
      model.update({ indices: [2, 5] }, 1);
      model.update({ indices: [5] }, 0);
    }
    expect(fetched.state()).toEqual(compiled.state());
    const replay = await Replay.create(composition, parties, { linker: async () => bytes });
    expect(replay.entries).toBe(0);
  });

  it("are not made of another model's, of none, or of what is no wasm", async () => {
    const other = await linkedModel(compose({ learningRate: 2n }));
    // The stamp is the last section: without its last byte the module is cut off.
    const broken = [other, other.subarray(0, other.length - 1), Uint8Array.of(), bytesOf("\0asm\x01\0\0\0")];
    for (const bytes of broken) {
      const linker = async () => bytes;
      await expect(createModel(composition, {}, { linker })).rejects.toMatchObject({
        code: "model_mismatch",
      });
      await expect(Replay.create(composition, parties, { linker })).rejects.toMatchObject({
        code: "model_mismatch",
      });
    }
  });
});

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
