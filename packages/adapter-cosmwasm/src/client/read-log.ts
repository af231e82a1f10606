import {
  ChainlearnError,
  checkContributionIds,
  isChainlearnError,
  METER_FIRST_BIT,
  type PlacedLogEntry,
} from "@chainlearn/core";
import type { Connection } from "../connection.ts";
import { sleep } from "./abort.ts";
import { decodeEvents } from "./events.ts";
import { METER_KEY } from "./snapshot.ts";
import { bytesToWords } from "./words.ts";

/** How often a log is read whose parts do not fit, and the first pause between two times. */
const ATTEMPTS = 6;
const FIRST_PAUSE_MILLISECONDS = 50;

/** Blocks of a log. */
export interface LogPart {
  readonly from: number;
  /** A block that the chain has. */
  readonly to: number;
  /** Id of the first contribution in it; undefined: any. */
  readonly first: number | undefined;
  readonly signal: AbortSignal | undefined;
}

/**
 * A contract's log. Behind one address there can be several nodes, and each has an index of its own, which may be behind its
 * blocks: the contributions' ids have to follow each other up to the one that the contract gives next. What does not fit is
 * read again.
 * @throws ChainlearnError nodes_disagree, history_pruned, chain_failure, aborted
 */
export async function readLog(
  connection: Connection,
  contract: string,
  part: LogPart,
): Promise<PlacedLogEntry[]> {
  if (part.to < part.from) return [];
  for (let attempt = 1; ; attempt++) {
    try {
      return await readOnce(connection, contract, part);
    } catch (error) {
      const disagree = isChainlearnError(error) && error.code === "nodes_disagree";
      if (!disagree || attempt === ATTEMPTS) throw error;
    }
    await sleep(FIRST_PAUSE_MILLISECONDS * 2 ** (attempt - 1), part.signal, "reading the log");
  }
}

async function readOnce(
  connection: Connection,
  contract: string,
  { from, to, first, signal }: LogPart,
): Promise<PlacedLogEntry[]> {
  const transactions = await connection.transactions(contract, from, to, signal);
  const entries = transactions.flatMap((transaction) =>
    decodeEvents(transaction.events, contract, transaction),
  );
  const next = checkContributionIds(entries, first);
  const counted = next === undefined ? undefined : await countAt(connection, contract, to);
  if (counted !== undefined && counted !== next)
    throw new ChainlearnError(
      "nodes_disagree",
      `contributions end with ${next} in the node's index and with ${counted} in the contract.`,
    );
  return entries;
}

/** Contributions that the contract has had up to a block; undefined: the node no longer has its state. */
async function countAt(
  connection: Connection,
  contract: string,
  height: number,
): Promise<number | undefined> {
  try {
    const value = await connection.storageValue(contract, METER_KEY, height);
    const [meter = 0n] = bytesToWords(value ?? new Uint8Array());
    // Before it is sealed a contract counts the words of its initial state in the same place.
    return meter & 1n ? Number(BigInt.asUintN(METER_FIRST_BIT - 1, meter >> 1n)) : 0;
  } catch (error) {
    if (isChainlearnError(error) && error.code === "history_pruned") return undefined;
    throw error;
  }
}
