import {
  bytesToBigint,
  type CellSpec,
  type CommittedItem,
  cellRange,
  itemHash,
  type MechanismPlugin,
  type OpenedParts,
  type Params,
  type PartItem,
  secretCommitment,
} from "@chainlearn/core";
import { instantiate, refuse, type Words } from "./instance.ts";
import { clamp, mathWords } from "./words.ts";

/** A contribution as a mechanism sees it; amounts in units, times in seconds. */
export interface ReferenceRecord {
  readonly submitter: string;
  readonly time: bigint;
  readonly label: number;
  deposit: bigint;
  left: bigint;
  readonly cells: bigint[];
  /** Who has claimed it. */
  readonly claims: Set<string>;
}

/** What a call brings. */
export interface ReferenceCall {
  readonly caller: string;
  readonly time: bigint;
  readonly paid?: bigint;
  readonly args?: readonly bigint[];
  /** The open record, in `add` the new one. */
  readonly record?: ReferenceRecord;
  /** What an action with `record: "item"` reveals. */
  readonly item?: CommittedItem;
  /** The 32 bytes that an action with `digest` brings. */
  readonly digest?: Uint8Array;
  /** The opening that an action with `parts` brings, as a shell has read it. */
  readonly parts?: OpenedParts;
}

/** The kernel rejected the call. */
export class ReferenceRejection extends Error {
  readonly code: number;

  constructor(code: number) {
    super(`rejected with ${code}`);
    this.code = code;
  }
}

export interface ReferenceResult {
  /** What the export returned. */
  readonly value: bigint | number | undefined;
  readonly payment: { readonly to: string; readonly amount: bigint } | undefined;
}

/** A mechanism whose words are plain bigint arithmetic. */
export interface ReferenceMechanism {
  readonly pool: bigint[];
  /** Cells by address; zero where there are none. */
  readonly accounts: Map<string, bigint[]>;
  readonly registers: bigint[];
  /** Values by `${series}/${number}`; 0 where there are none. */
  readonly series: Map<string, bigint>;
  /** A new record with zero cells, as a shell makes it for `add`. */
  newRecord(parts: Pick<ReferenceRecord, "submitter" | "time" | "label">): ReferenceRecord;
  /**
   * Runs an export. A call that fails changes nothing, its record included.
   * @throws ReferenceRejection, ReferenceTrap
   */
  run(name: string, call: ReferenceCall): ReferenceResult;
}

/** Bits 64 k to 64 k + 63 of 32 bytes, the highest first, as an i64. */
const quarter = (bytes: Uint8Array, k: number): bigint =>
  k >= 0 && k < 4
    ? BigInt.asIntN(64, bytesToBigint(bytes.subarray(8 * k, 8 * k + 8)))
    : refuse(`part ${k} of 32 bytes`);

const MAX_AMOUNT = 2n ** 63n - 1n;

