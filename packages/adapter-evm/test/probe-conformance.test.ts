import { type AnvilChain, startAnvil } from "@chainlearn/adapter-evm/testing";
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

/** A contract of all words takes the Solidity compiler a while, when its output is not in the cache. */
const COMPILE_MILLISECONDS = 900_000;

describe("every word of the vocabulary, on anvil", () => {
  let chain: AnvilChain;
  beforeAll(async () => {
    // A contract with everything that a kernel may do is larger than real chains admit.
    chain = await startAnvil({ maxRuntimeBytes: 49_152 });
  });
  afterAll(() => chain?.close());

  for (const check of probeChecks)
    it(
      check.title,
      async () => {
        expect(unmetNeeds(check, chain)).toEqual([]);
        await check.run({ chain, plugins: await probePlugins() });
      },
      COMPILE_MILLISECONDS,
    );

  for (const check of probeRowChecks)
    it(
      check.title,
      async () => {
        expect(unmetNeeds(check, chain)).toEqual([]);
        const { model } = await probePlugins();
        await check.run({ chain, plugins: { model, mechanism: stake } });
      },
      COMPILE_MILLISECONDS,
    );

  for (const check of probeItemChecks)
    it(
      check.title,
      async () => {
        expect(unmetNeeds(check, chain)).toEqual([]);
        await check.run({ chain, plugins: { model: sparsePerceptron, mechanism: await probeItems() } });
      },
      COMPILE_MILLISECONDS,
    );

  for (const check of probePartsChecks)
    it(
      check.title,
      async () => {
        expect(unmetNeeds(check, chain)).toEqual([]);
        await check.run({ chain, plugins: { model: sparsePerceptron, mechanism: await probeParts() } });
      },
      COMPILE_MILLISECONDS,
    );
});
