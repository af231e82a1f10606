import { isDeepStrictEqual } from "node:util";
import { type AnvilChain, startAnvil } from "@chainlearn/adapter-evm/testing";
import { Random } from "@chainlearn/core/testing";
import {
  type Address,
  concatHex,
  custom,
  getAbiItem,
  type Hex,
  numberToHex,
  RpcRequestError,
  toEventSelector,
} from "viem";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { shellAbi } from "../src/abi.ts";
import { EvmConnection } from "../src/connection.ts";
import { readLogs } from "../src/read-logs.ts";
import { type NodeRequest, type RecordedNode, recordNode } from "./support/recorded-node.ts";

const ADDRESS: Address = "0x00000000000000000000000000000000000000C0";
/**
 * Logs what it is called with, two topics and a word of data, and adds the word to what its first slot holds, which is
 * that of a sealed contract: `calldatacopy(0, 0, calldatasize()) log2(64, calldatasize() - 64, mload(0), mload(32))
 * sstore(0, (sload(0) + calldataload(64)) | 1)`
 */
const CODE: Hex = "0x365f5f376020515f51604036036040a25f54604035016001175f5500";
const DATA_ADDED = toEventSelector(getAbiItem({ abi: shellAbi, name: "DataAdded" }));
const OTHER = toEventSelector("Other(uint256)");

/** Blocks that the reader takes one by one, at one block a second. */
const LAG_MS = 3_000;
const READS = 60;

let chain: AnvilChain;
/** Three nodes of one address: one that is up to date, one three blocks behind, one on another fork. */
let current: RecordedNode;
let behind: RecordedNode;
let forked: RecordedNode;

let added = 0;
async function log(kind: Hex = DATA_ADDED): Promise<void> {
  const [id, counted] = kind === DATA_ADDED ? [added++, 2] : [7, 0];
  const data = concatHex([kind, numberToHex(id, { size: 32 }), numberToHex(counted, { size: 32 })]);
  const transaction = { to: ADDRESS, data, gas: 100_000n, maxFeePerGas: 0n, maxPriorityFeePerGas: 0n };
  const account = chain.signers[0]!;
  const client = chain.client;
  const nonce = await client.getTransactionCount({ address: account.address });
  const serializedTransaction = await account.signTransaction({
    ...transaction,
    nonce,
    type: "eip1559",
    chainId: client.chain.id,
  });
  await client.waitForTransactionReceipt({
    hash: await client.sendRawTransaction({ serializedTransaction }),
  });
}

beforeAll(async () => {
  chain = await startAnvil({ accounts: 1 });
  await chain.client.setCode({ address: ADDRESS, bytecode: CODE });
  for (let i = 0; i < 5; i++) await log();
  await log(OTHER);
  const fork = await chain.client.snapshot();
  for (let i = 0; i < 6; i++) await log(i === 2 ? OTHER : undefined);
  await chain.client.mine({ blocks: 1 });
  forked = await recordNode(chain.client, ADDRESS);
  await chain.client.revert({ id: fork });
  added = 5;
  await chain.client.mine({ blocks: 1 });
  for (let i = 0; i < 3; i++) await log();
  behind = await recordNode(chain.client, ADDRESS);
  await log(OTHER);
  await chain.client.mine({ blocks: 1 });
  await log();
  current = await recordNode(chain.client, ADDRESS);
});
afterAll(() => chain?.close());

/** A connection to nodes behind one address. @param pick which of them gets a request */
function connect(pick: (request: NodeRequest) => RecordedNode): EvmConnection {
  return new EvmConnection({
    chain: { ...chain.client.chain, blockTime: 1_000 },
    transport: custom({ request: async (request: NodeRequest) => pick(request)(request) }, { retryCount: 0 }),
    signers: [],
    lagMs: LAG_MS,
  });
}

type Place = readonly [block: bigint | null, hash: Hex | null, topic: Hex | undefined];
const read = async (connection: EvmConnection, fromBlock = 0): Promise<Place[]> => {
  const range = { address: ADDRESS, fromBlock, toBlock: Number.POSITIVE_INFINITY, most: 4 };
  const logs = await readLogs(connection, fromBlock === 0 ? { ...range, firstAddition: 0 } : range);
  return logs.map(({ blockNumber, blockHash, topics: [topic] }) => [blockNumber, blockHash, topic]);
};
const all = (node: RecordedNode): Promise<Place[]> => read(connect(() => node));

/** Lags behind, and says with the others how high the chain is. */
const claiming: RecordedNode = (request) =>
  (request.method === "eth_blockNumber" ? current : behind)(request);

/** At once, since most of the time is spent on waiting. */
const eachSeed = (run: (random: Random, seed: string) => Promise<void>): Promise<unknown> =>
  Promise.all(Array.from({ length: READS }, (_, seed) => run(new Random(seed), `seed ${seed}`)));

