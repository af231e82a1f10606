import type { AnvilChain } from "@chainlearn/adapter-evm/testing";
import type { Contribution, DataAddedEntry, Sample, Trainer, TransactionResult } from "@chainlearn/core";
import { composition, IDLE_SECONDS, INTERCEPT, initialCells, SAMPLES, samples } from "./workload.ts";

const median = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[numbers.length >> 1]!;

/** Deploys the workload's model and measures rows of the baseline, exact deposits paid. */
export class GasRows {
  readonly #chain: AnvilChain;
  readonly #trainer: Trainer;
  /** Gas of all transactions of the deployment. */
  readonly deployment: number;

  private constructor(chain: AnvilChain, trainer: Trainer, deployment: number) {
    this.#chain = chain;
    this.#trainer = trainer;
    this.deployment = deployment;
  }

  static async deploy(chain: AnvilChain): Promise<GasRows> {
    const { trainer, receipt } = await chain.adapter.deploy(composition(32), {
      from: chain.accounts[0]!,
      initialState: { cells: initialCells(), hot: [INTERCEPT] },
    });
    const rows = new GasRows(
      chain,
      trainer,
      receipt.steps.reduce((sum, step) => sum + Number(step.gasUsed), 0),
    );
    // So that no row pays for cells that were zero, except where it says so.
    const [, ann, ben, cleo] = chain.accounts as [string, string, string, string];
    for (const who of [ann, ben, cleo]) await rows.#validate(who, { indices: [500, 501, 502] });
    return rows;
  }

  /** An addition that the model agrees or disagrees with. */
  addData(entries: number, agrees: boolean, label: number): Promise<number> {
    return this.#median(entries, async (sample) => {
      if (((await this.#trainer.predict(sample)) === label) !== agrees) return undefined;
      return (await this.#add(this.#chain.accounts[1]!, sample, label)).result;
    });
  }

  /** A refund to an account that has validated samples. */
  refund(entries: number): Promise<number> {
    return this.#median(entries, async (sample) => {
      const [, ann] = this.#chain.accounts as [string, string];
      const { contribution } = await this.#add(ann, sample, await this.#trainer.predict(sample));
      await this.#pass(15);
      return this.#trainer.act("refund", { from: ann, contribution });
    });
  }

  /** A report that pays a share: the account's first, or one of the same 256 contributions as an earlier one. */
  report(entries: number, first: boolean): Promise<number> {
    return this.#median(entries, async (sample) => {
      const [, ann, ben, cleo] = this.#chain.accounts as [string, string, string, string];
      const other = { indices: sample.indices!.map((index) => (index + 1) % 1_000).sort((a, b) => a - b) };
      const earlier = first ? undefined : await this.#disputed(ann, cleo, other);
      const disputed = await this.#disputed(ann, cleo, sample);
      await this.#pass(15);
      if (earlier) {
        if ((await this.#trainer.predict(other)) === earlier.label) return undefined;
        await this.#trainer.act("report", { from: ben, contribution: earlier });
      }
      if ((await this.#trainer.predict(sample)) === disputed.label) return undefined;
      return this.#trainer.act("report", { from: ben, contribution: disputed });
    });
  }

  /** A claim of everything by anyone, late. */
  take(entries: number): Promise<number> {
    return this.#median(entries, async (sample) => {
      const [, ann, ben] = this.#chain.accounts as [string, string, string];
      const { contribution } = await this.#add(ann, sample, await this.#trainer.predict(sample));
      await this.#pass(20);
      return this.#trainer.act("take", { from: ben, contribution });
    });
  }

  /** Runs every sample from the same state. `measure` gives undefined for samples that do not fit the row. */
  async #median(
    entries: number,
    measure: (sample: Sample) => Promise<TransactionResult | undefined>,
  ): Promise<number> {
    const gas: number[] = [];
    for (const sample of samples(entries)) {
      const id = await this.#chain.client.snapshot();
      const result = await measure(sample);
      await this.#chain.client.revert({ id });
      if (result) gas.push(Number(result.gasUsed));
      if (gas.length === SAMPLES) break;
    }
    return median(gas);
  }

  async #pass(seconds: number): Promise<void> {
    await this.#chain.setTime((await this.#chain.now()) + seconds);
  }

  async #add(
    from: string,
    sample: Sample,
    label: number,
  ): Promise<{ result: TransactionResult; contribution: Contribution }> {
    await this.#pass(IDLE_SECONDS);
    const result = await this.#trainer.addData({ from, sample, label, pay: await this.#trainer.quote() });
    const { id, time, actor, sample: bytes } = result.entries[0] as DataAddedEntry;
    return { result, contribution: { id, time, submitter: actor, label, sample: bytes } };
  }

  /** Ann's contribution, with which the model disagrees since Cleo has contradicted it. */
  async #disputed(ann: string, cleo: string, sample: Sample): Promise<Contribution> {
    const label = await this.#trainer.predict(sample);
    const { contribution } = await this.#add(ann, sample, label);
    await this.#add(cleo, sample, 1 - label);
    return contribution;
  }

  /** Gives an account a validated sample. */
  async #validate(who: string, sample: Sample): Promise<void> {
    const { contribution } = await this.#add(who, sample, await this.#trainer.predict(sample));
    await this.#pass(15);
    await this.#trainer.act("refund", { from: who, contribution });
  }
}
