import type { LogEntry, ResolvedComposition } from "@chainlearn/core";
import type { Accounts } from "./accounts.ts";
import type { Journal } from "./journal.ts";
import type { Ledger } from "./ledger.ts";
import type { Marks } from "./marks.ts";
import type { Mechanism } from "./mechanism.ts";
import type { Meter } from "./meter.ts";
import type { JournaledModel } from "./model.ts";
import type { Records } from "./records.ts";
import type { Registers } from "./registers.ts";
import type { Series } from "./series.ts";

/** Everything that one contract instance keeps; the entries work on it. */
export interface ShellState {
  readonly composition: ResolvedComposition;
  readonly deployer: string;
  /** Addresses of the composition's roles by name. */
  readonly roles: Readonly<Record<string, string>>;
  readonly journal: Journal;
  readonly meter: Meter;
  readonly model: JournaledModel;
  readonly mechanism: Mechanism;
  readonly records: Records;
  readonly accounts: Accounts;
  readonly marks: Marks;
  readonly registers: Registers;
  readonly series: Series;
  readonly ledger: Ledger;
  /** Entries that the running call has logged. */
  readonly log: LogEntry[];
  /** Hands units to a recipient; false when the recipient refuses. */
  readonly deliver: (to: string, units: bigint) => boolean;
}

/** What an entry knows about the call: payment is checked and counted already. */
export interface EntryCall {
  readonly sender: string;
  /** Block time in seconds. */
  readonly time: number;
  /** Units. */
  readonly paid: bigint;
}
