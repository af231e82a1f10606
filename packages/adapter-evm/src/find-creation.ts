import { ChainlearnError, isChainlearnError, throwIfAborted } from "@chainlearn/core";
import {
  type Address,
  getAddress,
  getContractAddress,
  type Hex,
  type Log,
  RpcRequestError,
  TransactionNotFoundError,
} from "viem";
import type { EvmConnection } from "./connection.ts";

/** A transaction that is said to have created a contract. */
export interface Creation {
  readonly hash: Hex;
  readonly block: number;
  readonly from: Address;
  readonly to: Address | null;
  readonly input: Hex;
  /** The contract that a transaction without a recipient creates. */
  readonly created: Address | null;
  readonly logs: readonly Log[];
  readonly gasUsed: bigint;
}

/** @returns undefined when the node does not know the transaction */
export async function creationIn(connection: EvmConnection, hash: Hex): Promise<Creation | undefined> {
  try {
    return await connection.ask("reading the creation", async (client) => {
      const [{ to, from, input }, { contractAddress, logs, blockNumber, gasUsed }] = await Promise.all([
        client.getTransaction({ hash }),
        client.getTransactionReceipt({ hash }),
      ]);
      return {
        hash,
        block: Number(blockNumber),
        to,
        from,
        input,
        created: contractAddress ?? null,
        logs,
        gasUsed,
      };
    });
  } catch (error) {
    if (isChainlearnError(error) && error.walk((cause) => cause instanceof TransactionNotFoundError))
      return undefined;
    throw error;
  }
}

/**
 * Looks for the transaction that created a contract: the first block in which there is code is found by steps
 * back and halving, which takes some two dozen questions about old states.
 * @throws ChainlearnError creation_not_found when the node has forgotten them, or something else created the contract
 */
export async function findCreation(
  connection: EvmConnection,
  address: Address,
  signal: AbortSignal | undefined,
): Promise<Creation> {
  const refuse = (why: string, cause?: unknown): never => {
    throw new ChainlearnError("creation_not_found", `what created ${address} cannot be found: ${why}.`, {
      cause,
    });
  };
  const hasCode = async (block: number): Promise<boolean> => {
    throwIfAborted(signal);
    try {
      const code = await connection.askAt("reading the code", block, (client, at) =>
        client.getCode({ address, ...at }),
      );
      return code !== undefined;
    } catch (error) {
      // What the node says about the block; all else says nothing about its states.
      const answered = isChainlearnError(error) && error.walk((cause) => cause instanceof RpcRequestError);
      if (!answered || error.code === "rate_limited") throw error;
      return refuse(`the node does not tell the state of block ${block}`, error);
    }
  };
  // Back from the newest block in growing steps: nodes keep the states of their newest blocks only.
  let has = await connection.block();
  let without = -1;
  for (let step = 1; has - step > without; step *= 2) {
    if (await hasCode(has - step)) has -= step;
    else without = has - step;
  }
  while (has - without > 1) {
    const middle = Math.floor((without + has) / 2);
    if (await hasCode(middle)) has = middle;
    else without = middle;
  }
  const { transactions } = await connection.askAt("reading a block", has, (client, at) =>
    client.getBlock({ ...at, includeTransactions: true }),
  );
  const creation = transactions.find(
    ({ to, from, nonce }) =>
      to === null && getContractAddress({ from, nonce: BigInt(nonce) }) === getAddress(address),
  );
  if (!creation) return refuse(`no transaction of block ${has} creates it directly`);
  return (await creationIn(connection, creation.hash)) ?? refuse("the node does not know its transaction");
}
