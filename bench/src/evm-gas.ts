import { type AnvilChain, startAnvil } from "@chainlearn/adapter-evm/testing";
import {
  type Contribution,
  createTrainers,
  type DataAddedEntry,
  type Sample,
  type Trainer,
  type TransactionResult,
} from "@chainlearn/core";
import { mechanisms } from "@chainlearn/mechanisms";
import { models } from "@chainlearn/models-wasm";
import { initialState, type Lanes, stakeComposition } from "./compositions.ts";
import { besideBaseline, type GasRow } from "./rows.ts";
import { COST_WEIGHT_UNITS, IDLE_SECONDS, median, SAMPLES_PER_ROW, sampleStream } from "./workloads.ts";

/** What is charged after IDLE_SECONDS: costWeight x 60 / sqrt(100). */
const EXACT_DEPOSIT = COST_WEIGHT_UNITS * 6n;

/** One deployed contract and what a row needs to know about it. */
class Bench {
  private constructor(
    readonly chain: AnvilChain,
    readonly trainer: Trainer,
    readonly deployGas: bigint,
  ) {}

  static async deploy(chain: AnvilChain, lanes: Lanes, zero = false): Promise<Bench> {
    const trainers = createTrainers({ adapter: chain.adapter, modules: [models, mechanisms] });
    const { trainer, receipt } = await trainers.deploy(stakeComposition(lanes), {
      from: chain.accounts[0]!,
      initialState: initialState(lanes, zero),
    });
    return new Bench(
      chain,
      trainer,
      receipt.steps.reduce((sum, step) => sum + BigInt(step.gasUsed), 0n),
    );
  }

  account(k: number): string {
    return this.chain.accounts[k]!;
  }

  async pass(seconds: number): Promise<void> {
    await this.chain.setTime((await this.chain.now()) + seconds);
  }

  async add(from: string, sample: Sample, label: number, pay = EXACT_DEPOSIT): Promise<TransactionResult> {
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

  /** A contribution of a right label and its refund: `account` is validated afterwards. */
  async validate(account: string, sample: Sample): Promise<void> {
    const contribution = await this.contribute(account, sample, await this.trainer.predict(sample));
    await this.pass(IDLE_SECONDS);
    await this.trainer.act("refund", { from: account, contribution });
  }

  /** Median gas over the row's samples; `run` gets a sample and returns the measured transaction, or undefined to skip it. */
  async row(
    entries: number,
    run: (sample: Sample) => Promise<TransactionResult | undefined>,
    count = SAMPLES_PER_ROW,
  ): Promise<number> {
    const gas: bigint[] = [];
    for (const indices of sampleStream(1000, entries)) {
      const result = await this.isolated(() => run({ indices }));
      if (result) gas.push(result.gasUsed);
      if (gas.length === count) break;
    }
    return median(gas);
  }
}

/** Rows of one number of entries on one contract. */
async function actionRows(
  bench: Bench,
  entries: number,
  emit: (action: string, gas: number, sameAs?: string | null) => void,
): Promise<void> {
  const [provider, reporter, other] = [bench.account(1), bench.account(2), bench.account(3)];
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
  const overpaid = await bench.row(entries, async (sample) =>
    (await trainer.predict(sample)) === 0 ? bench.add(provider, sample, 1, 2n * EXACT_DEPOSIT) : undefined,
  );
  emit("addData incorrect label 1, over-paid", overpaid, "addData incorrect label 1");

  const [warmUp] = sampleStream(1000, entries);
  const refund = async (sample: Sample): Promise<TransactionResult> => {
    const contribution = await bench.contribute(provider, sample, await trainer.predict(sample));
    await bench.pass(IDLE_SECONDS);
    return trainer.act("refund", { from: provider, contribution });
  };
  emit("refund first", await bench.row(entries, refund));
  await bench.isolated(async () => {
    await bench.validate(provider, { indices: warmUp! });
    emit("refund later", await bench.row(entries, refund));
  });

  /** Two accounts are validated, so that a report takes half; then a wrong label that the model has unlearnt. */
  await bench.isolated(async () => {
    await bench.validate(provider, { indices: warmUp! });
    await bench.validate(reporter, { indices: warmUp! });
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
    const before = await disputed({ indices: warmUp! });
    await trainer.act("report", { from: reporter, contribution: before });
    emit("report share later", await bench.row(entries, report), "report share");
  });
  emit(
    "report whole",
    await bench.row(entries, async (sample) => {
      const contribution = await bench.contribute(provider, sample, await trainer.predict(sample));
      await bench.pass(IDLE_SECONDS);
      return trainer.act("take", { from: reporter, contribution });
    }),
  );
}

/** Rows of the sparse perceptron with stake on anvil; see `--help` of gas.ts. */
export async function measureEvmGas(options: {
  readonly onProgress?: (done: number, total: number) => void;
  readonly mail?: readonly number[][];
}): Promise<GasRow[]> {
  const rows: GasRow[] = [];
  const base = { model: "SparsePerceptron-1000", mechanism: "Stakeable64" };
  const total = 2 * (1 + 2 * 10 + 2) + (options.mail ? 2 : 0);
  const push = (row: Parameters<typeof besideBaseline>[0], sameAs?: string | null): void => {
    rows.push(besideBaseline(row, sameAs));
    options.onProgress?.(rows.length, total);
  };
  const chain = await startAnvil();
  try {
    for (const lanes of [32, 16] as const) {
      const bench = await Bench.deploy(chain, lanes);
      push({ ...base, entries: null, action: "deploy", lanes, gas: Number(bench.deployGas) });
      for (const entries of [15, 20]) {
        await actionRows(bench, entries, (action, gas, sameAs) =>
          push({ ...base, entries, action, lanes, gas }, sameAs),
        );
      }
      const zero = await Bench.deploy(chain, lanes, true);
      for (const entries of [15, 20]) {
        const gas = await zero.row(entries, (sample) => zero.add(zero.account(1), sample, 0));
        push(
          { ...base, entries, action: "addData incorrect label 0, first touch of zero cells", lanes, gas },
          null,
        );
      }
      const mail = options.mail;
      if (mail) {
        const gas: bigint[] = [];
        for (const indices of mail) {
          const result = await bench.isolated(async () =>
            bench.add(bench.account(1), { indices }, 1 - (await bench.trainer.predict({ indices }))),
          );
          gas.push(result.gasUsed);
        }
        push(
          { ...base, entries: null, action: "addData incorrect, real mail", lanes, gas: median(gas) },
          null,
        );
      }
    }
    return rows;
  } finally {
    await chain.close();
  }
}
