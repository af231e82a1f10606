import { keccak256 } from "../../bytes.ts";
import type { DeployOptions } from "../../chain-adapter.ts";
import type { ResolvedComposition } from "../../composition.ts";
import type { DevChain } from "../../dev-chain.ts";
import type { ActedEntry, DataAddedEntry, LogEntry } from "../../log.ts";
import type { RawTrainer } from "../../raw-trainer.ts";
import type { DeploymentReceipt } from "../../receipt.ts";
import type { Contribution, RecordState } from "../../record.ts";
import { encodeSample, type Sample } from "../../sample.ts";
import type { Snapshot, SnapshotRequest } from "../../snapshot.ts";
import type { Trainer } from "../../trainer.ts";
import type { TransactionResult } from "../../transaction.ts";
import { assertEqual, assertRejects, assertThat, CheckFailure, rejectionOf } from "../assert.ts";
import type { CheckContext } from "./check.ts";
import { type CompositionChange, composition } from "./compositions.ts";

export type FullTrainer = Trainer & RawTrainer;

export interface StageOptions extends CompositionChange {
  readonly initialState?: DeployOptions["initialState"];
  /** Default: the fifth account. */
  readonly beneficiary?: string | "nobody";
  readonly cloneOf?: DeploymentReceipt;
  readonly weights?: DeployOptions["weights"];
  /** Default: the first account. */
  readonly deployer?: string;
}

/** All that a refused call must leave as it was. */
interface Evidence {
  readonly snapshot: Omit<Snapshot, "block">;
  readonly logEntries: number;
}

/** The entry of one kind in a transaction's entries. */
export function entryOf<K extends LogEntry["kind"]>(
  result: TransactionResult,
  kind: K,
): Extract<LogEntry, { kind: K }> {
  const found = result.entries.filter((entry) => entry.kind === kind);
  assertThat(found.length === 1, `the transaction logged ${found.length} entries "${kind}" instead of one.`);
  return found[0] as unknown as Extract<LogEntry, { kind: K }>;
}

/** One deployed instance, its people, and everything a check has done with it. */
export class Stage {
  readonly chain: DevChain;
  readonly composition: ResolvedComposition;
  readonly trainer: FullTrainer;
  readonly receipt: DeploymentReceipt;
  /** Accounts by their part; the deployer is none of the others. */
  readonly people: Readonly<Record<"deployer" | "ann" | "ben" | "cleo" | "beneficiary" | "stranger", string>>;
  readonly contributions: Contribution[] = [];
  #evidence: Evidence | undefined;

  private constructor(
    chain: DevChain,
    resolved: ResolvedComposition,
    trainer: Trainer,
    receipt: DeploymentReceipt,
  ) {
    this.chain = chain;
    this.composition = resolved;
    this.trainer = trainer as FullTrainer;
    this.receipt = receipt;
    this.people = peopleOf(chain);
  }

  /** Deployed and sealed. */
  static async open(context: CheckContext, options: StageOptions = {}): Promise<Stage> {
    return Stage.of(
      context.chain,
      composition(context.plugins, options),
      deployOptions(context.chain, options),
    );
  }

  /** Any composition, deployed and sealed. */
  static async of(chain: DevChain, resolved: ResolvedComposition, options: DeployOptions): Promise<Stage> {
    const { trainer, receipt } = await chain.adapter.deploy(resolved, options);
    return new Stage(chain, resolved, trainer, receipt);
  }

  /** Deployed, but without any of its initial state. */
  static async unsealed(context: CheckContext, options: StageOptions = {}): Promise<Stage> {
    return Stage.unsealedOf(
      context.chain,
      composition(context.plugins, options),
      deployOptions(context.chain, options),
    );
  }

  /** Any composition, deployed without its initial state. */
  static async unsealedOf(
    chain: DevChain,
    resolved: ResolvedComposition,
    options: DeployOptions,
  ): Promise<Stage> {
    const receipt = await interruptedDeployment(
      chain,
      resolved,
      options,
      (written) => written.address !== "",
    );
    assertThat(
      !receipt.sealed,
      "a deployment that was aborted after its first receipt with an address is sealed.",
    );
    return new Stage(chain, resolved, await chain.adapter.attach(resolved, receipt), receipt);
  }

  /** The deposit where the price is flat. */
  get flatPrice(): bigint {
    return this.param("minDepositUnits");
  }

  param(name: string): bigint {
    const found = this.composition.params.find((param) => param.spec.name === name);
    if (found === undefined) throw new CheckFailure(`the composition has no parameter ${name}.`);
    return found.value;
  }

  bytes(sample: Sample): Uint8Array {
    return encodeSample(sample, this.composition.shape);
  }

  async add(
    from: string,
    sample: Sample,
    label: number,
    pay?: bigint,
  ): Promise<{ contribution: Contribution; entry: DataAddedEntry; result: TransactionResult }> {
    const result = await this.sent(() =>
      this.trainer.addData({ from, sample, label, ...(pay === undefined ? {} : { pay }) }),
    );
    const entry = entryOf(result, "dataAdded");
    const { id, time, actor, sample: bytes } = entry;
    const contribution = { id, time, submitter: actor, label: entry.label, sample: bytes };
    this.contributions.push(contribution);
    return { contribution, entry, result };
  }

