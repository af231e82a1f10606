import { type AnvilChain, startAnvil } from "@chainlearn/adapter-evm/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type MarketReport, playMarket } from "./market-story.ts";

const large = { features: 1_000, entries: 20, testParts: 10, itemsPerPart: 10, contributions: 30 };
const GAS_LIMIT = 10_000_000n;

describe("a prediction market on anvil, from bounty to last withdrawal", () => {
  let chain: AnvilChain;
  const reports: (MarketReport & { readonly size: string })[] = [];
  beforeAll(async () => {
    chain = await startAnvil();
  });
  afterAll(async () => {
    await chain?.close();
    const rows = reports.map(({ size, transactions, passes, gas, mostGas }) =>
      [size, transactions, passes, gas, mostGas].join(" | "),
    );
    console.log(["contributions, test items | transactions | passes | gas | most", ...rows].join("\n"));
  });

  // Parameters only, so that one contract is compiled for all of them.
  test.each([
    ["30, 100", large, 5],
    ["10, 20", { ...large, testParts: 2, contributions: 10 }, 1],
    ["30, 100 by account", { ...large, grouped: true }, 1],
    ["12, 320", { ...large, testParts: 16, itemsPerPart: 20, contributions: 12 }, 1],
  ] as const)("with %s contributions and test items of 20 features", async (size, given, passes) => {
    const report = await playMarket(chain, given);
    reports.push({ size, ...report });
    expect(report.passes).toBeGreaterThanOrEqual(passes);
    expect(report.mostGas).toBeLessThan(GAS_LIMIT);
  });
});
