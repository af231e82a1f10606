import { readFile } from "node:fs/promises";
import { createLocalChain } from "@chainlearn/adapter-local";
import type { Contribution, LogEntry, TransactionResult } from "@chainlearn/core";
import { resolveComposition } from "@chainlearn/core";
import { stake } from "@chainlearn/mechanisms";
import { sparsePerceptron } from "@chainlearn/models-wasm";
import { expect, test } from "vitest";

const HOUR = 3_600;
const DAY = 24 * HOUR;

const units = (amount: bigint): string => amount.toLocaleString("en-US");
const entryOf = <K extends LogEntry["kind"]>({ entries }: TransactionResult, kind: K) =>
  entries.find((entry) => entry.kind === kind) as unknown as Extract<LogEntry, { kind: K }>;

/** The worked example of docs/mechanisms/stake.md, a row for each call. */
async function story(): Promise<string[]> {
  const chain = await createLocalChain({ accounts: ["deployer", "ann", "ben", "cleo", "dora"] });
  const composition = resolveComposition({
    model: sparsePerceptron,
    mechanism: stake,
    shape: { features: 10, classes: 2, lane: 16, encoding: "sparse", valueBits: 0, maxEntries: 4 },
    mechanismParams: { costWeightUnits: 1_000_000n },
  });
  const { trainer } = await chain.adapter.deploy(composition, { from: "local1deployer" });
  const start = await chain.now();
  const rows: string[] = [];
  const contributions: Contribution[] = [];
  const balances = new Map<string, bigint>();
  const note = async (
    at: number,
    who: string,
    what: string,
    change: bigint,
    of?: Contribution,
  ): Promise<void> => {
    balances.set(who, (balances.get(who) ?? 0n) + change);
    const { records } = await trainer.snapshot({ contributions: of ? [of] : [] });
    const left = of ? records.get(of.id)!.left : 0n;
    const day = `${Math.floor(at / DAY)} d ${Math.floor((at % DAY) / HOUR)} h ${(at % HOUR) / 60} min`;
    rows.push(`| ${day} | ${who} | ${what} | ${change > 0n ? "+" : ""}${units(change)} | ${units(left)} |`);
  };
  const add = async (at: number, who: string, indices: readonly number[], label: number): Promise<void> => {
    await chain.setTime(start + at);
    const result = await trainer.addData({ from: `local1${who}`, sample: { indices }, label });
    const { id, time, actor, sample, cost } = entryOf(result, "dataAdded");
    const contribution = { id, time, submitter: actor, label, sample };
    contributions.push(contribution);
    await note(at, who, `adds ${id}: features ${indices.join(", ")}, label ${label}`, -cost, contribution);
  };
  const act = async (at: number, who: string, action: string, id: number): Promise<void> => {
    await chain.setTime(start + at);
    const contribution = contributions[id]!;
    const { amount } = entryOf(await trainer.act(action, { from: `local1${who}`, contribution }), "acted");
    await note(at, who, `${action} ${id}`, amount, contribution);
  };

  await add(HOUR, "ann", [1, 4], 1);
  await add(5 * HOUR, "ben", [1, 5], 1);
  await add(5.25 * HOUR, "cleo", [2, 3], 1);
  await add(6.25 * HOUR, "ann", [2], 0);
  await act(2 * DAY, "ann", "refund", 0);
  await act(2 * DAY + HOUR, "ann", "refund", 3);
  await act(2 * DAY + 2 * HOUR, "ben", "refund", 1);
  await act(3 * DAY, "ann", "report", 2);
  await act(3 * DAY + HOUR, "ben", "report", 2);
  await act(15 * DAY, "dora", "take", 2);
  expect([...balances.values()].reduce((sum, balance) => sum + balance, 0n)).toBe(0n);
  for (const [who, balance] of balances)
    rows.push(`| in the end | ${who} | | ${balance > 0n ? "+" : ""}${units(balance)} | |`);
  return rows;
}

const cells = (row: string): string[] => row.split("|").map((cell) => cell.trim());

test("the worked example of docs/mechanisms/stake.md is what the contract does", async () => {
  const page = await readFile(new URL("../../../docs/mechanisms/stake.md", import.meta.url), "utf8");
  const [, section = ""] = page.split("## A worked example");
  const rows = section.split("\n").filter((line) => /^\| (\d+ d|in the end)/.test(line));
  expect(rows.map(cells)).toEqual((await story()).map(cells));
});
