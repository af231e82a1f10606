import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmbeddedChain } from "@chainlearn/adapter-cosmwasm/embedded";
import { createLocalChain, leaderboard, Replay, replayLog, validationsOf } from "@chainlearn/adapter-local";
import type { AccountId, DeploymentReceipt, LogStep, PlacedLogEntry, Trainer } from "@chainlearn/core";
import { LogStore } from "@chainlearn/log-store";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { composition, deploy, useIt } from "./support/contracts.ts";
import { DATABASES } from "./support/databases.ts";

const collect = async (entries: AsyncIterable<PlacedLogEntry>): Promise<PlacedLogEntry[]> => {
  const all: PlacedLogEntry[] = [];
  for await (const entry of entries) all.push(entry);
  return all;
};
const codeOf = async (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => "nothing",
    (error: { code?: unknown }) => error.code,
  );

describe.each(Object.entries(DATABASES))("a store in %s", (_, open) => {
  let store: LogStore;
  let trainer: Trainer;
  let receipt: DeploymentReceipt;
  let chain: Awaited<ReturnType<typeof createLocalChain>>;
  let id: AccountId;

  beforeAll(async () => {
    store = await open();
    chain = await createLocalChain();
    ({ trainer, receipt } = await deploy(chain));
    id = trainer.accountId;
  });
  afterAll(() => store.close());

  it("has the log as the chain has it, in as many steps as it takes", async () => {
    await useIt(chain, trainer, [1, 0, 1]);
    const steps: [number, number][] = [];
    const newest = await trainer.block();
    const report = await store.follow(trainer, receipt, {
      blocksPerStep: 2,
      onProgress: (...step) => steps.push(step),
    });
    const log = await trainer.log();
    expect(await collect(store.entries(id))).toStrictEqual(log);
    expect(report).toEqual({ entries: log.length, added: log.length, removed: 0, block: newest });
    expect(steps.length).toBeGreaterThan(2);
    expect(steps.at(-1)).toEqual([newest, newest]);
  });

  it("goes on where it was, and does nothing twice", async () => {
    const before = (await trainer.log()).length;
    expect(await store.follow(trainer, receipt)).toMatchObject({ added: 0, entries: before });
    await useIt(chain, trainer, [1, 1]);
    const log = await trainer.log();
    expect(await store.follow(trainer, receipt)).toMatchObject({
      added: log.length - before,
      entries: log.length,
    });
    expect(await collect(store.entries(id))).toStrictEqual(log);
    expect(await collect(store.entries(id, { from: 2, to: 4 }))).toStrictEqual(log.slice(2, 4));
  });

  it("leaves blocks alone that are not confirmed", async () => {
    const before = await trainer.block();
    await useIt(chain, trainer, [0]);
    const newest = await trainer.block();
    expect(await store.follow(trainer, receipt, { confirmations: newest - before })).toMatchObject({
      added: 0,
    });
    expect((await store.follow(trainer, receipt)).added).toBeGreaterThan(0);
  });

  it("follows once when two follow at a time", async () => {
    await useIt(chain, trainer, [1, 0, 1, 0]);
    const options = { blocksPerStep: 1 };
    const reports = await Promise.all([1, 2, 3].map(() => store.follow(trainer, receipt, options)));
    const log = await trainer.log();
    expect(reports.map(({ entries }) => entries)).toEqual([log.length, log.length, log.length]);
    expect(await collect(store.entries(id))).toStrictEqual(log);
  });

  it("stops between two steps and keeps what is complete", async () => {
    await useIt(chain, trainer, [1, 0, 1, 0]);
    const stop = new AbortController();
    const onProgress = () => stop.abort();
    const run = store.follow(trainer, receipt, { signal: stop.signal, blocksPerStep: 1, onProgress });
    expect(await codeOf(run)).toBe("aborted");
    const [deployment] = await store.deployments();
    const log = await trainer.log();
    expect(deployment!.entries).toBeLessThan(log.length);
    expect(await collect(store.entries(id))).toStrictEqual(log.slice(0, deployment!.entries));
    await store.follow(trainer, receipt);
    expect(await collect(store.entries(id))).toStrictEqual(log);
  });

  it("reads until it is told to stop", async () => {
    for (const read of [store.entries.bind(store), store.steps.bind(store)]) {
      const stop = new AbortController();
      const seen: unknown[] = [];
      const run = async () => {
        for await (const one of read(id, { signal: stop.signal, entriesPerPage: 2 })) {
          seen.push(one);
          stop.abort();
        }
      };
      expect(await codeOf(run())).toBe("aborted");
      expect(seen).toHaveLength(2);
    }
    expect((await collect(store.entries(id))).length).toBeGreaterThan(2);
  });

  it("finds a contribution by its number", async () => {
    const log = await trainer.log();
    for (const entry of log) {
      if (entry.kind !== "dataAdded") continue;
      const { id: number, time, actor, label, sample } = entry;
      expect(await store.contribution(id, number)).toStrictEqual({
        id: number,
        time,
        submitter: actor,
        label,
        sample,
      });
    }
    expect(await store.contribution(id, 1_000)).toBeUndefined();
  });

  it("brings with every action what it is about, so that the log can be replayed without being kept", async () => {
    const log = await trainer.log();
    const steps: LogStep[] = [];
    for await (const step of store.steps(id, { entriesPerPage: 3 })) steps.push(step);
    expect(steps.map(({ entry }) => entry)).toStrictEqual(log);
    for (const { entry, contribution } of steps)
      expect(contribution).toStrictEqual(
        entry.kind === "acted" ? await store.contribution(id, entry.id!) : undefined,
      );
    expect(steps.filter(({ contribution }) => contribution).length).toBeGreaterThan(0);
    const replay = await Replay.create(composition, trainer, { contributions: "brought" });
    await replayLog(replay, store.steps(id, { entriesPerPage: 2 }));
    const { words, hot } = await trainer.snapshot({});
    expect([replay.shell.words(), replay.shell.hot()]).toEqual([words, hot]);
  });

  it("is a log to compute the leaderboard from", async () => {
    const options = { composition, parties: trainer };
    const fromStore = await validationsOf(store.entries(id), options);
    expect(fromStore.length).toBeGreaterThan(0);
    expect(leaderboard(fromStore)).toEqual(leaderboard(await validationsOf(await trainer.log(), options)));
  });

  it("keeps deployments of several chains apart", async () => {
    const embedded = await startEmbeddedChain();
    const other = await deploy(embedded);
    await useIt(embedded, other.trainer, [1, 0]);
    await store.follow(other.trainer, other.receipt);
    expect(await collect(store.entries(other.trainer.accountId))).toStrictEqual(await other.trainer.log());
    expect(await collect(store.entries(id))).toStrictEqual(await trainer.log());
    expect((await store.deployments()).map((one) => one.id)).toEqual([id, other.trainer.accountId]);
    expect((await store.deployments())[1]!.receipt).toStrictEqual(JSON.parse(JSON.stringify(other.receipt)));
    await embedded.close();
  });

  it.each([
    ["local", createLocalChain],
    ["embedded", startEmbeddedChain],
  ])("tells a %s chain from one that was there before", async (_, start) => {
    const own = await open();
    for (const labels of [
      [1, 0],
      [1, 1],
    ]) {
      const another = await start();
      const deployed = await deploy(another);
      await useIt(another, deployed.trainer, labels);
      await own.follow(deployed.trainer, deployed.receipt);
      const log = await deployed.trainer.log();
      expect(await collect(own.entries(deployed.trainer.accountId))).toStrictEqual(log);
      await another.close();
    }
    expect(await own.deployments()).toHaveLength(1);
    await own.close();
  });

  it("says what it does not follow, and whose receipt is another's", async () => {
    const stranger = `${receipt.chain}:local1nobody` as AccountId;
    expect(await codeOf(collect(store.entries(stranger)))).toBe("unknown_deployment");
    expect(await codeOf(store.contribution(stranger, 0))).toBe("unknown_deployment");
    expect(await codeOf(store.follow(trainer, { ...receipt, address: "local1nobody" }))).toBe(
      "receipt_mismatch",
    );
  });

  it("gives up on a chain whose answers do not fit together", async () => {
    await useIt(chain, trainer, [1]);
    let asked = 0;
    const known = (await store.deployments())[0]!.block;
    const restless = new Proxy(trainer, {
      get: (target, key) => {
        if (key === "blockHash")
          return async (block: number) => (block <= known ? target.blockHash(block) : `block-${asked++}`);
        const value: unknown = Reflect.get(target, key, target);
        return typeof value === "function" ? value.bind(target) : value;
      },
    });
    expect(await codeOf(store.follow(restless, receipt))).toBe("chain_failure");
    expect((await store.deployments())[0]!.block).toBe(known);
  });
});

describe("a store in a file", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "chainlearn-log-store-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it("is there when it is opened again, and for two at once", async () => {
    const file = join(folder, "log.db");
    const chain = await createLocalChain();
    const { trainer, receipt } = await deploy(chain);
    await useIt(chain, trainer, [1, 0]);
    const first = await LogStore.openFile(file);
    await first.follow(trainer, receipt);
    const second = await LogStore.openFile(file);
    await useIt(chain, trainer, [1]);
    await Promise.all([first.follow(trainer, receipt), second.follow(trainer, receipt)]);
    for (const store of [first, second]) {
      expect(await collect(store.entries(trainer.accountId))).toStrictEqual(await trainer.log());
      await store.close();
    }
    const third = await LogStore.openFile(file);
    expect(await collect(third.entries(trainer.accountId))).toStrictEqual(await trainer.log());
    await third.close();
  });

  it("is refused if it is no database", async () => {
    const file = join(folder, "notes.txt");
    await writeFile(file, "Not a database, but long enough to be looked at as one: ".repeat(40));
    expect(await codeOf(LogStore.openFile(file))).toBe("store_failure");
    expect(await codeOf(LogStore.openFile(join(folder, "no", "such", "folder", "log.db")))).toBe(
      "store_failure",
    );
  });
});
