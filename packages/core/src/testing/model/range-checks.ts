import type { Params } from "../../composition.ts";
import { cellRange } from "../../layout.ts";
import type { CellSpec } from "../../manifest.ts";
import type { ModelState } from "../../state.ts";
import { assertThat } from "../assert.ts";
import { Random } from "../random.ts";
import { casesOf, laneRange, type ModelCase, usualState } from "./cases.ts";
import { forEachCase, type ModelRule, train } from "./check.ts";
import { ModelRun } from "./run.ts";
import { fullSample, sampleOf, VALUE_ENDS } from "./samples.ts";
import type { ModelSubject } from "./subject.ts";

type End = "min" | "max";

/** What a deployment without initial state has, and cells and hot cells at one end or at different ends of their ranges. */
function extremeStates(
  { model: { manifest } }: ModelSubject,
  { shape }: ModelCase,
): (readonly [name: string, state: ModelState])[] {
  const lane = laneRange(shape);
  const ranges = manifest.hot(shape).map((cell: CellSpec) => cellRange(cell));
  const cellsAt = (end: (i: number) => End): bigint[] =>
    Array.from({ length: manifest.cells(shape) }, (_, i) => lane[end(i)]);
  const hotAt = (end: (k: number) => End): bigint[] => ranges.map((range, k) => range[end(k)]);
  const alternating = (i: number): End => (i % 2 === 0 ? "min" : "max");
  return [
    ["zeros", { cells: [], hot: [] }],
    ["cells min, hot cells max", { cells: cellsAt(() => "min"), hot: hotAt(() => "max") }],
    ["cells max, hot cells min", { cells: cellsAt(() => "max"), hot: hotAt(() => "min") }],
    ["cells max, hot cells max", { cells: cellsAt(() => "max"), hot: hotAt(() => "max") }],
    ["both alternating", { cells: cellsAt(alternating), hot: hotAt(alternating) }],
  ];
}

/** Samples that multiply what is in the cells as much as possible: all features at once, and the last one alone. */
function extremeSamples({ shape }: ModelCase) {
  const values = shape.encoding === "sparse" ? [1] : [...VALUE_ENDS, 0];
  const full = values.map((value) => fullSample(shape, value));
  return shape.encoding === "dense"
    ? full
    : [...full, sampleOf(shape, [shape.features - 1], () => values[0]!)];
}

async function checkExtremes(
  subject: ModelSubject,
  chain: ModelRun["chain"],
  modelCase: ModelCase,
): Promise<void> {
  for (const [name, state] of extremeStates(subject, modelCase)) {
    const run = await ModelRun.start(subject, chain, modelCase, { state });
    for (const sample of extremeSamples(modelCase))
      for (const label of [0, modelCase.shape.classes - 1]) {
        await run.predict(sample);
        await run.add(sample, label);
        await run.predict(sample);
      }
    await run.compareState(`after additions to ${name}`);
  }
}

/** Cells one step inside the ends of their lanes, neighbours at different ends. */
function nearlyFull(subject: ModelSubject, modelCase: ModelCase): ModelState {
  const { min, max } = laneRange(modelCase.shape);
  const { hot } = usualState(new Random(6), subject, modelCase);
  const count = subject.model.manifest.cells(modelCase.shape);
  return { cells: Array.from({ length: count }, (_, i) => (i % 2 === 0 ? max - 1n : min + 1n)), hot };
}

/** Trains where sums leave the lanes: a cell that wraps crosses nearly its whole range. @returns whether a cell got full */
async function checkSaturation(
  subject: ModelSubject,
  chain: ModelRun["chain"],
  modelCase: ModelCase,
): Promise<boolean> {
  const { shape } = modelCase;
  const { min, max } = laneRange(shape);
  const mostOfRange = ((max - min) * 3n) / 4n;
  const run = await ModelRun.start(subject, chain, modelCase, { state: nearlyFull(subject, modelCase) });
  const one = 2 ** shape.valueBits;
  let full = false;
  let before = await run.exported();
  for (let step = 0; step < 12; step++) {
    const sample = fullSample(shape, step % 4 < 2 ? one : -one);
    await run.add(sample, step % shape.classes);
    const after = await run.exported();
    after.cells.forEach((cell, i) => {
      const was = before.cells[i]!;
      const jump = cell > was ? cell - was : was - cell;
      assertThat(jump <= mostOfRange, `cell ${i} went from ${was} to ${cell} in one addition.`);
      full ||= (cell === max || cell === min) && was !== cell;
    });
    before = after;
  }
  await run.compareState("of a model whose cells are full");
  return full;
}

/** Every parameter at its smallest and its largest value, together and against each other. */
function parameterEnds(
  subject: ModelSubject,
  { params }: ModelCase,
): (readonly [name: string, params: Params])[] {
  const specs = subject.model.manifest.params;
  const at = (end: (k: number) => End): Params => ({
    ...params,
    ...Object.fromEntries(specs.map((spec, k) => [spec.name, spec[end(k)]])),
  });
  const together: (readonly [string, Params])[] = [
    ["smallest", at(() => "min")],
    ["largest", at(() => "max")],
  ];
  if (specs.length < 2) return together;
  return [
    ...together,
    ["smallest and largest in turn", at((k) => (k % 2 === 0 ? "min" : "max"))],
    ["largest and smallest in turn", at((k) => (k % 2 === 0 ? "max" : "min"))],
  ];
}

export const rangeChecks: readonly ModelRule[] = [
  {
    id: "extremes",
    title: "agrees with its references from zeros and at the ends of every lane, hot cell and value",
    run: (subject, { chain }) =>
      forEachCase(casesOf(subject), (modelCase) => checkExtremes(subject, chain, modelCase)),
  },
  {
    id: "saturation",
    title: "fills cells to the ends of their lanes and never wraps",
    async run(subject, { chain }) {
      let full = false;
      await forEachCase(casesOf(subject), async (modelCase) => {
        full = (await checkSaturation(subject, chain, modelCase)) || full;
      });
      assertThat(full, "no addition filled a cell in any lane: give the suite hints.");
    },
  },
  {
    id: "parameters",
    title: "agrees with its references at the ends of every parameter",
    notApplicable: ({ model }) =>
      model.manifest.params.length > 0 ? undefined : "the manifest has no parameters",
    async run(subject, { chain }) {
      const [modelCase] = casesOf(subject);
      for (const [name, params] of parameterEnds(subject, modelCase!)) {
        const random = new Random(7);
        const changed = { ...modelCase!, params };
        const state = usualState(random, subject, changed);
        const run = await ModelRun.start(subject, chain, changed, { state });
        await train(run, random, 20);
        await run.compareState(`with parameters ${name}`);
      }
    },
  },
];
