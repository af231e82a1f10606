import {
  type AccountState,
  type CodeWeights,
  type Contribution,
  type Layout,
  labelsInUse,
  METER_FIRST_BIT,
  type ResolvedComposition,
  readCell,
  readRecord,
  type Snapshot,
  type SnapshotRequest,
  seriesValue,
} from "@chainlearn/core";
import { type Address, getAddress } from "viem";
import type { EvmConnection } from "./connection.ts";
import { readInitialWords } from "./initial-words.ts";
import type { RecordProofs } from "./record-proofs.ts";
import { slots } from "./slots.ts";
import { readStorage } from "./storage.ts";
import { WEI_PER_UNIT } from "./units.ts";

/** An account from its words. */
export const decodeAccount = (words: readonly bigint[], layout: Layout): AccountState => ({
  credit: BigInt.asUintN(64, words[0] ?? 0n),
  cells: layout.account.map((cell) => readCell(words, cell)),
});

const count = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

/** A contract and what has to be known to read its storage. */
export interface DeployedContract {
  readonly connection: EvmConnection;
  readonly address: Address;
  readonly composition: ResolvedComposition;
  readonly codeWeights: CodeWeights | undefined;
  /** Where records have no slot before their first claim: what the log says about them. */
  readonly proofs?: RecordProofs | undefined;
}

/** What the contract holds at one block, read from its storage and not through its code. */
export async function readSnapshot(
  { connection, address, composition, codeWeights, proofs }: DeployedContract,
  request: SnapshotRequest,
  block: number,
): Promise<Snapshot> {
  const { layout, mechanism } = composition;
  const { registers = [] } = mechanism.manifest;
  const { contributions = [], accounts = [], marks = [], series = [] } = request;
  const account = (owner: string): Address => getAddress(owner);
  const wanted = [
    ...count(layout.meterWords).map(slots.meter),
    ...count(layout.stateWords).map(slots.state),
    ...contributions.map((contribution: Contribution) => slots.record(composition, contribution)),
    ...accounts.flatMap((owner) => count(layout.accountWords).map((w) => slots.account(account(owner), w))),
    ...marks.map((mark) => slots.marks(account(mark.account), mark.bucket)),
    ...count(registers.length).map(slots.register),
    ...series.map(slots.series),
  ];
  const [found, balance] = await Promise.all([
    readStorage(connection, address, wanted, block),
    connection.askAt("reading the balance", block, (client, at) => client.getBalance({ address, ...at })),
  ]);
  const take = (n: number): bigint[] => found.splice(0, n);
  const meter = take(layout.meterWords);
  const initial =
    codeWeights && (await readInitialWords(connection, address, composition, codeWeights, block));
  const words = take(layout.stateWords).map((word, w) => word ^ (initial?.[w] ?? 0n));
  const [first = 0n] = meter;
  const sealed = (first & 1n) === 1n;
  const nextId = Number(BigInt.asUintN(METER_FIRST_BIT - 1, first >> 1n));
  await proofs?.refresh();
  const unopened = (one: Contribution): bigint =>
    (sealed && one.id < nextId && proofs?.initialWord(one)) || 0n;
  const records = contributions.map(
    (one) => [one.id, readRecord(composition, one, take(1)[0] || unopened(one))] as const,
  );
  const heights = sealed ? count(METER_FIRST_BIT - 1).filter((h) => (BigInt(nextId) >> BigInt(h)) & 1n) : [];
  const peaks = proofs && (await readStorage(connection, address, heights.map(slots.peak), block));
  const accountStates = accounts.map(
    (owner) => [owner, decodeAccount(take(layout.accountWords), layout)] as const,
  );
  const markWords = marks.map((mark) => [`${mark.account}/${mark.bucket}`, take(1)[0] ?? 0n] as const);
  return {
    block,
    sealed,
    nextId,
    labels: labelsInUse(composition, meter),
    words,
    hot: layout.hot.map((cell) => readCell(meter, cell)),
    pool: layout.pool.map((cell) => readCell(meter, cell)),
    ...(peaks && { peaks }),
    records: new Map(records),
    accounts: new Map(accountStates),
    marks: new Map(markWords),
    registers: take(registers.length),
    series: new Map(
      series.map((place) => [`${place.series}/${place.number}`, seriesValue(take(1)[0] ?? 0n, place.number)]),
    ),
    balance: balance / WEI_PER_UNIT,
  };
}
