import { type AnvilChain, startAnvil } from "@chainlearn/adapter-evm/testing";
import {
  type BatchedAction,
  type Contribution,
  commitItems,
  createTrainers,
  type DataAddedEntry,
  type DeploymentReceipt,
  type Sample,
  type Trainer,
  type TransactionResult,
} from "@chainlearn/core";
import { mechanisms } from "@chainlearn/mechanisms";
import { models } from "@chainlearn/models-wasm";
import { getAddress, numberToHex } from "viem";
import { CALLS_OF_PROMOTION, CHAMPION, CHAMPION_ACTIONS, SETTLED_AT_ONCE } from "./champion-rows.ts";
import { furtherModels, type GasModel, type Lanes, sparsePerceptron } from "./compositions.ts";
import { besideBaseline, type ContractSize, type GasRow } from "./rows.ts";
import { median } from "./workloads.ts";

const ENTRIES = 20;
/** Measured transactions per row. */
const SAMPLES = 6;
/** Its bytes cost gas, so that it is the same in every run. */
const ITEMS_SECRET = new Uint8Array(32).fill(7);
/** docs/spec/shell.md: where the state's words begin. */
const STATE_SLOT = 1n << 64n;
const SETTLE_WAIT = 100;
/** Twice as long is more than the waits for settlements and for late items. */
const LOCK = 131_072;
const CYCLE = 100_000;
const PARAMS = {
  depositUnits: 1_000_000n,
  bondUnits: 20_000_000n,
  settleWaitSeconds: BigInt(SETTLE_WAIT),
  lockSeconds: BigInt(LOCK),
  cycleSeconds: BigInt(CYCLE),
  openItems: 2n,
  itemsPerCycle: 12n,
};

/** One contract with champion, in its first cycle. The challenger's weights are the served ones, negated. */
class Bench {
  readonly #chain: AnvilChain;
  readonly #trainer: Trainer;
  readonly #receipt: DeploymentReceipt;
  readonly #samples: Generator<Sample>;
  /** What each transaction touches was touched before. */
  readonly contributor: string;
  readonly curator: string;
  readonly other: string;

  constructor(chain: AnvilChain, trainer: Trainer, receipt: DeploymentReceipt, samples: Generator<Sample>) {
    [this.curator, this.contributor, this.other] = chain.accounts as [string, string, string];
    this.#chain = chain;
    this.#trainer = trainer;
    this.#receipt = receipt;
    this.#samples = samples;
  }

  next(): Sample {
    return this.#samples.next().value as Sample;
  }

  async pass(seconds: number): Promise<void> {
    await this.#chain.setTime((await this.#chain.now()) + seconds);
  }

  /** Bytes of the contract's runtime code. */
  async codeSize(): Promise<number> {
    const code = await this.#chain.client.getCode({ address: getAddress(this.#receipt.address) });
    return ((code ?? "0x").length - 2) / 2;
  }

  /** Runs from the present state and returns to it. */
  async isolated<T>(run: () => Promise<T>): Promise<T> {
    const snapshot = await this.#chain.client.snapshot();
    try {
      return await run();
    } finally {
      await this.#chain.client.revert({ id: snapshot });
    }
  }

  /** Median gas of a transaction over some samples. */
  async row(run: (sample: Sample) => Promise<TransactionResult>): Promise<number> {
    const gas: bigint[] = [];
    for (let k = 0; k < SAMPLES; k++) gas.push((await this.isolated(() => run(this.next()))).gasUsed);
    return median(gas);
  }

