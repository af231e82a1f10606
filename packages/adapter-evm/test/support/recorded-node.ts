import type { AnvilChain } from "@chainlearn/adapter-evm/testing";
import { type Address, type Hex, type Log, numberToHex, RpcRequestError } from "viem";

/** A JSON-RPC request. */
export interface NodeRequest {
  readonly method: string;
  readonly params?: readonly unknown[];
}

/** What a node would answer that stopped at one moment of a chain. */
export type RecordedNode = (request: NodeRequest) => unknown;

type RawBlock = { readonly number: Hex; readonly hash: Hex } | null;
type RawLog = { readonly blockNumber: Hex; readonly blockHash: Hex } & Pick<Log, "address">;
type LogFilter = { readonly fromBlock?: Hex; readonly toBlock?: Hex; readonly blockHash?: Hex };

const unknownBlock = (): never => {
  throw new RpcRequestError({ body: {}, url: "", error: { code: -32000, message: "header not found" } });
};

/** Copies all that a node has about a contract now: blocks, logs and the contract's first slot. */
export async function recordNode(client: AnvilChain["client"], address: Address): Promise<RecordedNode> {
  const ask = (method: string, params: readonly unknown[]): Promise<unknown> =>
    client.request({ method, params } as never);
  const head = Number(await client.getBlockNumber({ cacheTime: 0 }));
  const numbers = Array.from({ length: head + 1 }, (_, number) => numberToHex(number));
  const all = <T>(request: (number: Hex) => Promise<unknown>) =>
    Promise.all(numbers.map(request)) as Promise<T[]>;
  const blocks = await all<RawBlock>((number) => ask("eth_getBlockByNumber", [number, false]));
  const slots = await all<Hex>((number) => ask("eth_getStorageAt", [address, "0x0", number]));
  const logs = (await ask("eth_getLogs", [{ address, fromBlock: "0x0", toBlock: "latest" }])) as RawLog[];

  const logsOf = ({ fromBlock, toBlock, blockHash }: LogFilter): readonly RawLog[] => {
    if (blockHash === undefined)
      return logs.filter(
        ({ blockNumber: number }) => Number(number) >= Number(fromBlock) && Number(number) <= Number(toBlock),
      );
    if (!blocks.some((block) => block?.hash === blockHash)) return unknownBlock();
    return logs.filter((log) => log.blockHash === blockHash);
  };
  return ({ method, params = [] }) => {
    switch (method) {
      case "eth_blockNumber":
        return numberToHex(head);
      case "eth_getBlockByNumber":
        return blocks[Number(params[0])] ?? null;
      case "eth_getLogs":
        return logsOf(params[0] as LogFilter);
      case "eth_getStorageAt":
        return slots[Number(params[2])] ?? unknownBlock();
      default:
        throw new Error(`nobody expected ${method}`);
    }
  };
}
