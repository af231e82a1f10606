import { createEvmAdapter } from "@chainlearn/adapter-evm";
import { startAnvil } from "@chainlearn/adapter-evm/testing";
import { createLocalChain } from "@chainlearn/adapter-local";
import type { Deployment, DevChain, PlacedLogEntry, Trainer } from "@chainlearn/core";
import { LogStore } from "@chainlearn/log-store";
import { custom, type EIP1193RequestFn } from "viem";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { composition, deploy, useIt } from "./support/contracts.ts";
import { DATABASES } from "./support/databases.ts";

const stored = async (store: LogStore, { accountId }: Trainer): Promise<PlacedLogEntry[]> => {
  const all: PlacedLogEntry[] = [];
  for await (const entry of store.entries(accountId)) all.push(entry);
  return all;
};

describe.each(Object.entries(DATABASES))("answers that leave contributions out, in %s", (_, open) => {
  let chain: DevChain;
  let deployed: Deployment;
  let store: LogStore;
  beforeAll(async () => {
    chain = await createLocalChain();
    store = await open();
  });
  beforeEach(async () => {
    deployed = await deploy(chain);
    await useIt(chain, deployed.trainer, [1, 0, 1, 1, 0, 1]);
  });
  afterAll(async () => {
    await store.close();
    await chain.close();
  });

  /** The trainer as a node tells of it that has no blocks behind one, however high the others say that the chain is. */
  const until = (last: () => number): Pick<Trainer, "accountId" | "block" | "blockHash" | "log"> => {
    const { trainer } = deployed;
    return {
      accountId: trainer.accountId,
      block: () => trainer.block(),
      blockHash: (block) => trainer.blockHash(block),
      log: async ({ fromBlock, toBlock } = {}) =>
        (await trainer.log({ fromBlock: fromBlock!, toBlock: toBlock! })).filter(
          ({ position }) => position.block <= last(),
        ),
    };
  };
  const blocksOfAdditions = async (): Promise<number[]> =>
    (await deployed.trainer.log()).flatMap(({ kind, position }) =>
      kind === "dataAdded" ? [position.block] : [],
    );

  it.each([
    ["the end of a step", 1, 2],
    ["many steps", 1, 4],
    ["all before", 0, 4],
  ])("are found by what follows, and read again: %s", async (_, first, healed) => {
    const { trainer, receipt } = deployed;
    const blocks = await blocksOfAdditions();
    let reached = blocks[first]! - 1;
    const options = {
      blocksPerStep: 1,
      onProgress: (block: number) => {
        if (block === blocks[healed]! - 1) reached = Number.POSITIVE_INFINITY;
      },
    };
    const report = await store.follow(
      until(() => reached),
      receipt,
      options,
    );
    const log = await trainer.log();
    expect(await stored(store, trainer)).toStrictEqual(log);
    expect(report.entries).toBe(log.length);
    expect(report.added - report.removed).toBe(log.length);
  });

  it("end in a refusal where that goes on, and spoil nothing", async () => {
    const { trainer, receipt } = deployed;
    const blocks = await blocksOfAdditions();
    const source = until(() => Number.POSITIVE_INFINITY);
    const lacking = {
      ...source,
      log: async (range: Parameters<Trainer["log"]>[0]) =>
        (await source.log(range)).filter(({ position }) => position.block !== blocks[3]),
    };
    await expect(store.follow(lacking, receipt, { blocksPerStep: 2 })).rejects.toMatchObject({
      code: "nodes_disagree",
    });
    const log = await trainer.log();
    const before = await stored(store, trainer);
    expect(before.length).toBeGreaterThan(0);
    expect(before).toStrictEqual(log.slice(0, before.length));
    await store.follow(trainer, receipt);
    expect(await stored(store, trainer)).toStrictEqual(log);
  });
});

it("of an EVM chain has what one of several nodes left out at the end of a step", async () => {
  const chain = await startAnvil();
  const store = await LogStore.openFile(":memory:");
  try {
    const { trainer, receipt } = await deploy(chain);
    await useIt(chain, trainer, [1, 0, 1, 1, 0, 1]);
    // Nodes keep the states of the newest blocks only, so that nobody can count at the end of older ones.
    await chain.client.mine({ blocks: 150 });
    let left = 0;
    const request = chain.client.request as EIP1193RequestFn;
    const lagging = custom({
      request: async (asked: { method: string; params?: unknown }) => {
        const answer: unknown = await request(asked as never);
        if (asked.method !== "eth_getLogs" || left > 0) return answer;
        const logs = answer as unknown[];
        if (logs.length < 2) return logs;
        left += 1;
        return logs.slice(0, -1);
      },
    });
    const adapter = createEvmAdapter({
      chain: chain.client.chain,
      transport: lagging,
      signers: [],
      lagMs: 0,
    });
    const reader = await adapter.attach(composition, receipt);
    const report = await store.follow(reader, receipt, { blocksPerStep: 4 });
    expect(left).toBe(1);
    expect(report.removed).toBeGreaterThan(0);
    expect(await stored(store, reader)).toStrictEqual(await trainer.log());
  } finally {
    await store.close();
    await chain.close();
  }
});

it("takes back no more than is in doubt, however long nothing has been added", async () => {
  const chain = await createLocalChain();
  const store = await LogStore.openFile(":memory:");
  try {
    const { trainer, receipt } = await deploy(chain);
    await useIt(chain, trainer, [1, 0, 1, 1, 0, 1]);
    const log = await trainer.log();
    const added = log.filter(({ kind }) => kind === "dataAdded");
    const last = added.at(-1)!.position.block;
    // More steps than there are checkpoints.
    const end = (await trainer.block()) + 270;
    // Its number says that one before it is missing.
    const strange = { ...added[0]!, id: added.length + 1, position: { ...log.at(-1)!.position, block: end } };
    let isStrange = true;
    let readAgainFrom = end;
    const source = {
      accountId: trainer.accountId,
      block: async () => end,
      blockHash: async (block: number) => `${block}`,
      log: async ({ fromBlock = 0, toBlock = end } = {}) => {
        if (!isStrange) readAgainFrom = Math.min(readAgainFrom, fromBlock);
        const all = isStrange ? [...log, strange as PlacedLogEntry] : log;
        if (toBlock === end) isStrange = false;
        return all.filter(({ position: { block } }) => block >= fromBlock && block <= toBlock);
      },
    };
    await store.follow(source, receipt, { blocksPerStep: 1 });
    expect(readAgainFrom).toBe(last);
    expect(await stored(store, trainer)).toStrictEqual(log);
  } finally {
    await store.close();
    await chain.close();
  }
});