  async add(sample: Sample, wrong = false): Promise<TransactionResult> {
    const predicted = await this.#trainer.predict(sample);
    return this.#trainer.addData({
      from: this.contributor,
      sample,
      label: wrong ? 1 - predicted : predicted,
    });
  }

  async contribute(sample: Sample, wrong = false): Promise<Contribution> {
    const { entries } = await this.add(sample, wrong);
    const { id, time, label, sample: bytes } = entries[0] as DataAddedEntry;
    return { id, time, submitter: this.contributor, label, sample: bytes };
  }

  async act(
    action: string,
    from: string,
    input: Omit<BatchedAction, "action"> & { readonly pay?: bigint } = {},
  ): Promise<TransactionResult> {
    return this.#trainer.act(action, { from, ...input });
  }

  /** A contribution that the served model agrees with, or not; a day later. */
  async ripe(sample: Sample, wrong = false): Promise<Contribution> {
    const contribution = await this.contribute(sample, wrong);
    await this.pass(SETTLE_WAIT);
    return contribution;
  }

  /** Gas of one of many settlements in one transaction. */
  async settleBatch(): Promise<number> {
    const batches: bigint[] = [];
    for (let k = 0; k < 2; k++) {
      const { gasUsed } = await this.isolated(async () => {
        const actions: BatchedAction[] = [];
        for (let n = 0; n < SETTLED_AT_ONCE; n++)
          actions.push({ action: "settle", contribution: await this.contribute(this.next()) });
        await this.pass(SETTLE_WAIT);
        return this.#trainer.actBatch({ from: this.other, actions });
      });
      batches.push(gasUsed / BigInt(SETTLED_AT_ONCE));
    }
    return median(batches);
  }

  /** Commits, opens the first items, and gives every cell that a row touches a value. */
  async begin(): Promise<readonly (() => Promise<TransactionResult>)[]> {
    const open = Number(PARAMS.openItems);
    const items: { sample: Sample; label: number }[] = [];
    for (let k = 0; k < open + Number(PARAMS.itemsPerCycle); k++) {
      const sample = this.next();
      const served = await this.#trainer.predict(sample);
      // The served model is right in the setup and wrong in the test, so that the challenger wins.
      items.push({ sample, label: k < open ? served : 1 - served });
    }
    const chain = commitItems(items, ITEMS_SECRET, this.#trainer.composition.shape);
    const count = [BigInt(items.length)];
    await this.act("commit", this.curator, { digest: chain.head, args: count, pay: PARAMS.bondUnits });
    const reveals = chain.items.map((item) => () => this.act("reveal", this.curator, { item }));
    for (const reveal of reveals.slice(0, open)) await reveal();
    await this.#negateChallenger();
    await this.act("settle", this.other, { contribution: await this.ripe(this.next()) });
    return reveals.slice(open);
  }

  async #negateChallenger(): Promise<void> {
    const { words } = await this.#trainer.snapshot({});
    const { lane } = this.#trainer.composition.shape;
    for (const [w, word] of words.entries()) {
      let challenger = 0n;
      for (let bit = 0n; bit < 128n; bit += BigInt(lane))
        challenger |= BigInt.asUintN(lane, -BigInt.asIntN(lane, word >> bit)) << bit;
      await this.#chain.client.setStorageAt({
        address: getAddress(this.#receipt.address),
        index: numberToHex(STATE_SLOT + BigInt(w), { size: 32 }),
        value: numberToHex(BigInt.asUintN(128, word) | (challenger << 128n), { size: 32 }),
      });
    }
  }

  /** Gas of a whole promotion in several calls. */
  async promote(): Promise<number> {
    const { stateWords } = this.#trainer.composition.layout;
    const words = (BigInt(stateWords) + CALLS_OF_PROMOTION - 1n) / CALLS_OF_PROMOTION;
    let gas = 0n;
    for (let k = 0n; k < CALLS_OF_PROMOTION; k++)
      gas += (await this.act("decide", this.other, { args: [words] })).gasUsed;
    return Number(gas);
  }
}

type Emit = (action: string, gas: number) => void;

async function championRows(bench: Bench, emit: Emit): Promise<void> {
  const { contributor, other } = bench;
  const reveals = await bench.begin();
  const settle = async (sample: Sample, wrong = false): Promise<TransactionResult> =>
    bench.act("settle", other, { contribution: await bench.ripe(sample, wrong) });
  const release = async (sample: Sample, from: string): Promise<TransactionResult> => {
    const contribution = await bench.ripe(sample);
    await bench.act("settle", other, { contribution });
    await bench.pass(LOCK);
    return bench.act("release", from, { contribution });
  };
  emit(CHAMPION_ACTIONS.add, await bench.row((sample) => bench.add(sample)));
  emit(CHAMPION_ACTIONS.settle, await bench.row((sample) => settle(sample)));
  emit(CHAMPION_ACTIONS.settleBatch, await bench.settleBatch());
  emit(CHAMPION_ACTIONS.forfeit, await bench.row((sample) => settle(sample, true)));
  emit(CHAMPION_ACTIONS.release, await bench.row((sample) => release(sample, contributor)));
  emit(CHAMPION_ACTIONS.releaseByAnother, await bench.row((sample) => release(sample, other)));
  await bench.pass(CYCLE);
  const gas: bigint[] = [];
  for (const reveal of reveals) gas.push((await reveal()).gasUsed);
  emit(CHAMPION_ACTIONS.reveal, median(gas));
  emit(CHAMPION_ACTIONS.promote, await bench.promote());
  emit(CHAMPION_ACTIONS.collect, Number((await bench.act("collect", contributor)).gasUsed));
}

/** Models that are measured with champion: the one of all other rows, and the one that is recommended with it. */
const MODELS: readonly GasModel[] = [
  sparsePerceptron,
  ...furtherModels.filter(({ name }) => name === "AveragedPerceptron-1000"),
];

/** Rows of champion with samples of 20 features, and the sizes of its contracts. */
export async function measureChampionGas(
  onProgress: () => void = () => {},
): Promise<{ rows: GasRow[]; sizes: ContractSize[] }> {
  const rows: GasRow[] = [];
  const sizes: ContractSize[] = [];
  const chain = await startAnvil();
  const measure = async (model: GasModel, lanes: Lanes): Promise<void> => {
    const trainers = createTrainers({ adapter: chain.adapter, modules: [models, mechanisms] });
    const { trainer, receipt } = await trainers.deploy(
      { ...model.composition(lanes), mechanism: "champion", mechanismParams: PARAMS },
      {
        from: chain.accounts[0]!,
        initialState: model.initialState(lanes),
        roles: { curator: chain.accounts[0]! },
      },
    );
    const emit = (action: string, gas: number, entries: number | null = ENTRIES): void => {
      rows.push(
        besideBaseline({ model: model.name, entries, mechanism: CHAMPION, action, lanes, gas }, null),
      );
      onProgress();
    };
    const bench = new Bench(chain, trainer, receipt, model.samples(ENTRIES));
    emit("deploy", Number(receipt.steps.reduce((sum, step) => sum + BigInt(step.gasUsed), 0n)), null);
    sizes.push({ model: `${model.name}/${CHAMPION}`, lanes, bytes: await bench.codeSize() });
    await championRows(bench, emit);
  };
  try {
    for (const model of MODELS) for (const lanes of model.lanes) await measure(model, lanes);
    return { rows, sizes };
  } finally {
    await chain.close();
  }
}
