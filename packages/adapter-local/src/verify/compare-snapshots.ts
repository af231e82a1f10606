import {
  type AccountState,
  type CellSpec,
  type MechanismManifest,
  type RecordState,
  type ResolvedComposition,
  type Snapshot,
  wordsToCells,
} from "@chainlearn/core";
import { compare, type Difference, firstDifference } from "../replay/difference.ts";

/** The first place where the model's numbers on chain differ from replay's. */
export function compareModels(
  composition: ResolvedComposition,
  expected: Snapshot,
  actual: Snapshot,
): Difference | undefined {
  return (
    compare("sealed", expected.sealed, actual.sealed) ??
    compare(expected.sealed ? "next id" : "state words uploaded", expected.nextId, actual.nextId) ??
    compare("labels", expected.labels, actual.labels) ??
    compareState(composition, expected.words, actual.words) ??
    compareCells("hot", composition.layout.hot, expected.hot, actual.hot)
  );
}

/** The first place where anything else that the chain holds differs from replay's. Balances are not compared here. */
export function compareRecords(
  { mechanism: { manifest } }: ResolvedComposition,
  expected: Snapshot,
  actual: Snapshot,
): Difference | undefined {
  return (
    compareCells("pool", manifest.pool, expected.pool, actual.pool) ??
    comparePeaks(expected.peaks, actual.peaks) ??
    firstDifference(expected.records, ([id, record]) =>
      compareRecord(`record ${id}`, manifest.record, record, actual.records.get(id)),
    ) ??
    firstDifference(expected.accounts, ([address, account]) =>
      compareAccount(`account ${address}`, manifest.account, account, actual.accounts.get(address)),
    ) ??
    firstDifference(expected.marks, ([key, word]) => compareMarks(key, word, actual.marks.get(key) ?? 0n)) ??
    firstDifference((manifest.registers ?? []).entries(), ([k, name]) =>
      compare(`register ${name}`, hexWord(expected.registers[k]), hexWord(actual.registers[k])),
    ) ??
    firstDifference(expected.series, ([key, value]) => compareValue(manifest, key, value, actual))
  );
}

function compareState(
  { layout, shape }: ResolvedComposition,
  expected: readonly bigint[],
  actual: readonly bigint[],
): Difference | undefined {
  if (expected.length !== actual.length) return compare("state words", expected.length, actual.length);
  const word = expected.findIndex((own, w) => own !== actual[w]);
  if (word < 0) return undefined;
  const cellsOf = (words: readonly bigint[]): bigint[] =>
    wordsToCells([words[word]!], shape.lane, layout.lanesPerWord);
  const [own, other] = [cellsOf(expected), cellsOf(actual)];
  const lane = own.findIndex((cell, j) => cell !== other[j]);
  const cell = word * layout.cellsPerWord + (lane % layout.cellsPerWord);
  const copy = lane < layout.cellsPerWord ? "" : " of the working copy";
  return compare(`state word ${word}, cell ${cell}${copy}`, own[lane], other[lane]);
}

function comparePeaks(
  expected: readonly bigint[] | undefined,
  actual: readonly bigint[] | undefined,
): Difference | undefined {
  if (expected === undefined || actual === undefined || expected.length !== actual.length)
    return compare("peaks", expected?.length, actual?.length);
  return firstDifference(expected.entries(), ([k, peak]) => compare(`peak ${k}`, peak, actual[k]));
}

function compareRecord(
  where: string,
  cells: readonly CellSpec[],
  expected: RecordState | undefined,
  actual: RecordState | undefined,
): Difference | undefined {
  if (expected === undefined || actual === undefined) {
    return compare(where, expected && "a record", actual && "a record");
  }
  const fields = ["deposit", "left", "claimedBySubmitter", "claims"] as const;
  return (
    firstDifference(fields, (field) => compare(`${where}, ${field}`, expected[field], actual[field])) ??
    compareCells(where, cells, expected.cells, actual.cells)
  );
}

function compareAccount(
  where: string,
  cells: readonly CellSpec[],
  expected: AccountState,
  actual: AccountState | undefined,
): Difference | undefined {
  if (actual === undefined) return compare(where, "an account", undefined);
  return (
    compare(`${where}, credit`, expected.credit, actual.credit) ??
    compareCells(where, cells, expected.cells, actual.cells)
  );
}

const hexWord = (word: bigint | undefined): string | undefined =>
  word === undefined ? undefined : `0x${word.toString(16)}`;

function compareValue(
  { series = [] }: MechanismManifest,
  key: string,
  expected: bigint,
  actual: Snapshot,
): Difference | undefined {
  const [k, number] = key.split("/");
  return compare(`series ${series[Number(k)]}, value ${number}`, expected, actual.series.get(key) ?? 0n);
}

function compareMarks(key: string, expected: bigint, actual: bigint): Difference | undefined {
  const differing = expected ^ actual;
  if (differing === 0n) return undefined;
  const bit = differing.toString(2).length - 1 - differing.toString(2).lastIndexOf("1");
  const cut = key.lastIndexOf("/");
  const id = 256 * Number(key.slice(cut + 1)) + bit;
  const show = (word: bigint): string => ((word >> BigInt(bit)) & 1n ? "claimed" : "not claimed");
  return compare(`account ${key.slice(0, cut)}, claim of contribution ${id}`, show(expected), show(actual));
}

function compareCells(
  where: string,
  specs: readonly CellSpec[],
  expected: readonly bigint[],
  actual: readonly bigint[],
): Difference | undefined {
  return firstDifference(specs.entries(), ([k, { name }]) =>
    compare(`${where}, cell ${name}`, expected[k], actual[k]),
  );
}
