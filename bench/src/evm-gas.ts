import { type AnvilChain, startAnvil } from "@chainlearn/adapter-evm/testing";
import {
  type Contribution,
  createTrainers,
  type DataAddedEntry,
  dataHandlers,
  type ModelState,
  type Sample,
  type Trainer,
  type TransactionResult,
} from "@chainlearn/core";
import { mechanisms } from "@chainlearn/mechanisms";
import { models } from "@chainlearn/models-wasm";
import { getAddress } from "viem";
import { BATCH_ACTION, BATCH_SAMPLES, BATCHES_PER_ROW, batchRow, takeBatches } from "./batch-gas.ts";
import {
  baselineModels,
  furtherModels,
  type GasModel,
  type Lanes,
  sparsePerceptron,
  withPoints,
} from "./compositions.ts";
import { handlerRows, withHandler } from "./handler-gas.ts";
import { besideBaseline, type ContractSize, type GasRow } from "./rows.ts";
import { COST_WEIGHT_UNITS, IDLE_SECONDS, median, SAMPLES_PER_ROW } from "./workloads.ts";

/** What is charged after IDLE_SECONDS: costWeight x 60 / sqrt(100). */
const EXACT_DEPOSIT = COST_WEIGHT_UNITS * 6n;
/** Measured transactions per row of the other models, whose gas hardly depends on the sample. */
const SAMPLES_PER_OTHER_ROW = 6;
/** A mechanism of ours beside the original's, whose rows the bench has. */
interface Incentive {
  /** The original's name. */
  readonly name: string;
  /** Paid with an addition after IDLE_SECONDS. */
  readonly pay: bigint;
  /** What the original calls refund. */
  readonly claim: string;
}

const STAKE: Incentive = { name: "Stakeable64", pay: EXACT_DEPOSIT, claim: "refund" };
const POINTS: Incentive = { name: "Points64", pay: 0n, claim: "claim" };
const IN_ONE_TRANSACTION = "deploy in one transaction";
/** Models whose deployment in one transaction is a row: each takes a compilation of its own. */
const DEPLOYED_ONCE = { "SparsePerceptron-1000": true, "NaiveBayes-1000": true };

/** One deployed contract and what a row needs to know about it. */
export class Bench {
  private constructor(
    readonly chain: AnvilChain,
    readonly model: GasModel,
    readonly trainer: Trainer,
    readonly address: string,
    readonly deployGas: bigint,
    readonly incentive: Incentive,
  ) {}

  static async deploy(
    chain: AnvilChain,
    model: GasModel,
    lanes: Lanes,
    {
      initialState = model.initialState(lanes),
      upload = "chunks",
      incentive = STAKE,
    }: {
      readonly initialState?: ModelState;
      readonly upload?: "chunks" | "once";
      readonly incentive?: Incentive;
    } = {},
  ): Promise<Bench> {
    const trainers = createTrainers({ adapter: chain.adapter, modules: [models, mechanisms] });
    const composition = model.composition(lanes);
    const { trainer, receipt } = await trainers.deploy(
      incentive === POINTS ? withPoints(composition) : composition,
      { from: chain.accounts[0]!, initialState, upload },
    );
    const gas = receipt.steps.reduce((sum, step) => sum + BigInt(step.gasUsed), 0n);
    return new Bench(chain, model, trainer, receipt.address, gas, incentive);
  }

  account(k: number): string {
    return this.chain.accounts[k]!;
  }

  /** Bytes of the contract's runtime code. */
  async codeSize(): Promise<number> {
    const code = await this.chain.client.getCode({ address: getAddress(this.address) });
    return ((code ?? "0x").length - 2) / 2;
  }

  async pass(seconds: number): Promise<void> {
    await this.chain.setTime((await this.chain.now()) + seconds);
  }

  async add(
    from: string,
    sample: Sample,
    label: number,
    pay = this.incentive.pay,
  ): Promise<TransactionResult> {
    await this.pass(IDLE_SECONDS);
    return this.trainer.addData({ from, sample, label, pay });
  }

  /** Adds and returns what a claim needs. */
  async contribute(from: string, sample: Sample, label: number): Promise<Contribution> {
    const { entries } = await this.add(from, sample, label);
    const entry = entries[0] as DataAddedEntry;
    return { id: entry.id, time: entry.time, submitter: from, label, sample: entry.sample };
  }

  /** Runs from the present state and returns to it. */
  async isolated<T>(run: () => Promise<T>): Promise<T> {
    const snapshot = await this.chain.client.snapshot();
    try {
      return await run();
    } finally {
      await this.chain.client.revert({ id: snapshot });
    }
  }

