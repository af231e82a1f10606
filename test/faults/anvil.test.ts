import { createEvmAdapter } from "@chainlearn/adapter-evm";
import { type AnvilChain, startAnvil } from "@chainlearn/adapter-evm/testing";
import { type Address, http } from "viem";
import { afterAll, beforeAll, expect, it } from "vitest";
import { contributeThroughFaults } from "./contributions.ts";
import { FAULTS, type FaultProxy, startFaultProxy } from "./fault-proxy.ts";
import { NODE_FAULTS } from "./other-nodes.ts";
import { contributionsOr, PERCENT, report, SEED } from "./sizes.ts";

const COUNT = contributionsOr(1_000);
const ACCOUNTS = 20;

let chain: AnvilChain;
let proxy: FaultProxy;

beforeAll(async () => {
  chain = await startAnvil({ accounts: ACCOUNTS });
  proxy = await startFaultProxy({ target: chain.url, percent: PERCENT, seed: SEED });
});
afterAll(async () => {
  await proxy?.close();
  await chain?.close();
});

it(`${COUNT} contributions on anvil, ${PERCENT} % of the requests fail: none lost, none twice`, async () => {
  const adapterWith = (batch: boolean) =>
    createEvmAdapter({
      chain: chain.client.chain,
      transport: http(proxy.url, { batch }),
      signers: chain.signers,
      pollingIntervalMs: 50,
      // Many requests for one log.
      logRange: 20,
    });
  const start = performance.now();
  await contributeThroughFaults({
    chain,
    adapters: [adapterWith(false), adapterWith(true)],
    accounts: chain.accounts,
    count: COUNT,
    seed: SEED,
    transactions: (account) => chain.client.getTransactionCount({ address: account as Address }),
  });
  const counts = proxy.counts();
  console.info(report(COUNT, counts, performance.now() - start));
  for (const fault of [...FAULTS, ...NODE_FAULTS]) expect(counts.faults[fault], fault).toBeGreaterThan(0);
});
