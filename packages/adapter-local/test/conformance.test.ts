import { createLocalChain, type LocalChain } from "@chainlearn/adapter-local";
import { adapterChecks, unmetNeeds } from "@chainlearn/core/testing";
import { stake } from "@chainlearn/mechanisms";
import { sparsePerceptron } from "@chainlearn/models-wasm";
import { beforeAll, describe, expect, it } from "vitest";

describe("what every adapter does alike", () => {
  let chain: LocalChain;
  beforeAll(async () => {
    chain = await createLocalChain();
  });

  for (const check of adapterChecks) {
    it(check.title, async () => {
      expect(unmetNeeds(check, chain)).toEqual([]);
      await check.run({ chain, plugins: { model: sparsePerceptron, mechanism: stake } });
    });
  }
});
