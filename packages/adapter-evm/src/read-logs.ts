import { ChainlearnError } from "@chainlearn/core";
import { type Address, getAbiItem, type Log } from "viem";
import { shellAbi } from "./abi.ts";
import { type EvmConnection, throwIfAborted } from "./connection.ts";

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
 * The contract's logs in order, asked for in pieces. A piece that the node refuses (too many blocks or results) is
 * asked for again in halves.
 */
export async function readLogs(connection: EvmConnection, range: LogRange): Promise<Log[]> {
  const logs: Log[] = [];
  const { address, addition } = range;
  const wanted = addition === undefined ? {} : { event: DATA_ADDED, args: { id: BigInt(addition) } };
  let most = range.most;
  for (let from = range.fromBlock; from <= range.toBlock; ) {
    throwIfAborted(range.signal);
    const to = Math.min(range.toBlock, from + most - 1);
    try {
      logs.push(
        ...(await connection.ask("reading the log", (client) =>
          client.getLogs({ address, fromBlock: BigInt(from), toBlock: BigInt(to), ...wanted }),
        )),
      );
      from = to + 1;
    } catch (error) {
      if (!(error instanceof ChainlearnError) || to === from) throw error;
      most = Math.ceil((to - from + 1) / 2);
    }
  }
  return logs;
}