/** Runs a mechanism's kernel on a host written from the vocabulary's documentation alone. */
export function createReferenceMechanism(options: {
  readonly mechanism: MechanismPlugin;
  /** All parameters. */
  readonly params: Params;
  /** Addresses by role name. */
  readonly roles?: Readonly<Record<string, string>>;
  /** For mechanisms with one copy of the model. */
  readonly model?: { predict(): number; update(label: number): void };
  /** For mechanisms with two copies, by their numbers. */
  readonly copy?: {
    margin(which: number, label: number): bigint;
    predict(which: number): number;
    update(which: number, label: number): void;
    assign(from: number, to: number, first: number, count: number): number;
  };
  /** Called with the item that `parts.open` makes the sample of the call. */
  readonly onOpen?: (item: PartItem) => void;
  readonly sample?: { count(): number; index(p: number): number; value(p: number): number };
}): ReferenceMechanism {
  const { mechanism, params, sample } = options;
  const { manifest } = mechanism;
  const pool = manifest.pool.map(() => 0n);
  const accounts = new Map<string, bigint[]>();
  const registers = (manifest.registers ?? []).map(() => 0n);
  const series = new Map<string, bigint>();
  const idle: ReferenceCall = { caller: "", time: 0n };
  let call = idle;
  let payment: ReferenceResult["payment"];

  const record = (): ReferenceRecord => call.record ?? refuse("no record is open");
  const cellsOf = (who: number): bigint[] => {
    const address = who === 0 ? call.caller : who === 1 ? record().submitter : refuse(`account ${who}`);
    const cells = accounts.get(address) ?? manifest.account.map(() => 0n);
    accounts.set(address, cells);
    return cells;
  };
  const get = (cells: readonly bigint[], k: number): bigint => cells[k] ?? refuse(`cell ${k}`);
  const set = (specs: readonly CellSpec[], cells: bigint[], k: number, value: bigint): void => {
    const { min, max } = cellRange(specs[k] ?? refuse(`cell ${k}`));
    cells[k] = clamp(value, min, max);
  };
  const model = (): NonNullable<typeof options.model> => options.model ?? refuse("no model was given");
  const copies = (): NonNullable<typeof options.copy> => options.copy ?? refuse("no copies were given");
  const ofSample = (): NonNullable<typeof sample> => sample ?? refuse("the call has no sample");

  const opened = (): OpenedParts => call.parts ?? refuse("the call opens no parts");
  const broughtDigest = (): Uint8Array => call.digest ?? refuse("the call brings no digest");
  const item = (): CommittedItem => call.item ?? refuse("the call reveals no item");
  const register = (k: number): bigint => registers[k] ?? refuse(`register ${k}`);
  const valueKey = (k: number, n: bigint): string =>
    manifest.series?.[k] !== undefined && n >= 0n && n < 2n ** 48n
      ? `${k}/${n}`
      : refuse(`value ${n} of series ${k}`);

  const words: Words = {
    ...mathWords,
    "sample.count": () => ofSample().count(),
    "sample.index": (p: number) => ofSample().index(p),
    "sample.value": (p: number) => ofSample().value(p),
    "call.time": () => call.time,
    "call.paid": () => call.paid ?? 0n,
    "call.isRole": (k: number) => {
      const address = options.roles?.[manifest.roles[k] ?? refuse(`role ${k}`)];
      return address === call.caller ? 1 : 0;
    },
    "call.arg": (k: number) => call.args?.[k] ?? refuse(`argument ${k}`),
    "call.reject": (code: number) => {
      throw new ReferenceRejection(code);
    },
    "record.time": () => record().time,
    "record.label": () => record().label,
    "record.deposit": () => record().deposit,
    "record.left": () => record().left,
    "record.setLeft": (value: bigint) => {
      if (value < 0n || value > record().deposit) refuse(`left ${value} of ${record().deposit}`);
      record().left = value;
    },
    "record.isSubmitter": () => (record().submitter === call.caller ? 1 : 0),
    "record.claim": () => {
      const before = record().claims.has(call.caller);
      record().claims.add(call.caller);
      return before ? 1 : 0;
    },
    "record.get": (k: number) => get(record().cells, k),
    "record.set": (k: number, value: bigint) => set(manifest.record, record().cells, k, value),
    "account.get": (who: number, k: number) => get(cellsOf(who), k),
    "account.set": (who: number, k: number, value: bigint) => set(manifest.account, cellsOf(who), k, value),
    "pool.get": (k: number) => get(pool, k),
    "pool.set": (k: number, value: bigint) => set(manifest.pool, pool, k, value),
    "item.label": () => item().label,
    "item.next": (k: number) => {
      if (bytesToBigint(itemHash(item())) !== register(k)) return 0;
      registers[k] = bytesToBigint(item().next);
      return 1;
    },
    "digest.store": (k: number) => {
      register(k);
      registers[k] = bytesToBigint(broughtDigest());
    },
    "digest.move": (from: number, to: number) => {
      const [moved] = [register(from), register(to)];
      registers[from] = 0n;
      registers[to] = moved;
    },
    "digest.isZero": (k: number) => (register(k) === 0n ? 1 : 0),
    "parts.match": (k: number, count: number, only: number) => {
      const { digest, open } = opened();
      const wanted = open.map((_, n) => only === -1 || n === only);
      const asWanted = (only === -1 || wanted.includes(true)) && open.every((one, n) => one === wanted[n]);
      return bytesToBigint(digest) === register(k) && open.length === count && asWanted ? 1 : 0;
    },
    "parts.count": () => opened().items.length,
    "parts.open": (j: number) => {
      const found = opened().items[j] ?? refuse(`item ${j}`);
      options.onOpen?.(found);
      return found.label;
    },
    "secret.part": (k: number) => quarter(broughtDigest(), k),
    "secret.commitment": (k: number) => quarter(secretCommitment(call.caller, broughtDigest()), k),
    "series.get": (k: number, n: bigint) => series.get(valueKey(k, n)) ?? 0n,
    "series.set": (k: number, n: bigint, value: bigint) => {
      series.set(valueKey(k, n), value);
    },
    "model.predict": () => model().predict(),
    "model.update": (label: number) => model().update(label),
    "copy.margin": (which: number, label: number) => copies().margin(which, label),
    "copy.predict": (which: number) => copies().predict(which),
    "copy.update": (which: number, label: number) => copies().update(which, label),
    "copy.assign": (from: number, to: number, first: number, count: number) =>
      copies().assign(from, to, first, count),
    "pay.to": (who: number, amount: bigint) => {
      if (payment) refuse("a second payment");
      if (amount < 0n || amount > MAX_AMOUNT) refuse(`a payment of ${amount}`);
      payment = { to: who === 0 ? call.caller : record().submitter, amount };
    },
  };
  const kernel = instantiate(mechanism.kernel, words, params);

  const copy = (): (() => void) => {
    const poolBefore = [...pool];
    const accountsBefore = [...accounts].map(
      ([address, cells]) => [address, [...cells]] as [string, bigint[]],
    );
    const registersBefore = [...registers];
    const seriesBefore = [...series];
    const { record: open } = call;
    const recordBefore = open && { left: open.left, cells: [...open.cells], claims: [...open.claims] };
    return () => {
      pool.splice(0, pool.length, ...poolBefore);
      accounts.clear();
      for (const [address, cells] of accountsBefore) accounts.set(address, cells);
      registers.splice(0, registers.length, ...registersBefore);
      series.clear();
      for (const [key, value] of seriesBefore) series.set(key, value);
      if (!open || !recordBefore) return;
      open.left = recordBefore.left;
      open.cells.splice(0, open.cells.length, ...recordBefore.cells);
      open.claims.clear();
      for (const address of recordBefore.claims) open.claims.add(address);
    };
  };

  return {
    pool,
    accounts,
    registers,
    series,
    newRecord: (parts) => ({
      ...parts,
      deposit: 0n,
      left: 0n,
      cells: manifest.record.map(() => 0n),
      claims: new Set(),
    }),
    run: (name, given) => {
      call = given;
      payment = undefined;
      const restore = copy();
      try {
        const value = (kernel[name] ?? refuse(`no export ${name}`))();
        return { value, payment };
      } catch (error) {
        restore();
        throw error;
      } finally {
        call = idle;
      }
    },
  };
}
