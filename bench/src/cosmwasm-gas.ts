import { createCosmWasmAdapter } from "@chainlearn/adapter-cosmwasm";
import { EmbeddedChain } from "@chainlearn/adapter-cosmwasm/embedded";
import {
  type Contribution,
  createTrainers,
  type DataAddedEntry,
  type Sample,
  type Trainer,
} from "@chainlearn/core";
import { mechanisms } from "@chainlearn/mechanisms";
import { models } from "@chainlearn/models-wasm";
import { type Lanes, sparsePerceptron } from "./compositions.ts";
import { IDLE_SECONDS, median, SAMPLES_PER_ROW } from "./workloads.ts";

/** What one action costs on CosmWasm, in the chain's gas; the median over the row's samples. */
export interface CosmWasmGasRow {
  readonly entries: number | null;
  readonly action: string;
  readonly lanes: Lanes;
  readonly gas: number;
  /** What it would cost without storage: signature, bytes of the transaction, loading the instance, moving coins. */
  readonly base: number | null;
  /** Reads and writes of storage; computation is nearly free. */
  readonly storage: number | null;
}

/** The same story as on the EVM, on one running contract: the cost depends on which cells are touched, not on their values. */
class Bench {
  readonly #gas = new Map<string, { total: bigint; storage: bigint }[]>();

  constructor(
    readonly chain: EmbeddedChain,
    readonly trainer: Trainer,
  ) {}

  note(action: string, total: bigint): void {
    const list = this.#gas.get(action) ?? [];
    list.push({ total, storage: this.chain.newestStorageGas });
    this.#gas.set(action, list);
  }

  medians(): { action: string; gas: number; storage: number }[] {
    return [...this.#gas].map(([action, gas]) => ({
      action,
      gas: median(gas.map(({ total }) => total)),
      storage: median(gas.map(({ storage }) => storage)),
    }));
  }

  async pass(): Promise<void> {
    const seconds = BigInt((await this.chain.time()) + IDLE_SECONDS);
    this.chain.setNextTime(seconds * 10n ** 9n);
  }

  async contribute(from: string, sample: Sample, label: number, action?: string): Promise<Contribution> {
    await this.pass();
    const { entries, gasUsed } = await this.trainer.addData({ from, sample, label });
    const entry = entries[0] as DataAddedEntry;
    if (action) this.note(action, gasUsed);
    return { id: entry.id, time: entry.time, submitter: from, label, sample: entry.sample };
  }

  async claim(name: string, from: string, contribution: Contribution, action?: string): Promise<void> {
    await this.pass();
    const { gasUsed } = await this.trainer.act(name, { from, contribution });
    if (action) this.note(action, gasUsed);
  }
}

async function actions(bench: Bench, sample: Sample, first: boolean): Promise<void> {
  const [, provider = "", reporter = "", other = ""] = bench.chain.accounts;
  const predicted = await bench.trainer.predict(sample);
  const right = await bench.contribute(provider, sample, predicted, "addData correct");
  await bench.claim("refund", provider, right, first ? "refund first" : "refund later");
  if (first) {
    const own = await bench.contribute(reporter, sample, predicted);
    await bench.claim("refund", reporter, own);
  }
  const wrong = await bench.contribute(provider, sample, 1 - predicted, "addData incorrect");
  await bench.contribute(other, sample, predicted);
  await bench.claim("report", reporter, wrong, first ? "report share" : "report share later");
  const left = await bench.contribute(provider, sample, predicted);
  await bench.claim("take", reporter, left, "report whole");
}

/** Rows of the sparse perceptron with stake on the embedded CosmWasm host. */
export async function measureCosmWasmGas(): Promise<CosmWasmGasRow[]> {
  const rows: CosmWasmGasRow[] = [];
  for (const lanes of [32, 16] as const) {
    for (const entries of [15, 20]) {
      const chain = new EmbeddedChain();
      try {
        const trainers = createTrainers({
          adapter: createCosmWasmAdapter({ connection: chain }),
          modules: [models, mechanisms],
        });
        const { trainer, receipt } = await trainers.deploy(sparsePerceptron.composition(lanes), {
          from: chain.accounts[0]!,
          initialState: sparsePerceptron.initialState(lanes),
        });
        if (entries === 15) {
          const gas = receipt.steps.reduce((sum, step) => sum + Number(step.gasUsed), 0);
          rows.push({ entries: null, action: "deploy", lanes, gas, base: null, storage: null });
        }
        const bench = new Bench(chain, trainer);
        let done = 0;
        for (const sample of sparsePerceptron.samples(entries)) {
          await actions(bench, sample, done === 0);
          done += 1;
          if (done === SAMPLES_PER_ROW) break;
        }
        for (const { action, gas, storage } of bench.medians()) {
          rows.push({ entries, action, lanes, gas, base: gas - storage, storage });
        }
      } finally {
        await chain.close();
      }
    }
  }
  return rows;
}
