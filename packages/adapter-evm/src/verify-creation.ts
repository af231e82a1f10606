import { type Address, getAddress, type Hex } from "viem";
import type { CompiledContract } from "./artifact.ts";
import type { EvmConnection } from "./connection.ts";
import { creationData, type InstanceGiven } from "./creation.ts";
import { creationIn } from "./find-creation.ts";
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
  return input.toLowerCase() === creationData(contract, { ...given, genesis }).toLowerCase()
    ? undefined
    : "it was created by other code than the composition's, or with other parameters or roles";
}

function genesisIn(entries: ReturnType<typeof decodeLogs>): InstanceGiven["genesis"] {
  const [written, sealed] = entries;
  return written?.kind === "stateWritten" && sealed?.kind === "sealed"
    ? { words: written.words, hot: sealed.hot }
    : undefined;
}