  async act(action: string, from: string, contribution: Contribution): Promise<ActedEntry> {
    const result = await this.sent(() => this.trainer.act(action, { from, contribution }));
    return entryOf(result, "acted");
  }

  /** Runs what is expected to be accepted. */
  async sent<T>(run: () => Promise<T>): Promise<T> {
    this.#evidence = undefined;
    return run();
  }

  /** The next block, or at least a later one, happens `seconds` after the newest. */
  async pass(seconds: number): Promise<void> {
    this.#evidence = undefined;
    const until = (await this.chain.now()) + seconds;
    if (this.chain.clock === "settable") return this.chain.setTime(until);
    while ((await this.chain.now()) < until) await new Promise((resolve) => setTimeout(resolve, 100));
  }

  async at(seconds: number): Promise<void> {
    this.#evidence = undefined;
    await this.chain.setTime(seconds);
  }

  /** What to ask a snapshot for: everything that the checks have touched. */
  request(): SnapshotRequest {
    const accounts = Object.values(this.people);
    return {
      contributions: this.contributions,
      accounts,
      marks: accounts.map((account) => ({ account, bucket: 0 })),
    };
  }

  snapshot(block?: number): Promise<Snapshot> {
    return this.trainer.snapshot(this.request(), block);
  }

  async record(contribution: Contribution): Promise<RecordState> {
    const record = (await this.snapshot()).records.get(contribution.id);
    if (record === undefined)
      throw new CheckFailure(`the chain has no record of contribution ${contribution.id}.`);
    return record;
  }

  /** Runs a call that has to be refused with this code, and proves that it changed nothing. */
  async refuses(code: string, what: string, call: () => unknown): Promise<void> {
    const before = this.#evidence ?? (await this.#look());
    const actual = await rejectionOf(what, call);
    const after = await this.#look();
    assertThat(actual === code, `${what}: refused with ${actual}; ${code} was expected.`);
    assertEqual(after, before, `${what}: refused, but something changed`);
    this.#evidence = after;
  }

  /** A refused addition of bytes as they are, which the client does not check. */
  refusesData(
    code: string,
    what: string,
    input: { from?: string; label?: number; sample?: Uint8Array; payBaseUnits?: bigint },
  ): Promise<void> {
    const {
      from = this.people.ann,
      label = 1,
      sample = this.bytes({
        indices: [1, 2],
        ...(this.composition.shape.encoding === "sparse" ? {} : { values: [16, 16] }),
      }),
      payBaseUnits = this.flatPrice * this.chain.baseUnitsPerUnit,
    } = input;
    return this.refuses(code, what, () => this.trainer.rawAddData({ from, label, sample, payBaseUnits }));
  }

  async #look(): Promise<Evidence> {
    const { block: _, ...snapshot } = await this.snapshot();
    return { snapshot, logEntries: (await this.trainer.log()).length };
  }
}

export function peopleOf(chain: DevChain): Stage["people"] {
  const [deployer, ann, ben, cleo, beneficiary, stranger] = chain.accounts;
  if (!deployer || !ann || !ben || !cleo || !beneficiary || !stranger)
    throw new CheckFailure(`the chain has ${chain.accounts.length} accounts; the checks need six.`);
  return { deployer, ann, ben, cleo, beneficiary, stranger };
}

export function deployOptions(chain: DevChain, options: StageOptions = {}): DeployOptions {
  const people = peopleOf(chain);
  const {
    beneficiary = people.beneficiary,
    deployer = people.deployer,
    initialState,
    cloneOf,
    weights,
  } = options;
  return {
    from: deployer,
    ...(cloneOf === undefined ? {} : { cloneOf }),
    ...(weights === undefined ? {} : { weights }),
    ...(initialState === undefined ? {} : { initialState }),
    roles: beneficiary === "nobody" ? {} : { beneficiary },
  };
}

/**
 * Deploys until a receipt satisfies `enough`, then aborts.
 * @returns the last receipt; also when the deployment ended before the abort took effect
 */
export async function interruptedDeployment(
  chain: DevChain,
  resolved: ResolvedComposition,
  options: DeployOptions,
  enough: (receipt: DeploymentReceipt) => boolean,
): Promise<DeploymentReceipt> {
  const abort = new AbortController();
  let last: DeploymentReceipt | undefined;
  const deploy = () =>
    chain.adapter.deploy(resolved, {
      ...options,
      signal: abort.signal,
      onReceipt: (receipt) => {
        last = receipt;
        if (enough(receipt)) abort.abort();
      },
    });
  try {
    await deploy();
  } catch (error) {
    await assertRejects("aborted", "a deployment that its caller aborts", () => {
      throw error;
    });
  }
  if (last === undefined) throw new CheckFailure("the deployment wrote no receipt.");
  return last;
}

/** keccak256 of the sample, as a claim by hash passes it. */
export const sampleHash = (contribution: Contribution): Uint8Array => keccak256(contribution.sample);
