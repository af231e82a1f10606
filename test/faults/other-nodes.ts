import type { Random } from "@chainlearn/core/testing";
import { type Answer, type Call, callsOf } from "./json-rpc.ts";

/** How a balancer's other nodes differ from the one that is up to date, although all of them claim its height. */
export const NODE_FAULTS = [
  /** The newest blocks and their logs are not there; a range of blocks is answered without them. */
  "node behind",
  /** The newest blocks are others. */
  "node on another fork",
] as const;

export type NodeFault = (typeof NODE_FAULTS)[number];

/** Blocks that the nodes differ in. */
const MOST_BEHIND = 3;
const FORK_LENGTH = 8;

interface RawLog {
  readonly blockNumber: string;
  readonly blockHash: string;
}
interface RawBlock {
  readonly number: string;
}

/** Asks the node that is up to date. */
type Ask = (method: string, params: readonly unknown[]) => Promise<unknown>;

/** Whether other nodes would answer all calls of a request otherwise. */
export const isAboutBlocks = (body: string): boolean =>
  callsOf(body).every(
    ({ method, params = [] }) =>
      method === "eth_getLogs" ||
      (method === "eth_getBlockByNumber" && /^0x/.test(String((params as readonly unknown[])[0]))),
  );

/** Another hash, as long and never the same. */
const otherHash = (hash: string): string => `${hash.slice(0, -4)}${hash.at(-1) === "0" ? "beef" : "f0e0"}`;

const unknownBlock = { error: { code: -32000, message: "header not found" } };

/** What the other node answers. */
export async function askOther(fault: NodeFault, body: string, ask: Ask, random: Random): Promise<string> {
  const head = Number(await ask("eth_blockNumber", []));
  const same = head - (fault === "node behind" ? random.between(1, MOST_BEHIND) : FORK_LENGTH);
  const answer = fault === "node behind" ? answerBehind : answerForked;
  const answers = await Promise.all(
    callsOf(body).map(async (call): Promise<Answer> => {
      const outcome = await answer(call, same, ask);
      return { jsonrpc: "2.0", id: call.id, ...outcome };
    }),
  );
  return JSON.stringify(body.startsWith("[") ? answers : answers[0]);
}

type Filter = { readonly blockHash?: string; readonly toBlock?: string };

/** The number of a block that a filter names by its hash. */
const numberOf = async (hash: string, ask: Ask): Promise<number> =>
  Number(((await ask("eth_getBlockByHash", [hash, false])) as RawBlock | null)?.number ?? Infinity);

async function answerBehind({ method, params = [] }: Call, same: number, ask: Ask): Promise<object> {
  const [first, ...others] = params as readonly [Filter | string, ...unknown[]];
  if (typeof first === "string")
    return { result: Number(first) > same ? null : await ask(method, [first, ...others]) };
  if (first.blockHash !== undefined)
    return (await numberOf(first.blockHash, ask)) > same
      ? unknownBlock
      : { result: await ask(method, [first]) };
  const logs = (await ask(method, [first])) as readonly RawLog[];
  return { result: logs.filter(({ blockNumber }) => Number(blockNumber) <= same) };
}

async function answerForked({ method, params = [] }: Call, same: number, ask: Ask): Promise<object> {
  const [first, ...others] = params as readonly [Filter | string, ...unknown[]];
  if (typeof first === "string") {
    const block = (await ask(method, [first, ...others])) as Readonly<Record<string, string>> | null;
    if (!block || Number(block.number) <= same) return { result: block };
    const parentHash = Number(block.number) === same + 1 ? block.parentHash : otherHash(block.parentHash!);
    return { result: { ...block, hash: otherHash(block.hash!), parentHash } };
  }
  if (first.blockHash !== undefined && (await numberOf(first.blockHash, ask)) > same) return unknownBlock;
  const logs = (await ask(method, [first])) as readonly RawLog[];
  const forked = logs.map((log) =>
    Number(log.blockNumber) <= same ? log : { ...log, blockHash: otherHash(log.blockHash) },
  );
  // The other fork has fewer of them.
  return { result: forked.filter((log, i) => log === logs[i] || i % 2 === 0) };
}
