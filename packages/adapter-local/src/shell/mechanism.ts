import type { CommittedItem, OpenedParts, ResolvedComposition } from "@chainlearn/core";
import { type Fuel, instantiateMechanism } from "@chainlearn/kernel";
import type { Accounts } from "./accounts.ts";
import type { Cells } from "./cells.ts";
import type { Frame } from "./frame.ts";
import type { Marks } from "./marks.ts";
import type { JournaledModel } from "./model.ts";
import type { Payment } from "./payments.ts";
import type { ContributionRecord } from "./records.ts";
import type { Registers } from "./registers.ts";
import type { Series } from "./series.ts";
import type { EntryCall } from "./state.ts";
import { mechanismHost } from "./vocabulary.ts";

/** What the mechanism's words read and write. */
export interface MechanismWorld {
  readonly model: JournaledModel;
  readonly pool: Cells;
  readonly accounts: Accounts;
  readonly marks: Marks;
  readonly registers: Registers;
  readonly series: Series;
}

/** An action as the kernel sees it. */
export interface ActionCall extends EntryCall {
  readonly args: readonly bigint[];
  readonly record: ContributionRecord | undefined;
  /** Canonical bytes, for actions that bring the sample. */
  readonly sample: Uint8Array | undefined;
  readonly item: CommittedItem | undefined;
  readonly digest: Uint8Array | undefined;
  readonly opened: OpenedParts | undefined;
}

type Kernel = Readonly<Record<string, () => bigint | number | undefined>>;

/** The mechanism's kernel, called with the frame that its words refer to. */
export class Mechanism {
  readonly #kernel: Kernel;
  #frame: Frame | undefined;

  constructor(
    composition: ResolvedComposition,
    roles: Readonly<Record<string, string>>,
    world: MechanismWorld,
    fuel?: Fuel,
  ) {
    const host = mechanismHost(composition, roles, world, () => this.#frame!, fuel);
    this.#kernel = instantiateMechanism(composition.mechanism.kernel, host, fuel);
  }

  quote(time: number): bigint {
    return this.#call("quote", { time, paid: 0n, args: [], mayPay: false }) as bigint;
  }

  /** The cost of the open record in units. */
  add(call: EntryCall, record: ContributionRecord, sample: Uint8Array): bigint {
    return this.#call("add", { ...call, args: [], sample, record, mayPay: false }) as bigint;
  }

  seal(call: EntryCall): void {
    if (this.#kernel.seal !== undefined) this.#call("seal", { ...call, args: [], mayPay: false });
  }

  act(name: string, call: ActionCall): { reason: number; payment: Payment | undefined } {
    const frame: Frame = { ...call, mayPay: true };
    const reason = this.#call(name, frame) as number;
    return { reason, payment: frame.payment };
  }

  #call(name: string, frame: Frame): bigint | number | undefined {
    this.#frame = frame;
    try {
      return this.#kernel[name]!();
    } finally {
      this.#frame = undefined;
    }
  }
}
