import { startWasmd, type Wasmd } from "@chainlearn/adapter-cosmwasm/testing";
import { adapterChecks, unmetNeeds } from "@chainlearn/core/testing";
import { stake } from "@chainlearn/mechanisms";
import { sparsePerceptron } from "@chainlearn/models-wasm";
import { afterAll, beforeAll, it } from "vitest";
import { describeOnWasmd } from "./wasmd.ts";

describeOnWasmd("every adapter's checks", () => {
  let chain: Wasmd;

  // 18 decimals make a unit of 10^9 base units, so that the checks about fractions of a unit run too.
  beforeAll(async () => {
    chain = await startWasmd({ denom: "atest", decimals: 18, clock: "settable" });
  });
  afterAll(() => chain?.close());

  for (const check of adapterChecks)
    it(check.title, async ({ skip }) => {
      const unmet = unmetNeeds(check, chain);
      if (unmet.length > 0) skip(`needs ${unmet.join(", ")}`);
      await check.run({ chain, plugins: { model: sparsePerceptron, mechanism: stake } });
    });
});
