import {
  ChainlearnError,
  type Contribution,
  isChainlearnError,
  keccak256,
  type LogEntry,
  type PlacedLogEntry,
  type ResolvedComposition,
  type SnapshotRequest,
} from "@chainlearn/core";
import { Fuel, type ModelLinker } from "@chainlearn/kernel";
import { MARKS_PER_WORD } from "../shell/marks.ts";
import { type Call, Shell } from "../shell/shell.ts";
import { compareEntries } from "./compare-entries.ts";
import { compare, type Difference } from "./difference.ts";

/** Who stood around the instance whose log is replayed; addresses as the log writes them. */
export interface ReplayParties {
  readonly deployer: string;
  readonly roles: Readonly<Record<string, string>>;
}

/** How {@link Replay} works. */
export interface ReplayOptions {
  /**
   * `kept` (default): what was added is remembered with its sample. `brought`: it is not, so a log of any length needs some 50
   * bytes of memory a contribution; whoever applies an action brings what it is about, as a log store does.
   */
  readonly contributions?: "kept" | "brought";
  /** Default: the compilers, loaded on first use. */
  readonly linker?: ModelLinker;
  /** Turns of the kernels' loops that one entry may take. Default: as many as it likes. Not with a linker. */
  readonly fuel?: number;
}

interface Sent {
  readonly to: string;
  readonly units: bigint;
}

/**
 * A fresh shell that a log drives, entry by entry. Every entry has to come out exactly as it was logged: the same id,
 * cost, reason, amount and hash.
 */
export class Replay {
  /** The state after the entries so far. */
  readonly shell: Shell;
  readonly #keeps: boolean;
  readonly #contributions = new Map<number, Contribution>();
  readonly #accounts = new Set<string>();
  readonly #marks = new Map<string, { account: string; bucket: number }>();
  /** What the entry before has sent: a `credited` entry may say that it did not arrive. */
  readonly #outbox: Sent[];
  readonly #fuel: Fuel | undefined;
  #lastTransaction = "";
  #entries = 0;

  private constructor(shell: Shell, outbox: Sent[], keeps: boolean, fuel: Fuel | undefined) {
    this.shell = shell;
    this.#keeps = keeps;
    this.#fuel = fuel;
    this.#outbox = outbox;
  }

  /** @throws ChainlearnError invalid_kernel, model_mismatch */
  static async create(
    composition: ResolvedComposition,
    parties: ReplayParties,
    { contributions = "kept", linker, fuel: turns }: ReplayOptions = {},
  ): Promise<Replay> {
    const outbox: Sent[] = [];
    const fuel = turns === undefined ? undefined : new Fuel(turns);
    const shell = await Shell.create(composition, {
      deployer: parties.deployer,
      roles: parties.roles,
      baseUnitsPerUnit: 1n,
      deliver: (to, units) => outbox.push({ to, units }) > 0,
      // Claims are made of what the log itself says about a contribution.
      samples: "vouched",
      linker,
      fuel,
    });
    return new Replay(shell, outbox, contributions === "kept", fuel);
  }

  /** Entries applied. */
  get entries(): number {
    return this.#entries;
  }

