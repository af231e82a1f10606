import type { OperatorSite } from "./operators.ts";
import type { StateCache } from "./state-cache.ts";
import type { Interval, Value } from "./value.ts";
import type { Width } from "./wasm.ts";

/** What an export touches; filled while it is translated. See `ExportUse`. */
export interface UseRecord {
  sample: boolean;
  record: boolean;
  recordWritten: boolean;
  time: boolean;
  paid: boolean;
  pays: boolean;
  /** Words of the meter, by number. */
  readonly meterRead: Set<number>;
  readonly meterWritten: Set<number>;
  readonly params: Set<number>;
  readonly roles: Set<number>;
  readonly args: Set<number>;
}

export const newUse = (): UseRecord => ({
  sample: false,
  record: false,
  recordWritten: false,
  time: false,
  paid: false,
  pays: false,
  meterRead: new Set(),
  meterWritten: new Set(),
  params: new Set(),
  roles: new Set(),
  args: new Set(),
});

/** Adds what `part` touches. */
export function mergeUse(into: UseRecord, part: UseRecord): void {
  for (const key of ["sample", "record", "recordWritten", "time", "paid", "pays"] as const)
    into[key] ||= part[key];
  for (const key of ["meterRead", "meterWritten", "params", "roles", "args"] as const)
    for (const item of part[key]) into[key].add(item);
}

/** The place in a function where a host word is being written out. */
export interface WordSite extends OperatorSite {
  readonly use: UseRecord;
  readonly state: StateCache;
  /**
   * Names of what has been computed on every way to this place. A fact that is added in a branch is forgotten at the
   * branch's end.
   */
  readonly facts: Set<string>;
  line(text: string): void;
  braces(head: string, body: () => void): void;
  /** A new variable that holds `text`. */
  compute(text: string, interval: Interval, width: Width): Value;
  /** An unused variable name. */
  fresh(): string;
  /** A variable of the whole function, set to `text` at its start (0 without a text). */
  variable(name: string, text?: string): string;
  /** Name of a function of the library, which is then added to the contract. */
  need(libraryFunction: string): string;
  /** Calls another translated function by its Yul name. */
  calls(yulFunction: string): void;
  /** Writes a trap. */
  trapHere(): void;
  /** Traps: nothing that follows on this way is reached. */
  trap(): undefined;
  /** Nothing that follows on this way is reached. */
  ends(): undefined;
  /** @throws ChainlearnError invalid_kernel */
  refuse(message: string): never;
}

/** Writes a host word out; operands have been evaluated in order. */
export type Word = (operands: readonly Value[], site: WordSite) => Value | undefined;

/** The words that a kernel may import, by name as `state.get`. */
export type Words = ReadonlyMap<string, Word>;
