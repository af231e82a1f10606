import { type EmbeddedDevChain, startEmbeddedChain } from "@chainlearn/adapter-cosmwasm/embedded";
import { adapterChecks, unmetNeeds } from "@chainlearn/core/testing";
import { stake } from "@chainlearn/mechanisms";
import { sparsePerceptron } from "@chainlearn/models-wasm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

describe("every adapter's checks on the embedded chain", () => {
  let chain: EmbeddedDevChain;

  // 18 decimals make a unit of 10^9 base units, so that the checks about fractions of a unit run too.
  beforeAll(async () => {
    chain = await startEmbeddedChain({ denom: "atest", decimals: 18 });
  });
  afterAll(() => chain?.close());

  // Data handlers that this chain does not have: one of the checks says that it refuses them.
  const lacking = ["accumulator"];
  const possible = adapterChecks.filter(({ needs = [] }) => !needs.some((need) => lacking.includes(need)));
  for (const check of possible)
    it(check.title, async () => {
      expect(unmetNeeds(check, chain)).toEqual([]);
      await check.run({ chain, plugins: { model: sparsePerceptron, mechanism: stake } });
    });
});
