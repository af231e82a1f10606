import { createTestClient, defineChain, http } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { foundry } from "viem/chains";
import type { ChainConfig, RunningChain } from "../chain.ts";
import { evm } from "../evm.ts";
import { DEVELOPMENT_ACCOUNTS, developmentKey } from "./development-accounts.ts";
import { checkPort, requireFree, requireListening } from "./port.ts";

/** An anvil on this machine. */
export interface LocalAnvilOptions {
  /** Loopback port. Default: 8545. */
  readonly port?: number;
}

const DEFAULT_PORT = 8545;
const CHAIN = defineChain({
  ...foundry,
  // A node asks for a tip all the same.
  fees: { estimateFeesPerGas: async () => ({ maxFeePerGas: 0n, maxPriorityFeePerGas: 0n }) },
});
/** 1,000,000 ETH for each account. */
const FUNDS = 10n ** 24n;

const ARGUMENTS = [
  ...["--accounts", "0"],
  ...["--chain-id", `${CHAIN.id}`],
  // As on Ethereum, also for one transaction (EIP-7825); gas is free.
  ...["--gas-limit", "60000000"],
  "--enable-tx-gas-limit",
  ...["--block-base-fee-per-gas", "0"],
  ...["--gas-price", "0"],
  ...["--order", "fifo"],
  // Transactions have blocks at once, and time passes for calls without them.
  ...["--block-time", "2"],
  "--mixed-mining",
  // Without it anvil writes the state of every block to the home folder.
  ...["--prune-history", "256"],
];

async function start(port: number, url: string): Promise<RunningChain> {
  const { startAnvilProcess } = await import("@chainlearn/adapter-evm/testing");
  await requireFree(port);
  const { stop, ended } = await startAnvilProcess(ARGUMENTS, { port, kept: true });
  try {
    const client = createTestClient({ chain: CHAIN, mode: "anvil", transport: http(url) });
    for (const account of DEVELOPMENT_ACCOUNTS)
      await client.setBalance({
        address: privateKeyToAccount(developmentKey(account)).address,
        value: FUNDS,
      });
    return { url, ended, close: stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** An EVM chain that `chainlearn dev` runs: anvil, with funded accounts whose keys everybody knows, and free gas. */
export function localAnvil(options: LocalAnvilOptions = {}): ChainConfig {
  checkPort("localChains.anvil", options);
  const { port = DEFAULT_PORT } = options;
  const url = `http://127.0.0.1:${port}`;
  const config = evm({
    chain: CHAIN,
    rpcUrl: url,
    pollingIntervalMs: 50,
    development: true,
    accounts: Object.fromEntries(
      DEVELOPMENT_ACCOUNTS.map((account) => [
        account,
        { kind: "development", key: developmentKey(account) } as const,
      ]),
    ),
  });
  return {
    ...config,
    kind: "local evm",
    open: async (open) => {
      await requireListening(port);
      // Gas is free: what it would be needs no second chain to find out.
      return {
        ...(await config.open(open)),
        deploymentCost: async () => ({ gas: 0n, fee: 0n, steps: [] }),
      };
    },
    start: () => start(port, url),
  };
}
