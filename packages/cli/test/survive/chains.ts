import { connectCosmWasm, createCosmWasmAdapter } from "@chainlearn/adapter-cosmwasm";
import { startWasmd, wasmdAvailability } from "@chainlearn/adapter-cosmwasm/testing";
import { createEvmAdapter } from "@chainlearn/adapter-evm";
import { startAnvil } from "@chainlearn/adapter-evm/testing";
import type { ChainAdapter } from "@chainlearn/core";
import { type Hex, http } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { foundry } from "viem/chains";
import { KEYS } from "../support/chains.ts";

/** A chain with real fees that a program of its own deploys to. */
export interface KillChain {
  /** Its JSON-RPC address. */
  readonly rpc: string;
  readonly deployer: string;
  /** For reading, and for contributions of others. */
  readonly adapter: ChainAdapter;
  readonly others: readonly string[];
  /** What the program's environment has to hold. */
  readonly env: Readonly<Record<string, string>>;
  /** The chain in a configuration file, reached through `rpc`. */
  entry(rpc: string): string;
  /** Base units that the deployer has. */
  balance(): Promise<bigint>;
  close(): Promise<void>;
}

/** A kind of chain, every one of which begins alike. */
export interface KillChainKind {
  readonly name: string;
  /** Why it cannot be started here. */
  readonly missing: string | undefined;
  /** Part of the requests that broadcast. */
  readonly broadcast: RegExp;
  /** Lines for the head of a configuration file. */
  readonly imports: string;
  /** A limit of spending that nothing here gets to. */
  readonly muchMoney: string;
  start(): Promise<KillChain>;
}

const GWEI = 10n ** 9n;

export const anvil: KillChainKind = {
  name: "anvil",
  missing: undefined,
  broadcast: /"eth_sendRawTransaction"/,
  muchMoney: "5eth",
  imports: `import { defineConfig, evm, fromEnvironment } from "@chainlearn/cli";
    import { foundry } from "viem/chains";`,
  async start() {
    const chain = await startAnvil();
    await chain.client.setNextBlockBaseFeePerGas({ baseFeePerGas: 30n * GWEI });
    await chain.client.mine({ blocks: 1 });
    // Gas must not depend on how long anything takes.
    await chain.client.setBlockTimestampInterval({ interval: 1 });
    const deployer = chain.accounts[0]!;
    const alice = privateKeyToAccount(KEYS.ALICE_KEY as Hex);
    const transport = http(chain.url);
    return {
      rpc: chain.url,
      deployer,
      others: [alice.address],
      // The development chain's own pays nothing for gas.
      adapter: createEvmAdapter({ chain: foundry, transport, signers: [alice], pollingIntervalMs: 20 }),
      env: KEYS,
      entry: (rpc) =>
        `evm({ chain: foundry, rpcUrl: "${rpc}", pollingIntervalMs: 20,
           accounts: { deployer: fromEnvironment("DEPLOYER_KEY") } })`,
      balance: () => chain.balance(deployer),
      close: () => chain.close(),
    };
  },
};

const FEE_DENOM = "stake";
/** High enough for a fee to tell gas limits apart. */
const GAS_PRICE = `25${FEE_DENOM}`;

/** Contracts are told the height, and chains store it: it costs gas by its length, which has to stay the same. */
const FIRST_HEIGHT = 1_000;

export const wasmd: KillChainKind = {
  name: "wasmd",
  missing: wasmdAvailability().reason,
  broadcast: /"broadcast_tx_sync"/,
  muchMoney: `10000000000${FEE_DENOM}`,
  imports: `import { cosmwasm, defineConfig, fromEnvironment } from "@chainlearn/cli";`,
  async start() {
    const chain = await startWasmd({ blockMilliseconds: 200, firstHeight: FIRST_HEIGHT });
    const [deployer, ...others] = chain.accounts as [string, ...string[]];
    // The program pays fees and additions in one denomination; whoever reads and adds has to say the same.
    const connection = await connectCosmWasm({
      rpc: chain.rpc,
      denom: FEE_DENOM,
      decimals: 6,
      gasPrice: GAS_PRICE,
      signers: [chain.signer],
      pollingIntervalMs: 50,
    });
    return {
      rpc: chain.rpc,
      deployer,
      others,
      adapter: createCosmWasmAdapter({ connection }),
      env: { DEPLOYER_MNEMONIC: chain.mnemonic },
      entry: (rpc) =>
        `cosmwasm({ network: "${connection.chainId.slice("cosmos:".length)}", rpc: "${rpc}", prefix: "wasm",
           denom: "${FEE_DENOM}", gasPrice: "${GAS_PRICE}", development: true,
           accounts: { deployer: fromEnvironment("DEPLOYER_MNEMONIC") } })`,
      balance: () => connection.balance(deployer),
      close: async () => {
        await connection.close();
        await chain.close();
      },
    };
  },
};
