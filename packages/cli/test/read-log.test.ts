import type { PlacedLogEntry, Trainer } from "@chainlearn/core";
import { describe, expect, it } from "vitest";
import { readLog } from "../src/data/read-log.ts";
import type { Deployed, Session } from "../src/session.ts";

const FIRST_BLOCK = 7;
const NEWEST = 34_000;
/** Contribution k is in block 1,000 (k + 1), with something else in the block behind it. */
const log = Array.from({ length: 33 }, (_, id): PlacedLogEntry[] => {
  const position = { block: 1_000 * (id + 1), index: 0, transaction: `TX${id}` };
  const sample = Uint8Array.of(id);
  return [
    { kind: "dataAdded", actor: "a", id, time: id, label: 0, sample, paid: 0n, cost: 0n, position },
    { kind: "credited", actor: "a", amount: 1n, position: { ...position, block: position.block + 1 } },
  ];
}).flat();

describe("a log that is read a page at a time", () => {
  it("says to every page with which contribution it has to begin", async () => {
    const ranges: Parameters<Trainer["log"]>[0][] = [];
    const trainer = {
      block: async () => NEWEST,
      log: async (range: Parameters<Trainer["log"]>[0] = {}) => {
        const { signal, ...rest } = range;
        ranges.push(rest);
        return log.filter(
          ({ position }) => position.block >= range.fromBlock! && position.block <= range.toBlock!,
        );
      },
    };
    const session = { signal: new AbortController().signal, progress: () => () => {} };
    const deployed = { trainer, receipt: { block: FIRST_BLOCK } };
    const entries: PlacedLogEntry[] = [];
    for await (const entry of readLog(session as unknown as Session, deployed as unknown as Deployed))
      entries.push(entry);
    expect(entries).toEqual(log);
    expect(ranges).toEqual([
      { fromBlock: 7, toBlock: 10_006, firstContribution: 0 },
      { fromBlock: 10_007, toBlock: 20_006, firstContribution: 10 },
      { fromBlock: 20_007, toBlock: 30_006, firstContribution: 20 },
      { fromBlock: 30_007, toBlock: NEWEST, firstContribution: 30 },
    ]);
  });
});
