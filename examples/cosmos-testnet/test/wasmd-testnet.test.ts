import { connectCosmWasm } from "@chainlearn/adapter-cosmwasm";
import { startWasmd, wasmdAvailability } from "@chainlearn/adapter-cosmwasm/testing";
import { type Config, EXIT_CODES, fromEnvironment, testnets } from "@chainlearn/cli";
import { withDays } from "@chainlearn/example-kit/testing/day";
import { expect, it } from "vitest";
import config from "../chainlearn.config.ts";

const { available, reason } = wasmdAvailability();
const name = "runs on the preset of osmo-test-5 with wasmd in its place, once and again";

(available ? it : it.skip)(available ? name : `${name} (skipped: ${reason})`, async () => {
  const chain = await startWasmd();
  try {
    // The preset, but for what another network has otherwise.
    const osmosis = testnets.osmosis({
      ...{
        network: "chainlearn-test-1",
        rpc: chain.rpc,
        prefix: "wasm",
        denom: "stake",
        gasPrice: "0.001stake",
      },
      accounts: { deployer: fromEnvironment("COSMOS_MNEMONIC") },
    });
    const here: Config = { ...config, chains: { osmosis } };
    const day = { config: here, chain: "osmosis", deployment: "5000000units", contributions: "1000000units" };
    await withDays(new URL("..", import.meta.url), { COSMOS_MNEMONIC: chain.mnemonic }, async (run) => {
      const [deployer] = chain.accounts as [string];
      const stake = { rpc: chain.rpc, denom: "stake", decimals: 6, gasPrice: "0.001stake" };
      const connection = await connectCosmWasm(stake);
      // Whatever is sent costs a fee.
      const balance = (): Promise<bigint> => connection.balance(deployer);
      const before = await balance();
      const dear = await run({ ...day, deployment: "1units" });
      expect([dear.code, await balance()], dear.err).toEqual([EXIT_CODES.money, before]);
      const first = await run(day);
      expect(first.code, first.err).toBe(EXIT_CODES.done);
      expect(first.out).toMatch(/^verified +yes$/m);
      expect(first.out).toMatch(/^contributions +8$/m);
      const left = await balance();
      expect(left).toBeLessThan(before);
      const again = await run(day);
      expect([again.code, await balance()]).toEqual([EXIT_CODES.done, left]);
      for (const { out, err } of [dear, first, again]) expect(out + err).not.toContain(chain.mnemonic);
    });
  } finally {
    await chain.close();
  }
});