  /** A contribution of the label that the model gives, to be refunded after the wait. */
  async refundable(account: string, sample: Sample): Promise<Contribution> {
    const contribution = await this.contribute(account, sample, await this.trainer.predict(sample));
    await this.pass(IDLE_SECONDS);
    return contribution;
  }

  /** A contribution of a right label and its refund: `account` is validated afterwards. */
  async validate(account: string, sample: Sample): Promise<TransactionResult> {
    const contribution = await this.refundable(account, sample);
    return this.trainer.act(this.incentive.claim, { from: account, contribution });
  }

  /** Median gas over the row's samples; `run` gets a sample and returns the measured transaction, or undefined to skip it. */
  async row(
    entries: number,
    run: (sample: Sample) => Promise<TransactionResult | undefined>,
    count = this.model === sparsePerceptron ? SAMPLES_PER_ROW : SAMPLES_PER_OTHER_ROW,
  ): Promise<number> {
    const gas: bigint[] = [];
    for (const sample of this.model.samples(entries)) {
      const result = await this.isolated(() => run(sample));
      if (result) gas.push(result.gasUsed);
      if (gas.length === count) break;
    }
    return median(gas);
  }
}

type Emit = (action: string, gas: number, sameAs?: string | null) => void;

/** Rows of additions: the model agrees with the label or does not. */
async function additionRows(bench: Bench, entries: number, emit: Emit): Promise<void> {
  const provider = bench.account(1);
  const { trainer } = bench;
  for (const agrees of [true, false]) {
    for (const label of [0, 1]) {
      const wanted = agrees ? label : 1 - label;
      const gas = await bench.row(entries, async (sample) =>
        (await trainer.predict(sample)) === wanted ? bench.add(provider, sample, label) : undefined,
      );
      emit(`addData ${agrees ? "correct" : "incorrect"} label ${label}`, gas);
    }
  }
}

/** Rows of claims. */
async function claimRows(bench: Bench, entries: number, emit: Emit): Promise<void> {
  const [provider, reporter, other] = [bench.account(1), bench.account(2), bench.account(3)];
  const { trainer } = bench;
  const warmUp = bench.model.samples(entries).next().value as Sample;
  emit("refund first", await bench.row(entries, (sample) => bench.validate(provider, sample)));
  emit("refund later", await refundLater(bench, entries));

  /** Two accounts are validated, so that a report takes half; then a wrong label that the model has unlearnt. */
  await bench.isolated(async () => {
    await bench.validate(provider, warmUp);
    await bench.validate(reporter, warmUp);
    const disputed = async (sample: Sample): Promise<Contribution> => {
      const wrong = 1 - (await trainer.predict(sample));
      const contribution = await bench.contribute(provider, sample, wrong);
      await bench.contribute(other, sample, 1 - wrong);
      await bench.pass(IDLE_SECONDS);
      return contribution;
    };
    const report = async (sample: Sample): Promise<TransactionResult> =>
      trainer.act("report", { from: reporter, contribution: await disputed(sample) });
    emit("report share", await bench.row(entries, report));
    const before = await disputed(warmUp);
    await trainer.act("report", { from: reporter, contribution: before });
    emit("report share later", await bench.row(entries, report), "report share");
  });
  emit(
    "report whole",
    await bench.row(entries, async (sample) =>
      trainer.act("take", { from: reporter, contribution: await bench.refundable(provider, sample) }),
    ),
  );
}

/** Rows of claims for points; the original calls them refunds. */
async function pointsRows(bench: Bench, entries: number, emit: Emit): Promise<void> {
  const first = await bench.row(entries, (sample) => bench.validate(bench.account(1), sample));
  emit("claim first", first, "refund first");
  emit("claim later", await refundLater(bench, entries), "refund later");
}

/** A refund to an account that had one before. */
const refundLater = (bench: Bench, entries: number): Promise<number> =>
  bench.isolated(async () => {
    const provider = bench.account(1);
    // Points refuse repeats, so what is validated before is none of the row's samples.
    const before = bench.model.samples(bench.incentive === POINTS ? entries + 1 : entries);
    await bench.validate(provider, before.next().value as Sample);
    return bench.row(entries, (sample) => bench.validate(provider, sample));
  });

/** An addition that the model disagrees with, the class behind the predicted one. */
const incorrect = async (bench: Bench, sample: Sample, classes = 2): Promise<TransactionResult> =>
  bench.add(bench.account(1), sample, ((await bench.trainer.predict(sample)) + 1) % classes);

