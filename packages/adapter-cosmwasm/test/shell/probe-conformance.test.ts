import { type EmbeddedDevChain, startEmbeddedChain } from "@chainlearn/adapter-cosmwasm/embedded";
import {
  probeChecks,
  probeItemChecks,
  probePartsChecks,
  probeRowChecks,
  unmetNeeds,
} from "@chainlearn/core/testing";
import { probeItems, probeParts, probePlugins } from "@chainlearn/kernel/testing";
import { stake } from "@chainlearn/mechanisms";
import { sparsePerceptron } from "@chainlearn/models-wasm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

describe("every word of the vocabulary, on the embedded chain", () => {
  let chain: EmbeddedDevChain;

  // 18 decimals make a unit of 10^9 base units, so that the checks about fractions of a unit run too.
  beforeAll(async () => {
    chain = await startEmbeddedChain({ denom: "atest", decimals: 18 });
  });
  afterAll(() => chain?.close());

  for (const check of probeChecks)
    it(check.title, async () => {
      expect(unmetNeeds(check, chain)).toEqual([]);
      await check.run({ chain, plugins: await probePlugins() });
    });

  for (const check of probeRowChecks)
    it(check.title, async () => {
      expect(unmetNeeds(check, chain)).toEqual([]);
      const { model } = await probePlugins();
      await check.run({ chain, plugins: { model, mechanism: stake } });
    });

  for (const check of probeItemChecks)
    it(check.title, async () => {
      expect(unmetNeeds(check, chain)).toEqual([]);
      await check.run({ chain, plugins: { model: sparsePerceptron, mechanism: await probeItems() } });
    });

  for (const check of probePartsChecks)
    it(check.title, async () => {
      expect(unmetNeeds(check, chain)).toEqual([]);
      await check.run({ chain, plugins: { model: sparsePerceptron, mechanism: await probeParts() } });
    });
});
