import { startEmbeddedChain } from "@chainlearn/adapter-cosmwasm/embedded";
import { startWasmd, wasmdAvailability } from "@chainlearn/adapter-cosmwasm/testing";
import { startAnvil } from "@chainlearn/adapter-evm/testing";
import { createLocalChain } from "@chainlearn/adapter-local";
import type { DevChain } from "@chainlearn/core";
import { runDifferential } from "@chainlearn/core/testing";
import { expect, it } from "vitest";
import { quick } from "./compositions.ts";

const OPERATIONS = 100;
const { available, reason } = wasmdAvailability();
const title = "a real wasmd = in process = EVM = embedded CosmWasm";

/** wasmd's clock cannot be set: its block times are set on the other chains. */
it.skipIf(!available)(available ? title : `${title} (skipped: ${reason})`, async () => {
  const chains: Record<string, DevChain> = {};
  try {
    chains.wasmd = await startWasmd({ decimals: 18 });
    chains.local = await createLocalChain();
    chains.evm = await startAnvil();
    chains.embedded = await startEmbeddedChain({ decimals: 18 });
    const { mix } = await runDifferential({
      chains,
      composition: quick,
      seed: 3,
      operations: OPERATIONS,
      compareStateEvery: 25,
    });
    expect(mix.operations).toBe(OPERATIONS);
    for (const name of ["add", "refund", "report", "take"])
      expect(mix.accepted[name] ?? 0, name).toBeGreaterThan(0);
    expect(Object.keys(mix.refused).length).toBeGreaterThan(5);
  } finally {
    await Promise.all(Object.values(chains).map((chain) => chain.close()));
  }
});
