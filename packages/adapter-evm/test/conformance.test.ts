import { type AnvilChain, startAnvil } from "@chainlearn/adapter-evm/testing";
import { adapterChecks, unmetNeeds } from "@chainlearn/core/testing";
import { stake } from "@chainlearn/mechanisms";
import { sparsePerceptron } from "@chainlearn/models-wasm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

describe("what every adapter does, on anvil", () => {
  let chain: AnvilChain;
  beforeAll(async () => {
    chain = await startAnvil();
  });
  afterAll(() => chain?.close());

  for (const check of adapterChecks) {
    it(check.title, async () => {
      expect(unmetNeeds(check, chain)).toEqual([]);
      await check.run({ chain, plugins: { model: sparsePerceptron, mechanism: stake } });
    });
  }
});
