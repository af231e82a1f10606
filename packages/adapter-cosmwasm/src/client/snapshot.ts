import {
  type AccountState,
  accountKey,
  bytesToBigint,
  type Contribution,
  contributionKey,
  labelsInUse,
  marksKey,
  type RecordState,
  type ResolvedComposition,
  readCell,
  readRecord,
  SERIES_VALUES_PER_WORD,
  type SeriesPlace,
  type Snapshot,
  type SnapshotRequest,
  seriesValue,
  toHex,
} from "@chainlearn/core";
import { toAscii } from "@cosmjs/encoding";
import { wordsPerPage } from "./messages.ts";
import { accountOf } from "./views.ts";
import { bytesToWords } from "./words.ts";

/** Key of the meter, in hex. */
export const METER_KEY = "00";

/** First bytes of storage keys, in hex; see docs/spec/shell.md, "Words and cells". */
const PREFIX = {
  meter: METER_KEY,
  page: "01",
  record: "04",
  account: "05",
  marks: "06",
  register: "07",
  series: "08",
} as const;

/** Storage of a contract: hex key → value. */
export type RawStorage = ReadonlyMap<string, Uint8Array>;

/** The words under a key; a missing key is zero. */
function wordsAt(storage: RawStorage, key: string, count: number): bigint[] {
  const words = bytesToWords(storage.get(key) ?? new Uint8Array());
  return Array.from({ length: count }, (_, i) => words[i] ?? 0n);
}

/** Reads a contract's raw storage as the state that docs/spec/shell.md describes. */
export function snapshotOf(
  composition: ResolvedComposition,
  storage: RawStorage,
  request: SnapshotRequest,
  block: number,
  balanceUnits: bigint,
): Snapshot {
  const { layout } = composition;
  const { contributions = [], accounts = [], marks = [], series = [] } = request;
  const meter = wordsAt(storage, PREFIX.meter, layout.meterWords);
  return {
    block,
    sealed: (meter[0]! & 1n) === 1n,
    nextId: Number(BigInt.asUintN(48, meter[0]! >> 1n)),
    labels: labelsInUse(composition, meter),
    words: stateWords(composition, storage),
    hot: layout.hot.map((cell) => readCell(meter, cell)),
    pool: layout.pool.map((cell) => readCell(meter, cell)),
    records: new Map(
      contributions.map((contribution) => [contribution.id, recordAt(composition, storage, contribution)]),
    ),
    accounts: new Map(accounts.map((address) => [address, accountAt(composition, storage, address)])),
    marks: new Map(
      marks.map(({ account, bucket }) => [
        `${account}/${bucket}`,
        wordsAt(storage, PREFIX.marks + toHex(marksKey(bucket, toAscii(account))), 1)[0]!,
      ]),
    ),
    registers: registersIn(composition, storage),
    series: new Map(series.map((place) => [`${place.series}/${place.number}`, seriesAt(storage, place)])),
    balance: balanceUnits,
  };
}

function stateWords(composition: ResolvedComposition, storage: RawStorage): bigint[] {
  const { stateWords: count } = composition.layout;
  const perPage = wordsPerPage(composition.shape);
  const words: bigint[] = [];
  for (let page = 0; words.length < count; page++) {
    const key = PREFIX.page + page.toString(16).padStart(6, "0");
    words.push(...wordsAt(storage, key, Math.min(perPage, count - words.length)));
  }
  return words;
}

const hexByte = (value: number): string => value.toString(16).padStart(2, "0");

/** Digests are not words: their bytes are in the order in which they came. */
const registersIn = ({ mechanism }: ResolvedComposition, storage: RawStorage): bigint[] =>
  (mechanism.manifest.registers ?? []).map((_, k) =>
    bytesToBigint(storage.get(PREFIX.register + hexByte(k)) ?? new Uint8Array()),
  );

function seriesAt(storage: RawStorage, { series, number }: SeriesPlace): bigint {
  const word = Math.floor(number / SERIES_VALUES_PER_WORD);
  const key = PREFIX.series + hexByte(series) + word.toString(16).padStart(12, "0");
  return seriesValue(wordsAt(storage, key, 1)[0]!, number);
}

function recordAt(
  composition: ResolvedComposition,
  storage: RawStorage,
  contribution: Contribution,
): RecordState | undefined {
  const [word] = wordsAt(storage, PREFIX.record + toHex(contributionKey(composition, contribution)), 1);
  return readRecord(composition, contribution, word!);
}

function accountAt(composition: ResolvedComposition, storage: RawStorage, address: string): AccountState {
  const key = PREFIX.account + toHex(accountKey(toAscii(address)));
  return accountOf(composition, wordsAt(storage, key, composition.layout.accountWords));
}
