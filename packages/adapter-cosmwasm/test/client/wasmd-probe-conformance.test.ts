import { startWasmd, type Wasmd } from "@chainlearn/adapter-cosmwasm/testing";
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
import { afterAll, beforeAll, it } from "vitest";
import { describeOnWasmd } from "./wasmd.ts";

describeOnWasmd("every word of the vocabulary", () => {
  let chain: Wasmd;

  // 18 decimals make a unit of 10^9 base units, so that the checks about fractions of a unit run too.
  beforeAll(async () => {
    chain = await startWasmd({ denom: "atest", decimals: 18, clock: "settable" });
  });
  afterAll(() => chain?.close());

  for (const check of probeChecks)
    it(check.title, async ({ skip }) => {
      const unmet = unmetNeeds(check, chain);
      if (unmet.length > 0) skip(`needs ${unmet.join(", ")}`);
      await check.run({ chain, plugins: await probePlugins() });
    });

  for (const check of probeRowChecks)
    it(check.title, async ({ skip }) => {
      const unmet = unmetNeeds(check, chain);
      if (unmet.length > 0) skip(`needs ${unmet.join(", ")}`);
      const { model } = await probePlugins();
      await check.run({ chain, plugins: { model, mechanism: stake } });
    });

  for (const check of probeItemChecks)
    it(check.title, async ({ skip }) => {
      const unmet = unmetNeeds(check, chain);
      if (unmet.length > 0) skip(`needs ${unmet.join(", ")}`);
      await check.run({ chain, plugins: { model: sparsePerceptron, mechanism: await probeItems() } });
    });

  for (const check of probePartsChecks)
    it(check.title, async ({ skip }) => {
      const unmet = unmetNeeds(check, chain);
      if (unmet.length > 0) skip(`needs ${unmet.join(", ")}`);
      await check.run({ chain, plugins: { model: sparsePerceptron, mechanism: await probeParts() } });
    });
});