describe("the log of several nodes behind one address", () => {
  it("is complete for every one of them", async () => {
    expect(await all(current)).toHaveLength(11);
    expect(await all(behind)).toHaveLength(9);
    expect(await all(forked)).toHaveLength(12);
  });

  it.each([0, 9])(
    "from block %i on has no gaps where one lags behind and claims to have all",
    async (from) => {
      const whole = await read(
        connect(() => current),
        from,
      );
      await eachSeed(async (random, seed) => {
        const mixed = connect(() => (random.chance(20) ? claiming : current));
        expect(await read(mixed, from), seed).toEqual(whole);
      });
    },
  );

  it("lacks nothing where the node that answers a range always lags behind", async () => {
    const whole = await all(current);
    const late = connect(({ method, params }) =>
      method === "eth_getLogs" && !("blockHash" in (params![0] as object)) ? claiming : current,
    );
    expect(await read(late)).toEqual(whole);
  });

  it("is one fork's where they are on two, never a mixture", async () => {
    const forks = [await all(current), await all(forked)];
    const seen = new Set<number>();
    await eachSeed(async (random, seed) => {
      // A balancer keeps a client at a node for a while.
      let node = random.pick([current, forked]);
      const mixed = connect(() => {
        if (random.chance(5)) node = random.pick([current, forked]);
        return node;
      });
      const logs = await read(mixed);
      const fork = forks.findIndex((one) => isDeepStrictEqual(one, logs));
      expect(fork, seed).toBeGreaterThanOrEqual(0);
      seen.add(fork);
    });
    expect(seen.size).toBe(2);
  });

  /** A node that is up to date, but that its logs lack an addition as long as it is asked for this often. */
  const lacking =
    (gone: number, times = Number.POSITIVE_INFINITY): RecordedNode =>
    (asked) => {
      const answer = current(asked);
      if (asked.method !== "eth_getLogs") return answer;
      const logs = answer as { topics: Hex[] }[];
      const rest = logs.filter(({ topics }) => topics[0] !== DATA_ADDED || Number(topics[1]) !== gone);
      return rest.length < logs.length && times-- > 0 ? rest : logs;
    };

  describe("in parts that end before the newest blocks", () => {
    const part = async (node: RecordedNode, range: { fromBlock: number; firstAddition?: number }) => {
      const toBlock = (await blockOf(6)) - 1;
      const logs = await readLogs(
        connect(() => node),
        { address: ADDRESS, toBlock, most: 4, ...range },
      );
      return logs.flatMap(({ topics: [kind, id] }) => (kind === DATA_ADDED ? [Number(id)] : []));
    };
    const blockOf = async (id: number): Promise<number> => {
      const logs = await readLogs(
        connect(() => current),
        { address: ADDRESS, fromBlock: 0, toBlock: Number.POSITIVE_INFINITY, most: 100 },
      );
      const { blockNumber } = logs.find(
        ({ topics }) => topics[0] === DATA_ADDED && Number(topics[1]) === id,
      )!;
      return Number(blockNumber);
    };
    const states =
      (answer: (request: NodeRequest) => unknown, node: RecordedNode): RecordedNode =>
      (request) =>
        request.method === "eth_getStorageAt" ? answer(request) : node(request);

    it("lacks nothing at the end, as the contract counts there too", async () => {
      expect(await part(lacking(5, 2), { fromBlock: 0, firstAddition: 0 })).toEqual([0, 1, 2, 3, 4, 5]);
      const fromBlock = await blockOf(5);
      expect(await part(lacking(5, 2), { fromBlock, firstAddition: 5 })).toEqual([5]);
    });

    it("lacks nothing at the beginning, and not all of it", async () => {
      const fromBlock = (await blockOf(3)) + 1;
      const pruned = states(
        () => {
          throw new RpcRequestError({
            body: {},
            url: "",
            error: { code: -32000, message: "missing trie node" },
          });
        },
        lacking(4, 2),
      );
      expect(await part(pruned, { fromBlock, firstAddition: 4 })).toEqual([4, 5]);
      // What is missing was at the end of the part before.
      await expect(part(pruned, { fromBlock, firstAddition: 3 })).rejects.toMatchObject({
        code: "nodes_disagree",
      });
    });
  });

  it("is refused where nodes go on contradicting each other", async () => {
    // The old blocks' logs lack an addition in the middle, or at the end; or the blocks are not each other's.
    const without = (gone: number) => connect(() => lacking(gone));
    const torn = connect(({ method, params }) =>
      method === "eth_getBlockByNumber" && Number(params![0]) % 2 === 0 ? forked : current,
    );
    await Promise.all(
      [without(2), without(8), torn].map((connection) =>
        expect(read(connection)).rejects.toMatchObject({ code: "nodes_disagree" }),
      ),
    );
  });
});
