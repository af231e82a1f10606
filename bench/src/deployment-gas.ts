import { type AnvilChain, startAnvil } from "@chainlearn/adapter-evm/testing";
import {
  createTrainers,
  type DeploymentReceipt,
  type DeployOptions,
  type Sample,
  type Trainer,
} from "@chainlearn/core";
import { mechanisms } from "@chainlearn/mechanisms";
import { models } from "@chainlearn/models-wasm";
import { baselineModels, type GasModel, sparsePerceptron } from "./compositions.ts";
import { COST_WEIGHT_UNITS, IDLE_SECONDS } from "./workloads.ts";

/** Gas of one way to deploy, by what it goes into. */
export interface DeploymentRow {
  readonly model: string;
  readonly weights: "cells" | "code";
  readonly clone: boolean;
  readonly create: number;
  readonly upload: number;
  readonly seal: number;
  readonly total: number;
}

/** What weights as code save once and cost later, in gas. */
export interface BreakEven {
  readonly model: string;
  readonly stateWords: number;
  /** Of the deployment. */
  readonly saved: number;
  /** Beyond cells: of every addition; of every word at its first change; at a later one. */
  readonly perAddition: number;
  readonly perFirstTouch: number;
  readonly perLaterTouch: number;
  /** Words changed for the first time above which cells are cheaper, leaving later touches aside. */
  readonly touchedWords: number;
}

/** An addition to a clone and to its original, both with cells, in gas. */
export interface CloneCall {
  readonly model: string;
  readonly original: number;
  readonly clone: number;
}

export interface DeploymentGas {
  readonly rows: readonly DeploymentRow[];
  readonly clones: readonly CloneCall[];
  readonly breakEven: readonly BreakEven[];
}

const MODELS: readonly GasModel[] = [
  baselineModels.find(({ name }) => name === "NaiveBayes-1000")!,
  sparsePerceptron,
];
const LANES = 32;
const DEPOSIT = COST_WEIGHT_UNITS * 6n;
/** Entries of the two samples whose difference gives the cost of a word. */
const [FEW, MANY] = [5, 20];

interface Deployed {
  readonly trainer: Trainer;
  readonly receipt: DeploymentReceipt;
}

const gasOf = ({ steps }: DeploymentReceipt, name: RegExp): number =>
  steps.filter(({ step }) => name.test(step)).reduce((sum, { gasUsed }) => sum + Number(gasUsed), 0);

const rowOf = (model: GasModel, { receipt }: Deployed): DeploymentRow => ({
  model: model.name,
  weights: receipt.codeWeights ? "code" : "cells",
  clone: receipt.implementation !== undefined,
  create: gasOf(receipt, /^create$/),
  upload: gasOf(receipt, /^upload/),
  seal: gasOf(receipt, /^seal$/),
  total: gasOf(receipt, /^/),
});

/** Gas of an addition that the model learns from, at the first touch of its words and again. */
async function additions(
  chain: AnvilChain,
  trainer: Trainer,
  sample: Sample,
): Promise<{ first: number; later: number }> {
  const snapshot = await chain.client.snapshot();
  const contradict = async (about: Sample): Promise<number> => {
    await chain.setTime((await chain.now()) + IDLE_SECONDS);
    const label = 1 - (await trainer.predict(about));
    const { gasUsed } = await trainer.addData({
      from: chain.accounts[1]!,
      sample: about,
      label,
      pay: DEPOSIT,
    });
    return Number(gasUsed);
  };
  const first = await contradict(sample);
  // Other cells of the same words: the same ones would go back to where they came from.
  const later = await contradict({ indices: neighbours(sample) });
  await chain.client.revert({ id: snapshot });
  return { first, later };
}

/** The features beside those of a sample, in the same state words. */
const neighbours = ({ indices = [] }: Sample): number[] =>
  [...new Set(indices.map((index) => index ^ 1))].sort((a, b) => a - b);

/** State words that hold the cells of a sample. */
function wordsOf({ indices = [] }: Sample, { composition }: Trainer): number {
  const cellsPerFeature = composition.layout.cells / composition.shape.features;
  const { lanesPerWord } = composition.layout;
  return new Set(indices.map((index) => Math.floor((index * cellsPerFeature) / lanesPerWord))).size;
}

async function breakEvenOf(
  chain: AnvilChain,
  model: GasModel,
  cells: Deployed,
  code: Deployed,
): Promise<BreakEven> {
  const extra = async (entries: number) => {
    const sample = model.samples(entries).next().value as Sample;
    const [own, other] = [
      await additions(chain, code.trainer, sample),
      await additions(chain, cells.trainer, sample),
    ];
    const words = wordsOf(sample, cells.trainer);
    return { words, first: own.first - other.first, later: own.later - other.later };
  };
  const [few, many] = [await extra(FEW), await extra(MANY)];
  const perWord = (when: "first" | "later"): number =>
    Math.round((many[when] - few[when]) / (many.words - few.words));
  const saved = rowOf(model, cells).total - rowOf(model, code).total;
  const perFirstTouch = perWord("first");
  return {
    model: model.name,
    stateWords: cells.trainer.composition.layout.stateWords,
    saved,
    perAddition: Math.round(many.later - perWord("later") * many.words),
    perFirstTouch,
    perLaterTouch: perWord("later"),
    touchedWords: Math.floor(saved / perFirstTouch),
  };
}

/** Deploys models in four ways on anvil and measures what each costs at once and later. */
export async function measureDeployments(
  onProgress: (what: string) => void = () => {},
): Promise<DeploymentGas> {
  const chain = await startAnvil();
  try {
    const trainers = createTrainers({ adapter: chain.adapter, modules: [models, mechanisms] });
    const rows: DeploymentRow[] = [];
    const breakEven: BreakEven[] = [];
    const clones: CloneCall[] = [];
    for (const model of MODELS) {
      const deploy = (what: string, options: Partial<DeployOptions>): Promise<Deployed> => {
        onProgress(`${model.name}: ${what}`);
        return trainers.deploy(model.composition(LANES), {
          from: chain.accounts[0]!,
          initialState: model.initialState(LANES),
          ...options,
        });
      };
      const cells = await deploy("cells", {});
      const code = await deploy("code", { weights: "code" });
      const clone = await deploy("clone with cells", { cloneOf: cells.receipt });
      const codeClone = await deploy("clone with code", { cloneOf: code.receipt });
      rows.push(...[cells, code, clone, codeClone].map((deployed) => rowOf(model, deployed)));
      onProgress(`${model.name}: additions`);
      const sample = model.samples(MANY).next().value as Sample;
      const addition = async ({ trainer }: Deployed): Promise<number> =>
        (await additions(chain, trainer, sample)).first;
      clones.push({ model: model.name, original: await addition(cells), clone: await addition(clone) });
      breakEven.push(await breakEvenOf(chain, model, cells, code));
    }
    return { rows, clones, breakEven };
  } finally {
    await chain.close();
  }
}
