import { type ChainlearnError, isChainlearnError, throwIfAborted } from "@chainlearn/core";
import { type Address, BaseError, getAbiItem, type Log, RpcRequestError, TimeoutError } from "viem";
import { shellAbi } from "./abi.ts";
import { contradiction, untilAgreed } from "./agreement.ts";
import { retryAfter } from "./broadcast.ts";
import type { EvmConnection } from "./connection.ts";
import { pause } from "./wait.ts";

/** How often a piece is asked for while there is no answer, and the first pause between two requests. */
const ATTEMPTS = 8;
const FIRST_PAUSE_MS = 100;

/** Which logs of a contract are wanted. */
export interface LogFilter {
  readonly address: Address;
  /** Only the addition with this id. Default: everything. */
  readonly addition?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface LogPieces extends LogFilter {
  readonly fromBlock: number;
  readonly toBlock: number;
  /** Most blocks of one request. */
  readonly most: number;
}

export const DATA_ADDED = getAbiItem({ abi: shellAbi, name: "DataAdded" });

/** Neither a smaller piece nor a pause helps. */
const FINAL: readonly string[] = ["history_pruned", "nodes_disagree", "aborted"];

/**
 * Milliseconds to wait before the same is asked for again; undefined: that would help nothing. A piece that takes the
 * node too long is as good as refused.
 */
function pauseAfter(error: ChainlearnError, attempt: number): number | undefined {
  const { cause } = error;
  if (attempt === ATTEMPTS || !(cause instanceof BaseError)) return undefined;
  if (cause.walk((one) => one instanceof TimeoutError) !== null) return undefined;
  const answered = cause.walk((one) => one instanceof RpcRequestError) !== null;
  if (answered && error.code !== "rate_limited") return undefined;
  return Math.max(FIRST_PAUSE_MS * 2 ** (attempt - 1), retryAfter(cause));
}

/**
 * The contract's logs in order, asked for in pieces. A piece that the node refuses (too many blocks or results) is
 * asked for again in halves; one whose last log is in a block that the chain does not have is asked for again as it is.
 * @throws ChainlearnError rate_limited, history_pruned, nodes_disagree, chain_failure, aborted
 */
export async function readPieces(connection: EvmConnection, pieces: LogPieces): Promise<Log[]> {
  const logs: Log[] = [];
  const { signal } = pieces;
  let most = pieces.most;
  let attempt = 1;
  for (let from = pieces.fromBlock; from <= pieces.toBlock; ) {
    throwIfAborted(signal);
    const to = Math.min(pieces.toBlock, from + most - 1);
    try {
      logs.push(...(await untilAgreed(() => readPiece(connection, pieces, from, to), signal)));
      from = to + 1;
      attempt = 1;
    } catch (error) {
      if (!isChainlearnError(error) || FINAL.includes(error.code)) throw error;
      const wait = pauseAfter(error, attempt);
      if (wait === undefined && to === from) throw error;
      if (wait === undefined) most = Math.ceil((to - from + 1) / 2);
      else await pause(wait, signal);
      attempt = wait === undefined ? 1 : attempt + 1;
    }
  }
  return logs;
}

/** An answer is of one chain; if the chain has the block of its last log, it has all blocks before. */
async function readPiece(
  connection: EvmConnection,
  { address, addition }: LogFilter,
  from: number,
  to: number,
): Promise<readonly Log[]> {
  const wanted = addition === undefined ? {} : { event: DATA_ADDED, args: { id: BigInt(addition) } };
  const logs = await connection.askOnce("reading the log", (client) =>
    client.getLogs({ address, fromBlock: BigInt(from), toBlock: BigInt(to), ...wanted }),
  );
  const last = logs.at(-1);
  if (last?.blockHash && (await connection.blockHash(Number(last.blockNumber))) !== last.blockHash)
    throw contradiction(
      `a log is of block ${last.blockHash}, which is not the chain's block ${last.blockNumber}`,
    );
  return logs;
}
