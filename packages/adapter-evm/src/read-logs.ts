import { ChainlearnError } from "@chainlearn/core";
import { type Address, BaseError, getAbiItem, type Log, RpcRequestError, TimeoutError } from "viem";
import { shellAbi } from "./abi.ts";
import { retryAfter } from "./broadcast.ts";
import type { EvmConnection } from "./connection.ts";
import { pause, throwIfAborted } from "./wait.ts";

/** How often a piece is asked for while there is no answer, and the first pause between two requests. */
const ATTEMPTS = 8;
const FIRST_PAUSE_MS = 100;

interface LogRange {
  readonly address: Address;
  readonly fromBlock: number;
  readonly toBlock: number;
  /** Most blocks of one request. */
  readonly most: number;
  readonly signal?: AbortSignal | undefined;
  /** Only the addition with this id. Default: everything. */
  readonly addition?: number;
}

const DATA_ADDED = getAbiItem({ abi: shellAbi, name: "DataAdded" });

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
 * asked for again in halves.
 * @throws ChainlearnError rate_limited, history_pruned, chain_failure, aborted
 */
export async function readLogs(connection: EvmConnection, range: LogRange): Promise<Log[]> {
  const logs: Log[] = [];
  const { address, addition, signal } = range;
  const wanted = addition === undefined ? {} : { event: DATA_ADDED, args: { id: BigInt(addition) } };
  let most = range.most;
  let attempt = 1;
  for (let from = range.fromBlock; from <= range.toBlock; ) {
    throwIfAborted(signal);
    const to = Math.min(range.toBlock, from + most - 1);
    try {
      const piece = await connection.askOnce("reading the log", (client) =>
        client.getLogs({ address, fromBlock: BigInt(from), toBlock: BigInt(to), ...wanted }),
      );
      logs.push(...piece);
      from = to + 1;
      attempt = 1;
    } catch (error) {
      if (!(error instanceof ChainlearnError) || error.code === "history_pruned") throw error;
      const wait = pauseAfter(error, attempt);
      if (wait === undefined && to === from) throw error;
      if (wait === undefined) most = Math.ceil((to - from + 1) / 2);
      else await pause(wait, signal);
      attempt = wait === undefined ? 1 : attempt + 1;
    }
  }
  return logs;
}
