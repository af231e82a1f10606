import { createLocalChain, type LocalChain } from "@chainlearn/adapter-local";
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
import { beforeAll, describe, expect, it } from "vitest";

describe("every word of the vocabulary, as every adapter runs it", () => {
  let chain: LocalChain;
  beforeAll(async () => {
    chain = await createLocalChain();
  });

  for (const check of probeChecks) {
    it(check.title, async () => {
      expect(unmetNeeds(check, chain)).toEqual([]);
      await check.run({ chain, plugins: await probePlugins() });
    });
  }

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