/** Rows of the recommended model that no other needs. */
async function mainRows(
  bench: Bench,
  emit: (entries: number | null) => Emit,
  mail?: readonly number[][],
): Promise<void> {
  const { chain, model, trainer } = bench;
  const { lane } = trainer.composition.shape;
  for (const entries of model.entries) {
    const overpaid = await bench.row(entries, async (sample) =>
      (await trainer.predict(sample)) === 0
        ? bench.add(bench.account(1), sample, 1, 2n * EXACT_DEPOSIT)
        : undefined,
    );
    emit(entries)("addData incorrect label 1, over-paid", overpaid, "addData incorrect label 1");
  }
  for (const entries of model.entries) {
    const batches = takeBatches(model.samples(entries), BATCHES_PER_ROW);
    emit(entries)(BATCH_ACTION, await batchRow(bench, batches), null);
  }
  const { cells, hot } = model.initialState(lane as Lanes);
  const zero = await Bench.deploy(chain, model, lane as Lanes, {
    initialState: { cells: cells.map(() => 0n), hot },
  });
  for (const entries of model.entries) {
    const gas = await zero.row(entries, (sample) => zero.add(zero.account(1), sample, 0));
    emit(entries)("addData incorrect label 0, first touch of zero cells", gas, null);
  }
  if (!mail) return;
  const gas: bigint[] = [];
  for (const indices of mail) gas.push((await bench.isolated(() => incorrect(bench, { indices }))).gasUsed);
  emit(null)("addData incorrect, real mail", median(gas), null);
  const samples = mail.map((indices) => ({ indices }));
  const mailBatches = takeBatches(samples.values(), Math.floor(samples.length / BATCH_SAMPLES));
  emit(null)(`${BATCH_ACTION}, real mail`, await batchRow(bench, mailBatches), null);
}

/**
 * Rows of every model with stake on anvil, and the size of each contract; see `--help` of gas.ts.
 * @param mail samples of real mail, for one more row
 */
export async function measureEvmGas(options: {
  readonly onProgress?: () => void;
  readonly mail?: readonly number[][];
}): Promise<{ rows: GasRow[]; sizes: ContractSize[] }> {
  const rows: GasRow[] = [];
  const sizes: ContractSize[] = [];
  const chain = await startAnvil();
  const measure = async (
    model: GasModel,
    lanes: Lanes,
    incentive = STAKE,
  ): Promise<[Bench, (entries: number | null) => Emit]> => {
    const emit =
      (entries: number | null): Emit =>
      (action, gas, sameAs) => {
        const row = { model: model.name, entries, mechanism: incentive.name, action, lanes, gas };
        rows.push(besideBaseline(row, sameAs));
        options.onProgress?.();
      };
    if (model.name in DEPLOYED_ONCE && incentive === STAKE) {
      const once = await Bench.deploy(chain, model, lanes, { upload: "once" });
      emit(null)(IN_ONE_TRANSACTION, Number(once.deployGas), "deploy");
    }
    // Last: what additions cost depends on the time since.
    const bench = await Bench.deploy(chain, model, lanes, { incentive });
    emit(null)("deploy", Number(bench.deployGas));
    if (incentive === STAKE) sizes.push({ model: model.name, lanes, bytes: await bench.codeSize() });
    return [bench, emit];
  };
  try {
    for (const model of [sparsePerceptron, ...baselineModels]) {
      for (const lanes of model.lanes) {
        const [bench, emit] = await measure(model, lanes);
        for (const entries of model.entries) {
          await additionRows(bench, entries, emit(entries));
          await claimRows(bench, entries, emit(entries));
        }
        if (model === sparsePerceptron) await mainRows(bench, emit, options.mail);
      }
    }
    for (const handler of dataHandlers) {
      const bench = await Bench.deploy(chain, withHandler(sparsePerceptron, handler), 32);
      await handlerRows(bench, handler, options.mail ?? [], (entries, action, gas) => {
        const row = { model: sparsePerceptron.name, entries, mechanism: STAKE.name, action, gas };
        rows.push(besideBaseline({ ...row, lanes: 32 }, null));
        options.onProgress?.();
      });
    }
    for (const lanes of sparsePerceptron.lanes) {
      const [bench, emit] = await measure(sparsePerceptron, lanes, POINTS);
      for (const entries of sparsePerceptron.entries) {
        await additionRows(bench, entries, emit(entries));
        await pointsRows(bench, entries, emit(entries));
      }
    }
    for (const model of furtherModels) {
      for (const lanes of model.lanes) {
        const [bench, emit] = await measure(model, lanes);
        const { classes } = bench.trainer.composition.shape;
        for (const entries of model.entries) {
          emit(entries)(
            "addData incorrect",
            await bench.row(entries, (sample) => incorrect(bench, sample, classes)),
          );
          emit(entries)("refund later", await refundLater(bench, entries));
        }
      }
    }
    return { rows, sizes };
  } finally {
    await chain.close();
  }
}
