import { Shell } from "@chainlearn/adapter-local";
import {
  accountId,
  ChainlearnError,
  type Contribution,
  type DeploymentReceipt,
  encodeSample,
  type LogEntry,
  type PlacedLogEntry,
  type ResolvedComposition,
  receiptParts,
} from "@chainlearn/core";
import { seededRandom } from "@chainlearn/example-kit/random";
import type { LogSource } from "@chainlearn/log-store";
import { PARTIES } from "./case.ts";

const CHAIN = "local:generated";
const ADDRESS = "local1generated";
const ACCOUNTS = 1_000;
const WORDS_PER_SAMPLE = 20;
/** Time between two contributions. */
const SECONDS = 60;
/** Every so many contributions one is claimed later. */
const CLAIMED = 10;
/** Contributions after which it is. */
const CLAIMED_AFTER = 100;
/** Of a thousand labels. */
const WRONG = 50;
const MUCH = 2n ** 40n;

/**
 * The log of a contract that is used while it is read: one contribution a block by one of a thousand people, and of every
 * tenth the claim of its submitter, or a report, where the shell takes it. Blocks can be asked for once, in order; nothing of
 * them is kept.
 */
export class GeneratedLog implements LogSource {
  readonly accountId = accountId(CHAIN, ADDRESS);
  readonly receipt: DeploymentReceipt;
  readonly contributions: number;
  readonly #shell: Shell;
  readonly #random = seededRandom(1);
  /** What the labels come from. */
  readonly #weights: readonly number[];
  readonly #open: Contribution[] = [];
  #next = 1;

  private constructor(composition: ResolvedComposition, shell: Shell, contributions: number) {
    this.#shell = shell;
    this.contributions = contributions;
    this.#weights = Array.from({ length: composition.shape.features }, () => this.#random() - 0.5);
    this.receipt = {
      ...receiptParts(composition),
      ...{ chain: CHAIN, address: ADDRESS, deployer: PARTIES.deployer, roles: PARTIES.roles },
      ...{ block: 1, codeHash: "", toolchain: {}, initialStateHash: "", steps: [], sealed: true },
    };
  }

  /** @param contributions how many there are in the end */
  static async create(composition: ResolvedComposition, contributions: number): Promise<GeneratedLog> {
    const shell = await Shell.create(composition, {
      ...PARTIES,
      ...{ baseUnitsPerUnit: 1n, deliver: () => true, samples: "vouched" },
    });
    return new GeneratedLog(composition, shell, contributions);
  }

  async block(): Promise<number> {
    return this.contributions + 1;
  }

  async blockHash(block: number): Promise<string> {
    return `generated-${block}`;
  }

  async log({
    fromBlock = 1,
    toBlock = this.contributions + 1,
  }: Parameters<LogSource["log"]>[0] = {}): Promise<PlacedLogEntry[]> {
    if (fromBlock !== this.#next) throw new RangeError(`block ${fromBlock}; the next one is ${this.#next}`);
    const entries: PlacedLogEntry[] = [];
    for (; this.#next <= toBlock; this.#next++) {
      const block = this.#next;
      const transaction = `generated-transaction-${block}`;
      for (const [index, entry] of this.#run(block).entries())
        entries.push({ ...entry, position: { block, index, transaction } });
    }
    return entries;
  }

  #run(block: number): LogEntry[] {
    const time = block * SECONDS;
    if (block === 1) return this.#seal(time);
    const added = this.#add(time);
    const due = this.#open[0];
    if (due === undefined || due.id + CLAIMED_AFTER > added.id) return [added];
    this.#open.shift();
    return [added, ...this.#claim(due, time)];
  }

  #seal(time: number): LogEntry[] {
    const { layout } = this.#shell.composition;
    const call = { sender: PARTIES.deployer, time, paidBaseUnits: 0n };
    return [
      ...this.#shell.initialize(call, 0, new Array<bigint>(layout.stateWords).fill(0n)),
      ...this.#shell.seal(call, [0n]),
    ];
  }

  #add(time: number) {
    const sender = `local1person${this.#below(ACCOUNTS)}`;
    const indices = new Set<number>();
    while (indices.size < WORDS_PER_SAMPLE) indices.add(this.#below(this.#weights.length));
    const score = [...indices].reduce((sum, index) => sum + this.#weights[index]!, 0);
    const label = Number(score > 0) ^ Number(this.#below(1_000) < WRONG);
    const sample = encodeSample(
      { indices: [...indices].sort((a, b) => a - b) },
      this.#shell.composition.shape,
    );
    const [added] = this.#shell.addData({ sender, time, paidBaseUnits: MUCH }, label, sample);
    if (added?.kind !== "dataAdded") throw new Error("an addition has logged something else");
    if (added.id % CLAIMED === 0) this.#open.push({ ...added, submitter: sender });
    return added;
  }

  /** The model agrees: the submitter gets the deposit back. It does not: somebody else takes a share, if he can. */
  #claim({ id, time: added, submitter, label, sample }: Contribution, time: number): LogEntry[] {
    const agrees = this.#shell.predict(sample) === label;
    const sender = agrees ? submitter : `local1person${this.#below(ACCOUNTS)}`;
    const record = { id, time: added, submitter, label, sample };
    try {
      const call = { sender, time, paidBaseUnits: 0n };
      return this.#shell.act(call, agrees ? 0 : 1, { record, args: [] });
    } catch (error) {
      if (error instanceof ChainlearnError) return [];
      throw error;
    }
  }

  #below(bound: number): number {
    return Math.floor(this.#random() * bound);
  }
}
