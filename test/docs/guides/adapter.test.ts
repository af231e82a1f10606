// #region suite
import { createLocalChain } from "@chainlearn/adapter-local";
import type { DevChain } from "@chainlearn/core";
import {
  adapterChecks,
  type Check,
  type CheckPlugins,
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
import { type Audited, auditedAdapter } from "./audited-adapter.ts";

const trail: Audited[] = [];
let chain: DevChain;

beforeAll(async () => {
  const local = await createLocalChain();
  chain = { ...local, adapter: auditedAdapter(local.adapter, (entry) => trail.push(entry)) };
});

function conformance(name: string, checks: readonly Check[], plugins: () => Promise<CheckPlugins>): void {
  describe(name, () => {
    for (const check of checks)
      it(check.title, async ({ skip }) => {
        const unmet = unmetNeeds(check, chain);
        if (unmet.length > 0) skip(`needs ${unmet.join(", ")}`);
        await check.run({ chain, plugins: await plugins() });
      });
  });
}

conformance("what every adapter does alike", adapterChecks, async () => ({
  model: sparsePerceptron,
  mechanism: stake,
}));
conformance("every word", probeChecks, probePlugins);
conformance("words about rows", probeRowChecks, async () => ({
  model: (await probePlugins()).model,
  mechanism: stake,
}));
conformance("words about items", probeItemChecks, async () => ({
  model: sparsePerceptron,
  mechanism: await probeItems(),
}));
conformance("words about parts", probePartsChecks, async () => ({
  model: sparsePerceptron,
  mechanism: await probeParts(),
}));
// #endregion

describe("the trail", () => {
  it("has every accepted call of the suites with its sender, and no refused one", () => {
    expect(trail.length).toBeGreaterThan(100);
    for (const { contract, from, result } of trail) {
      expect(contract.startsWith(`${chain.adapter.chainId}:`)).toBe(true);
      expect(result.entries.length).toBeGreaterThan(0);
      expect(result.entries[0]!.actor).toBe(from);
    }
    expect(new Set(trail.map(({ call }) => call))).toContain("rawAddData");
    const transactions = trail.map(({ contract, result }) => `${contract} ${result.transaction}`);
    expect(new Set(transactions).size).toBe(transactions.length);
  });
});