  /**
   * Everything that the log has touched, to ask a chain for.
   * @throws ChainlearnError unsupported where contributions are brought: nothing is remembered then
   */
  get known(): Required<SnapshotRequest> {
    if (!this.#keeps)
      throw new ChainlearnError("unsupported", "this replay does not remember what the log has touched.");
    return {
      contributions: [...this.#contributions.values()],
      accounts: [...this.#accounts],
      marks: [...this.#marks.values()],
      series: this.shell.seriesPlaces(),
    };
  }

  /**
   * Applies the next entry of the log.
   * @param brought where contributions are brought: what an action is about, as the log added it
   * @returns where the entry first differs from what the shell does; nothing can be replayed behind it
   * @throws ChainlearnError fuel_exhausted; nothing can be replayed behind that either
   */
  apply(entry: PlacedLogEntry, brought?: Contribution): Difference | undefined {
    const title = `log entry ${this.#entries} (${entry.kind}, block ${entry.position.block})`;
    const difference = entry.kind === "credited" ? this.#credit(entry) : this.#repeat(entry, brought);
    if (difference !== undefined) return { ...difference, where: `${title}: ${difference.where}` };
    this.#lastTransaction = entry.position.transaction;
    this.#entries += 1;
    if (this.#keeps) this.#touch(entry);
    return undefined;
  }

  #repeat(entry: PlacedLogEntry, brought: Contribution | undefined): Difference | undefined {
    this.#outbox.length = 0;
    this.#fuel?.refill();
    let made: LogEntry[];
    try {
      made = this.#run(entry, brought);
    } catch (error) {
      if (!isChainlearnError(error) || error.code === "fuel_exhausted") throw error;
      return { where: "the call", expected: `refused (${error.message})`, actual: "logged" };
    }
    // A withdrawal that cannot be delivered fails as a whole, so nothing can be credited after one.
    if (entry.kind === "withdrawn") this.#outbox.length = 0;
    return compareEntries(made[0]!, entry);
  }

  #run(entry: PlacedLogEntry, brought: Contribution | undefined): LogEntry[] {
    const { shell } = this;
    const call = (time: number, paidBaseUnits = 0n): Call => ({ sender: entry.actor, time, paidBaseUnits });
    switch (entry.kind) {
      case "stateWritten":
        return shell.initialize(call(0), entry.firstWord, entry.words);
      case "sealed":
        return shell.seal(call(entry.time), entry.hot);
      case "dataAdded":
        return shell.addData(call(entry.time, entry.paid), entry.label, entry.sample);
      case "classAdded":
        return shell.addClass(call(entry.time), entry.name);
      case "withdrawn":
        return shell.withdraw(call(entry.time), entry.to);
      case "acted": {
        const spec = shell.composition.mechanism.manifest.actions[entry.action];
        const record = entry.id === undefined ? undefined : this.#contribution(entry.id, brought);
        return shell.act(call(entry.time, entry.paid), entry.action, {
          args: entry.args,
          ...(entry.item && { item: entry.item }),
          ...(entry.digest && { digest: entry.digest }),
          ...(entry.parts && { parts: entry.parts }),
          ...(record && { record: spec?.record === "hash" ? hashed(record) : record }),
        });
      }
      case "credited":
        throw new TypeError("credited entries are no calls");
    }
  }

  #credit(entry: PlacedLogEntry & { kind: "credited" }): Difference | undefined {
    const sent = this.#lastTransaction === entry.position.transaction ? this.#outbox.pop() : undefined;
    if (sent === undefined) {
      return {
        where: "the payment before",
        expected: "none",
        actual: `${entry.amount} units to ${entry.actor}`,
      };
    }
    const difference = compare("actor", sent.to, entry.actor) ?? compare("amount", sent.units, entry.amount);
    if (difference !== undefined) return difference;
    this.shell.creditInstead(sent.to, sent.units);
    return undefined;
  }

  #contribution(id: number, brought: Contribution | undefined): Contribution {
    const known = this.#keeps ? this.#contributions.get(id) : brought;
    if (known?.id !== id) throw new ChainlearnError("unknown_record", `there is no contribution ${id}.`);
    return known;
  }

  #touch(entry: PlacedLogEntry): void {
    this.#accounts.add(entry.actor);
    if (entry.kind === "dataAdded") {
      const { id, time, actor, label, sample } = entry;
      this.#contributions.set(id, { id, time, submitter: actor, label, sample });
    }
    if (entry.kind === "acted" && entry.id !== undefined) {
      const bucket = Math.floor(entry.id / MARKS_PER_WORD);
      this.#marks.set(`${entry.actor}/${bucket}`, { account: entry.actor, bucket });
    }
  }
}

const hashed = ({
  sample,
  ...parts
}: Contribution): Omit<Contribution, "sample"> & { sampleHash: Uint8Array } => ({
  ...parts,
  sampleHash: keccak256(sample),
});
