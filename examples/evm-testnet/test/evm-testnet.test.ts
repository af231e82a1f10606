import { startAnvilProcess } from "@chainlearn/adapter-evm/testing";
import { type Config, EXIT_CODES, fromEnvironment, testnets } from "@chainlearn/cli";
import { withDays } from "@chainlearn/example-kit/testing/day";
import { createTestClient, http, parseEther, publicActions } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { sepolia } from "viem/chains";
import { expect, it } from "vitest";
import config from "../chainlearn.config.ts";

const example = new URL("..", import.meta.url);
const limits = { deployment: "0.05eth", contributions: "0.005eth" };

it("has the five test networks beside the local chain", () => {
  expect(Object.values(config.chains).map(({ chainId }) => chainId)).toEqual(
    [31_337, 11_155_111, 84_532, 421_614, 11_155_420, 560_048].map((id) => `eip155:${id}`),
  );
});

it("runs on the preset of Sepolia with anvil in its place, once and again", async () => {
  const anvil = await startAnvilProcess([
    ...["--chain-id", `${sepolia.id}`, "--accounts", "0", "--prune-history", "256", "--enable-tx-gas-limit"],
  ]);
  try {
    const rpcUrl = `http://127.0.0.1:${anvil.port}`;
    const client = createTestClient({ chain: sepolia, mode: "anvil", transport: http(rpcUrl) }).extend(
      publicActions,
    );
    const key = generatePrivateKey();
    const { address } = privateKeyToAccount(key);
    await client.setBalance({ address, value: parseEther("1") });
    // The configuration as it is, but for the node's address.
    const accounts = { deployer: fromEnvironment("EVM_KEY") };
    const here: Config = {
      ...config,
      chains: { sepolia: testnets.sepolia({ accounts, rpcUrl, pollingIntervalMs: 50 }) },
    };
    const day = { config: here, chain: "sepolia", ...limits };
    await withDays(example, { EVM_KEY: key }, async (run) => {
      const dear = await run({ ...day, deployment: "1gwei" });
      expect([dear.code, await client.getTransactionCount({ address })]).toEqual([EXIT_CODES.money, 0]);

      const first = await run(day);
      expect([first.code, first.err]).toEqual([
        EXIT_CODES.done,
        expect.stringContaining("deploy spam on sepolia"),
      ]);
      expect(first.out).toMatch(/^verified +yes$/m);
      expect(first.out).toMatch(/^contributions +8$/m);
      expect(first.out).toContain(
        '$ chainlearn predict --chain sepolia --input "buy cheap watches now"\n1\n',
      );
      const sent = await client.getTransactionCount({ address });
      const spent = parseEther("1") - (await client.getBalance({ address }));
      expect(spent).toBeLessThan(parseEther("0.055"));

      const again = await run(day);
      expect([again.code, await client.getTransactionCount({ address })]).toEqual([EXIT_CODES.done, sent]);
      for (const { out, err } of [dear, first, again]) expect((out + err).includes(key.slice(2))).toBe(false);
    });
  } finally {
    await anvil.stop();
  }
});
