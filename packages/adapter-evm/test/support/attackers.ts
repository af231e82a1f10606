import { readFileSync } from "node:fs";
import { createEvmAdapter } from "@chainlearn/adapter-evm";
import type { AnvilChain } from "@chainlearn/adapter-evm/testing";
import type { ChainAdapter } from "@chainlearn/core";
import {
  type Abi,
  type Address,
  createWalletClient,
  getAddress,
  type Hex,
  http,
  parseEther,
  type TransactionReceipt,
} from "viem";
import { vi } from "vitest";
import { cached } from "../../src/compiler/cache.ts";
import { runSolc } from "../../src/compiler/solc.ts";

export interface Attacker {
  readonly abi: Abi;
  readonly creationCode: Hex;
}

type Output = {
  contracts: Record<string, Record<string, { abi: Abi; evm: { bytecode: { object: string } } }>>;
};

/** The contracts of attackers/Attackers.sol by name. */
export async function compileAttackers(): Promise<Readonly<Record<string, Attacker>>> {
  const content = readFileSync(new URL("../attackers/Attackers.sol", import.meta.url), "utf8");
  const input = JSON.stringify({
    language: "Solidity",
    sources: { "Attackers.sol": { content } },
    settings: { outputSelection: { "*": { "*": ["abi", "evm.bytecode.object"] } } },
  });
  const output = (await cached(`attackers\n${input}`, () => runSolc(input))) as Output;
  return Object.fromEntries(
    Object.entries(output.contracts["Attackers.sol"]!).map(([name, { abi, evm }]) => [
      name,
      { abi, creationCode: `0x${evm.bytecode.object}` as const },
    ]),
  );
}

/** Sends from any address at all, contracts included. */
export async function sendAs(
  { client, url }: AnvilChain,
  from: Address,
  transaction: { to?: Address; data?: Hex; value?: bigint; gas?: bigint },
): Promise<TransactionReceipt> {
  await client.impersonateAccount({ address: from });
  const wallet = createWalletClient({ account: from, chain: client.chain, transport: http(url) });
  const hash = await wallet.sendTransaction({
    gas: 10_000_000n,
    ...transaction,
    maxFeePerGas: 0n,
    maxPriorityFeePerGas: 0n,
  });
  await client.stopImpersonatingAccount({ address: from });
  // anvil answers before the block is there
  return vi.waitFor(() => client.getTransactionReceipt({ hash }), { timeout: 30_000, interval: 5 });
}

/** Creates an attacker and gives it coins. */
export async function createAttacker(chain: AnvilChain, { creationCode }: Attacker): Promise<Address> {
  const { contractAddress } = await sendAs(chain, chain.accounts[0] as Address, { data: creationCode });
  await chain.client.setBalance({ address: contractAddress!, value: parseEther("1000") });
  return getAddress(contractAddress!);
}

/** An adapter with which contracts can send, as account-abstraction wallets do. */
export async function adapterOf(chain: AnvilChain, contracts: readonly Address[]): Promise<ChainAdapter> {
  for (const address of contracts) await chain.client.impersonateAccount({ address });
  return createEvmAdapter({
    chain: chain.client.chain,
    transport: http(chain.url),
    signers: contracts.map((address) => ({ address, type: "json-rpc" as const })),
    callBlock: "pending",
    pollingIntervalMs: 20,
  });
}
