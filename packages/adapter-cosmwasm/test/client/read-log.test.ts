import {
  ChainlearnError,
  type DeploymentReceipt,
  METER_FIRST_BIT,
  receiptParts,
  type Trainer,
} from "@chainlearn/core";
import { beforeEach, describe, expect, it } from "vitest";
import { createCosmWasmAdapter } from "../../src/adapter.ts";
import { wordsToBytes } from "../../src/client/words.ts";
import type { Connection, PastTransaction } from "../../src/connection.ts";
import { composition } from "./compositions.ts";

const CONTRACT = "wasm1contract";
const NEWEST = 40;
/** Contribution k is in block 2 (k + 1). */
const CONTRIBUTIONS = 15;
const blockOf = (id: number): number => 2 * (id + 1);

const resolved = composition();
const receipt: DeploymentReceipt = {
  ...receiptParts(resolved),
  version: 1,
  chain: "cosmos:several-1",
  address: CONTRACT,
  deployer: "wasm1deployer",
  block: 1,
  toolchain: {},
  codeHash: "",
  roles: {},
  initialStateHash: "",
  steps: [{ step: "instantiate", transaction: "", gasUsed: "0" }],
  sealed: true,
};

const addition = (id: number): PastTransaction => ({
  height: blockOf(id),
  index: 0,
  transaction: `TX${id}`,
  events: [
    {
      type: "wasm-chainlearn",
      attributes: Object.entries({
        _contract_address: CONTRACT,
        ...{ v: "1", kind: "dataAdded", actor: "wasm1a", id: `${id}` },
        ...{ time: "1700000000", label: "1", paid: "0", cost: "0", sample: "AAEABQ==" },
      }).map(([key, value]) => ({ key, value })),
    },
  ],
});
const all = Array.from({ length: CONTRIBUTIONS }, (_, id) => addition(id));

/** The next answers of the index leave these contributions out; after them the index has all. */
let hidden: (readonly number[])[];
/** The newest block whose state the node has thrown away, and the newest one that it has. */
let pruned: number;
let reached: number;
let asked: number;
beforeEach(() => {
  hidden = [];
  pruned = 0;
  reached = NEWEST;
  asked = 0;
});

const several = {
  chainId: "cosmos:several-1",
  denom: "uatom",
  decimals: 6,
  height: async () => NEWEST,
  transactions: async (_: string, from: number, to: number) => {
    asked += 1;
    const without = hidden.shift() ?? [];
    return all.filter(({ height }, id) => height >= from && height <= to && !without.includes(id));
  },
  storageValue: async (_: string, key: string, height: number) => {
    expect(key).toBe("00");
    if (height <= pruned) throw new ChainlearnError("history_pruned", "failed to load state at height");
    if (height > reached++) throw new ChainlearnError("nodes_disagree", "a node does not have the block yet");
    const counted = BigInt(all.filter((one) => one.height <= height).length);
    return wordsToBytes([(7n << BigInt(METER_FIRST_BIT)) | (counted << 1n) | 1n, 9n]);
  },
} satisfies Partial<Connection> as unknown as Connection;

const attached = (): Promise<Trainer> =>
  createCosmWasmAdapter({ connection: several }).attach(resolved, receipt);
const idsOf = async (...range: Parameters<Trainer["log"]>): Promise<(number | undefined)[]> =>
  (await (await attached()).log(...range)).map((entry) =>
    entry.kind === "dataAdded" ? entry.id : undefined,
  );
const from = (first: number, behind = CONTRIBUTIONS): number[] =>
  Array.from({ length: behind - first }, (_, i) => first + i);

describe("the log out of the index of a node that may lag behind", () => {
  it("is read at once where all of it is there", async () => {
    expect(await idsOf()).toEqual(from(0));
    expect(await idsOf({ fromBlock: blockOf(4), toBlock: blockOf(9) })).toEqual(from(4, 10));
    expect(await idsOf({ fromBlock: blockOf(14) + 1 })).toEqual([]);
    expect(await idsOf({ fromBlock: 20, toBlock: 10 })).toEqual([]);
    expect(asked).toBe(3);
  });

  it("ends where the chain does, however far it is asked for", async () => {
    expect(await idsOf({ toBlock: NEWEST + 1_000 })).toEqual(from(0));
  });

  it.each<[string, number[], Parameters<Trainer["log"]>[0], number[]]>([
    ["the end of the chain", [13, 14], {}, from(0)],
    ["the end of a range", [9], { toBlock: blockOf(9) }, from(0, 10)],
    ["the middle", [6], {}, from(0)],
    ["the beginning", [0], {}, from(0)],
    [
      "the beginning of a later part",
      [5, 6],
      { fromBlock: blockOf(4) + 1, toBlock: 30, firstContribution: 5 },
      from(5),
    ],
    ["a part as a whole", [5, 6], { fromBlock: 12, toBlock: 14, firstContribution: 5 }, [5, 6]],
  ])("is read again where %s is missing", async (_, missing, range, ids) => {
    hidden = [missing, missing];
    expect(await idsOf(range)).toEqual(ids);
    expect(asked).toBe(3);
  });

  it("is refused where that goes on", async () => {
    hidden = Array.from({ length: 50 }, () => [14]);
    await expect(idsOf()).rejects.toMatchObject({ code: "nodes_disagree" });
    expect(asked).toBe(6);
    await expect(idsOf({ fromBlock: 12, firstContribution: 4 })).rejects.toMatchObject({
      code: "nodes_disagree",
    });
  });

  it("shows in the part that follows what is missing at the end of one whose state is gone", async () => {
    pruned = blockOf(10);
    hidden = [[9]];
    expect(await idsOf({ toBlock: blockOf(9) })).toEqual(from(0, 9));
    const next = idsOf({ fromBlock: blockOf(9) + 1, firstContribution: 9 });
    await expect(next).rejects.toMatchObject({ code: "nodes_disagree" });
  });

  it("waits for a node that does not have the block yet", async () => {
    reached = NEWEST - 2;
    expect(await idsOf()).toEqual(from(0));
    expect(asked).toBe(3);
  });
});
