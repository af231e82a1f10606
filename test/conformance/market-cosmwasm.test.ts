import { startEmbeddedChain } from "@chainlearn/adapter-cosmwasm/embedded";
import { expect, test } from "vitest";
import { playMarket } from "./market-story.ts";

const large = { features: 1_000, entries: 20, testParts: 10, itemsPerPart: 10, contributions: 30 };
const GAS_LIMIT = 10_000_000n;

test("a prediction market on the embedded CosmWasm host, from bounty to last withdrawal", async () => {
  const report = await playMarket(await startEmbeddedChain({ accounts: 10, blockSeconds: 0 }), large);
  expect(report.passes).toBeGreaterThanOrEqual(5);
  expect(report.mostGas).toBeLessThan(GAS_LIMIT);
});
