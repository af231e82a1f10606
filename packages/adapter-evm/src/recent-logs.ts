import { isChainlearnError } from "@chainlearn/core";
import { type Block, encodeEventTopics, type Hex, keccak256, type Log, type PublicClient } from "viem";
import { contradiction } from "./agreement.ts";
import type { EvmConnection } from "./connection.ts";
import { despiteLag, isUnknownBlock } from "./head.ts";
import { DATA_ADDED, type LogFilter } from "./log-pieces.ts";
import { pause } from "./wait.ts";

/** How often a node is asked that finds nothing in a block whose bloom filter may say otherwise, and the first pause. */
const EMPTY_ATTEMPTS = 4;
const FIRST_PAUSE_MS = 20;

/** How often nodes are asked about a block that they do not have; it may have been taken back. */
const BLOCK_ATTEMPTS = 4;

const BLOOM_BITS = 2_048;
const BLOOM_HASHES = 3;

/** Logs of blocks that follow each other. */
export interface RecentLogs {
  readonly logs: readonly Log[];
  /** Hash of the block before the first one. */
  readonly parentHash: Hex;
}

/**
 * The contract's logs in blocks that some of the nodes may not have yet. What nodes give for a range of numbers leaves out
 * what they do not have, so blocks are asked for by hash: a node that does not know one says so.
 * @param filter with the first and the last block
 * @throws ChainlearnError nodes_disagree when the blocks do not follow each other, or a log is of another one
 */
export async function readRecentLogs(
  connection: EvmConnection,
  filter: LogFilter & { readonly fromBlock: number; readonly toBlock: number },
): Promise<RecentLogs> {
  const { fromBlock, toBlock } = filter;
  const numbers = Array.from({ length: toBlock - fromBlock + 1 }, (_, i) => BigInt(fromBlock + i));
  const blocks = await Promise.all(
    numbers.map((blockNumber) =>
      known(connection, "reading a block", (client) => client.getBlock({ blockNumber })),
    ),
  );
  for (const [i, block] of blocks.entries())
    if (i > 0 && block.parentHash !== blocks[i - 1]!.hash)
      throw contradiction(`block ${block.number} does not follow the block before it`);
  const topics = bloomItems(filter);
  const logs: Log[] = [];
  for (const block of blocks) {
    if (mayHave(block, topics)) logs.push(...(await readBlock(connection, filter, block, topics)));
  }
  return { logs, parentHash: blocks[0]!.parentHash };
}

/** Asks about a block that another node has told of; nodes that go on not having it contradict that one. */
async function known<T>(
  connection: EvmConnection,
  what: string,
  ask: (client: PublicClient) => Promise<T>,
): Promise<T> {
  try {
    return await connection.ask(what, (client) => despiteLag(() => ask(client), BLOCK_ATTEMPTS));
  } catch (error) {
    if (isChainlearnError(error) && isUnknownBlock(error.cause))
      throw contradiction("a node does not have one of the newest blocks");
    throw error;
  }
}

/** What the bloom filter of a block with a wanted log holds. */
function bloomItems({ address, addition }: LogFilter): readonly Hex[] {
  if (addition === undefined) return [address];
  const topics = encodeEventTopics({ abi: [DATA_ADDED], args: { id: BigInt(addition) } });
  return [address, ...topics.filter((topic) => typeof topic === "string")];
}

/** Some chains fill in no filters; then a block with transactions may have everything. */
function mayHave({ logsBloom, transactions }: Block, topics: readonly Hex[]): boolean {
  if (!logsBloom || BigInt(logsBloom) === 0n) return transactions.length > 0;
  return inBloom(logsBloom, topics);
}

/** Whether everything may be in a filter (Yellow Paper, 4.4.1): three bits each, from the first six bytes of the hash. */
function inBloom(bloom: Hex, topics: readonly Hex[]): boolean {
  const bits = BigInt(bloom);
  return topics.every((topic) => {
    const hash = keccak256(topic, "bytes");
    return Array.from({ length: BLOOM_HASHES }, (_, i) => 256 * hash[2 * i]! + hash[2 * i + 1]!).every(
      (bit) => (bits >> BigInt(bit % BLOOM_BITS)) & 1n,
    );
  });
}

async function readBlock(
  connection: EvmConnection,
  { address, signal }: LogFilter,
  { hash, number, logsBloom }: Block<bigint, boolean, "latest">,
  topics: readonly Hex[],
): Promise<readonly Log[]> {
  const promised = logsBloom !== null && inBloom(logsBloom, topics);
  for (let attempt = 1; ; attempt++) {
    const logs: readonly Log[] = await known(connection, "reading the log", (client) =>
      client.getLogs({ address, blockHash: hash }),
    );
    if (logs.some(({ blockHash }) => blockHash !== hash))
      throw contradiction(`a log is said to be of block ${number} and is of another one`);
    // A filter can be wrong about what is there, and is never wrong about what is not.
    const wanted = logs.filter((log) => topics.slice(1).every((topic, i) => log.topics[i] === topic));
    if (wanted.length > 0 || !promised || attempt === EMPTY_ATTEMPTS) return wanted;
    await pause(FIRST_PAUSE_MS * 2 ** attempt, signal);
  }
}
