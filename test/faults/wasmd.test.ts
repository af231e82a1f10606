import { connectCosmWasm, createCosmWasmAdapter } from "@chainlearn/adapter-cosmwasm";
import { startWasmd, type Wasmd, wasmdAvailability } from "@chainlearn/adapter-cosmwasm/testing";
import type { ChainAdapter } from "@chainlearn/core";
import { StargateClient } from "@cosmjs/stargate";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { contributeThroughFaults } from "./contributions.ts";
import { FAULTS, type FaultProxy, startFaultProxy } from "./fault-proxy.ts";
import { contributionsOr, PERCENT, report, SEED } from "./sizes.ts";

const COUNT = contributionsOr(200);
const ACCOUNTS = 20;
const { available, reason } = wasmdAvailability();
const title = `${COUNT} contributions on wasmd, ${PERCENT} % of the requests fail`;

describe.skipIf(!available)(available ? title : `${title} (skipped: ${reason})`, () => {
  let chain: Wasmd;
  let proxy: FaultProxy;
  let direct: StargateClient;

  beforeAll(async () => {
    chain = await startWasmd({ accounts: ACCOUNTS, blockMilliseconds: 100 });
    proxy = await startFaultProxy({ target: chain.rpc, percent: PERCENT, seed: SEED });
    direct = await StargateClient.connect(chain.rpc);
  });
  afterAll(async () => {
    await proxy?.close();
    await chain?.close();
  });

  const adapterThroughFaults = async (): Promise<ChainAdapter> => {
    const connection = await connectCosmWasm({
      rpc: proxy.url,
      signers: [chain.signer],
      denom: chain.connection.denom,
      decimals: chain.connection.decimals,
      gasPrice: chain.gasPrice,
      pollingIntervalMs: 50,
    });
    return createCosmWasmAdapter({ connection });
  };

  it("none lost, none twice", async () => {
    const start = performance.now();
    await contributeThroughFaults({
      chain,
      adapters: [await adapterThroughFaults(), await adapterThroughFaults()],
      accounts: chain.accounts,
      count: COUNT,
      seed: SEED,
      transactions: async (account) => (await direct.getSequence(account)).sequence,
    });
    const counts = proxy.counts();
    console.info(report(COUNT, counts, performance.now() - start));
    for (const fault of FAULTS) expect(counts.faults[fault], fault).toBeGreaterThan(0);
  });
});
