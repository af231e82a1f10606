import { isChainlearnError } from "@chainlearn/core";
import { type Address, getAddress, getContractAddress, type Hex } from "viem";
import type { CompiledContract } from "./artifact.ts";
import type { EvmConnection } from "./connection.ts";
import { creationData, creationProgram, type InstanceGiven } from "./creation.ts";
import { creationIn, findCreation } from "./find-creation.ts";
import { decodeLogs } from "./log.ts";

/**
 * Why a contract may hold more than its log says; undefined when its creation is the one of the composition. Whatever
 * code creates a contract can fill its storage, credits and records among it, and leave any runtime code behind, so
 * runtime code alone says nothing about what is stored.
 * @param transaction that is said to have created it
 */
export async function differenceInCreation(
  connection: EvmConnection,
  contract: CompiledContract,
  address: Address,
  transaction: string | undefined,
  { genesis: once, ...given }: Omit<InstanceGiven, "genesis"> & { readonly genesis: boolean },
): Promise<string | undefined> {
  const found = transaction === undefined ? undefined : await creationIn(connection, transaction as Hex);
  if (found === undefined) return `the node does not know the transaction ${transaction} that created it`;
  const { to, from, input, created, logs } = found;
  if (to !== null || created === null || getAddress(created) !== getAddress(address))
    return `the transaction ${transaction} did not create it`;
  if (getAddress(from) !== getAddress(given.deployer)) return `it was created by ${from}`;
  // What comes with the creation is in the log, which replay compares with everything that there is.
  const genesis = once ? genesisIn(decodeLogs(logs, address)) : undefined;
  if (once && genesis === undefined) return "its creation logged no initial state";
  // Earlier versions wrote no description behind what is executed.
  const possible = [creationData, creationProgram].map((data) => data(contract, { ...given, genesis }));
  if (!possible.some((data) => data.toLowerCase() === input.toLowerCase()))
    return "it was created by other code than the composition's, or with other parameters or roles";
  return given.implementation && differenceInOriginal(connection, given.implementation, getAddress(from));
}

/**
 * Why the code that a clone runs may have been other code before; undefined when it cannot. An address that follows from
 * the number of a transaction's sender has one code for ever. What a contract creates (CREATE2) can be destroyed in the
 * transaction that creates it and be created anew with other code; in between it can write into its clones what it likes.
 */
async function differenceInOriginal(
  connection: EvmConnection,
  original: Address,
  sender: Address,
): Promise<string | undefined> {
  // Of the clone's own sender, as most are: that needs no old states.
  const numbers = await connection.ask("reading the account's number", (client) =>
    client.getTransactionCount({ address: sender }),
  );
  for (let number = 0; number < numbers; number++)
    if (getContractAddress({ from: sender, nonce: BigInt(number) }) === getAddress(original))
      return undefined;
  try {
    await findCreation(connection, original, undefined);
    return undefined;
  } catch (error) {
    if (isChainlearnError(error) && error.code === "creation_not_found")
      return `the code that it runs may have been other code before: ${error.message}`;
    throw error;
  }
}

function genesisIn(entries: ReturnType<typeof decodeLogs>): InstanceGiven["genesis"] {
  const [written, sealed] = entries;
  return written?.kind === "stateWritten" && sealed?.kind === "sealed"
    ? { words: written.words, hot: sealed.hot }
    : undefined;
}
