import { checkIdsFollow, isChainlearnError, METER_FIRST_BIT } from "@chainlearn/core";
import { type Address, type Hex, type Log, toEventSelector } from "viem";
import { contradiction, untilAgreed } from "./agreement.ts";
import type { EvmConnection } from "./connection.ts";
import { DATA_ADDED, type LogPieces, readPieces } from "./log-pieces.ts";
import { readRecentLogs } from "./recent-logs.ts";
import { slots } from "./slots.ts";
import { readStorage } from "./storage.ts";

export interface LogRange extends LogPieces {
  /** Id that the first addition in the range has to have. Default: any. */
  readonly firstAddition?: number;
}

/** Newest blocks of which every node has the states; most of them keep 128. */
const KEPT_STATES = 100;

const DATA_ADDED_TOPIC = toEventSelector(DATA_ADDED);

/**
 * The contract's logs of a range of blocks, in order and of one chain, although several nodes may answer that lag behind or
 * are on different forks. Older blocks are read in pieces, the newest ones by their hashes; the numbers of the additions
 * have to follow each other, and where the range ends in one of the newest blocks, up to the one that the contract gives next.
 * At the end of an older range additions can be missing, which shows in the one that follows. Answers that do not fit are asked
 * for again.
 * @param range blocks behind the newest one are left out
 * @throws ChainlearnError rate_limited, history_pruned, nodes_disagree, chain_failure, aborted
 */
export function readLogs(connection: EvmConnection, range: LogRange): Promise<Log[]> {
  return untilAgreed(async () => {
    const head = await connection.block();
    const to = Math.min(range.toBlock, head);
    if (to < range.fromBlock) return [];
    const settled = Math.min(to, Math.max(range.fromBlock - 1, head - connection.lagBlocks));
    const recent =
      settled < to
        ? await readRecentLogs(connection, { ...range, fromBlock: settled + 1, toBlock: to })
        : undefined;
    const old =
      settled < range.fromBlock
        ? []
        : await readSettled(connection, { ...range, toBlock: settled }, recent?.parentHash);
    const logs = [...old, ...(recent?.logs ?? [])];
    if (range.addition === undefined) checkIdsFollow(additionsOf(logs), range.firstAddition);
    if (to > head - KEPT_STATES)
      await checkCount(connection, range, logs, to, to >= head - connection.lagBlocks);
    return logs;
  }, range.signal);
}

/** @param hash of the last block, if it is known */
async function readSettled(
  connection: EvmConnection,
  pieces: LogPieces,
  hash: Hex | undefined,
): Promise<readonly Log[]> {
  const last = hash ?? (await connection.blockHash(pieces.toBlock));
  const logs = await readPieces(connection, pieces);
  if (last === undefined || (await connection.blockHash(pieces.toBlock)) !== last)
    throw contradiction(`block ${pieces.toBlock} is not the same before and after`);
  return logs;
}

const additionOf = ({ topics: [kind, id] }: Log): number | undefined =>
  kind === DATA_ADDED_TOPIC ? Number(id) : undefined;

/** Ids of the additions, in order. */
const additionsOf = (logs: readonly Log[]): number[] => logs.map(additionOf).filter((id) => id !== undefined);

/**
 * Checks that no addition is missing at the end: the contract counts them.
 * @param state whether every node has to have the block's state
 */
async function checkCount(
  connection: EvmConnection,
  { address, firstAddition, addition }: LogRange,
  logs: readonly Log[],
  block: number,
  state: boolean,
): Promise<void> {
  if (addition !== undefined) return;
  const last = additionsOf(logs).at(-1);
  const found = last === undefined ? firstAddition : last + 1;
  if (found === undefined) return;
  const meter = await meterAt(connection, address, block, state);
  if (meter === undefined) return;
  // Before it is sealed a contract counts the words of its initial state in the same place.
  const counted = meter & 1n ? Number(BigInt.asUintN(METER_FIRST_BIT - 1, meter >> 1n)) : 0;
  if (counted !== found)
    throw contradiction(`contributions end with ${found} in the log and with ${counted} in the contract`);
}

/** undefined: the node keeps even fewer states than others. */
async function meterAt(
  connection: EvmConnection,
  address: Address,
  block: number,
  needed: boolean,
): Promise<bigint | undefined> {
  try {
    const [meter = 0n] = await readStorage(connection, address, [slots.meter(0)], block);
    return meter;
  } catch (error) {
    if (!needed && isChainlearnError(error) && error.code === "history_pruned") return undefined;
    throw error;
  }
}
