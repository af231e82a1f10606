import { startEmbeddedChain } from "@chainlearn/adapter-cosmwasm/embedded";
import {
  type Contribution,
  createTrainers,
  type DataAddedEntry,
  type DevChain,
  type Sample,
  type Trainer,
} from "@chainlearn/core";
import { mechanisms } from "@chainlearn/mechanisms";
import { models } from "@chainlearn/models-wasm";
import { initialState, type Lanes, stakeComposition } from "./compositions.ts";
import { IDLE_SECONDS, median, SAMPLES_PER_ROW, sampleStream } from "./workloads.ts";

/** What one action costs on CosmWasm, in the chain's gas; the median over the row's samples. */
export interface CosmWasmGasRow {
  readonly entries: number | null;
  readonly action: string;
  readonly lanes: Lanes;
  readonly gas: number;
  /** An execution that stores nothing: signature, transaction, loading the instance. */
  readonly base: number | null;
  /** The rest: reads and writes of storage; computation is nearly free. */
  readonly storage: number | null;
}

/** Gas of an empty execute, measured on wasmd 0.61. */
const EMPTY_EXECUTE = 98_800;

/** The same story as on the EVM, on one running contract: the cost depends on which cells are touched, not on their values. */
class Bench {
  readonly #gas = new Map<string, bigint[]>();

  constructor(
    readonly chain: DevChain,
    readonly trainer: Trainer,
  ) {}

  note(action: string, gas: bigint): void {
    const list = this.#gas.get(action) ?? [];
    list.push(gas);
    this.#gas.set(action, list);
  }

  medians(): [string, number][] {
    return [...this.#gas].map(([action, gas]) => [action, median(gas)]);
  }

  async pass(): Promise<void> {
    await this.chain.setTime((await this.chain.now()) + IDLE_SECONDS);
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
      const chain = await startEmbeddedChain();
      try {
        const trainers = createTrainers({ adapter: chain.adapter, modules: [models, mechanisms] });
        const { trainer, receipt } = await trainers.deploy(stakeComposition(lanes), {
          from: chain.accounts[0]!,
          initialState: initialState(lanes),
        });
        if (entries === 15) {
          const gas = receipt.steps.reduce((sum, step) => sum + Number(step.gasUsed), 0);
          rows.push({ entries: null, action: "deploy", lanes, gas, base: null, storage: null });
        }
        const bench = new Bench(chain, trainer);
        let done = 0;
        for (const indices of sampleStream(1000, entries)) {
          await actions(bench, { indices }, done === 0);
          done += 1;
          if (done === SAMPLES_PER_ROW) break;
        }
        for (const [action, gas] of bench.medians()) {
          rows.push({ entries, action, lanes, gas, base: EMPTY_EXECUTE, storage: gas - EMPTY_EXECUTE });
        }
      } finally {
        await chain.close();
      }
    }
  }
  return rows;
}
