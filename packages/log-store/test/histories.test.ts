import type { AccountId, DeploymentReceipt, PlacedLogEntry } from "@chainlearn/core";
import type { LogSource, ReadOptions, StoredHistory } from "@chainlearn/log-store";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DATABASES } from "./support/databases.ts";

/** Contribution 0, 1, … where the script adds one; otherwise an action about the contribution named, or about none. */
const SCRIPT = ["add", 0, "add", 0, undefined, "add", 1, 0, "add", 2, 2, undefined, 3] as const;

function entriesOf(script: readonly ("add" | number | undefined)[]): PlacedLogEntry[] {
  let id = 0;
  return script.map((step, block) => {
    const common = {
      ...{ actor: `local1a${block}`, time: block, paid: 2n },
      position: { block: block + 1, index: 0, transaction: `transaction-${block}` },
    };
    return step === "add"
      ? { kind: "dataAdded", ...common, id: id++, label: 1, sample: Uint8Array.of(block), cost: 1n }
      : { kind: "acted", ...common, action: 0, id: step, reason: block, amount: 0n, args: [] };
  });
}

const LOG = entriesOf(SCRIPT);
const accountId: AccountId = "local:script:local1script";
const receipt = { chain: "local:script", address: "local1script", block: 1 } as unknown as DeploymentReceipt;
const source: LogSource = {
  accountId,
  block: async () => LOG.length,
  blockHash: async (block) => `block-${block}`,
  log: async ({ fromBlock = 0, toBlock = LOG.length } = {}) =>
    LOG.filter(({ position: { block } }) => block >= fromBlock && block <= toBlock),
};

/** The same from a log that is in memory. */
const expected = (log: readonly PlacedLogEntry[], from = 0): StoredHistory[] =>
  log.slice(from).flatMap((added) => {
    if (added.kind !== "dataAdded") return [];
    return [{ added, acts: log.filter((entry) => entry.kind === "acted" && entry.id === added.id) }];
  }) as StoredHistory[];

describe.each(Object.entries(DATABASES))("contributions with what became of them, in %s", (_, open) => {
  let store: Awaited<ReturnType<typeof open>>;
  beforeAll(async () => {
    store = await open();
    await store.follow(source, receipt);
  });
  afterAll(() => store?.close());

  const read = async (options: ReadOptions): Promise<StoredHistory[]> => {
    const all: StoredHistory[] = [];
    for await (const history of store.histories(accountId, options)) all.push(history);
    return all;
  };

  it("are those of the log, whatever is on one page", async () => {
    for (const entriesPerPage of [1, 2, 3, 5, 1_000])
      expect(await read({ entriesPerPage })).toStrictEqual(expected(LOG));
    expect(expected(LOG).map(({ acts }) => acts.length)).toEqual([3, 1, 2, 1]);
  });

  it("know nothing of what is behind the end", async () => {
    for (let to = 0; to <= LOG.length; to++)
      expect(await read({ to, entriesPerPage: 2 })).toStrictEqual(expected(LOG.slice(0, to)));
    expect(await read({ from: 1 })).toStrictEqual(expected(LOG, 1));
  });

  it("are not read in pages of nothing, which would never end", async () => {
    for (const entriesPerPage of [0, -1, 0.5, Number.NaN])
      await expect(read({ entriesPerPage })).rejects.toMatchObject({ code: "argument_out_of_range" });
    for (const change of [{ blocksPerStep: 0 }, { confirmations: -1 }, { confirmations: Number.NaN }])
      await expect(store.follow(source, receipt, change)).rejects.toMatchObject({
        code: "argument_out_of_range",
      });
  });

  it("are read until somebody stops", async () => {
    const stop = new AbortController();
    const histories = store.histories(accountId, { signal: stop.signal, entriesPerPage: 3 });
    await histories.next();
    stop.abort();
    const rest = async (): Promise<void> => {
      for await (const _history of histories);
    };
    await expect(rest()).rejects.toMatchObject({ code: "aborted" });
  });
});
