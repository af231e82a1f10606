import { createModel, type InProcessModel } from "@chainlearn/adapter-local";
import { resolveModel, type Sample, type SampleEncoding, type Shape } from "@chainlearn/core";
import { type Contestant, contestantsOf } from "./contestants.ts";
import { type Dataset, datasets } from "./datasets.ts";
import { entriesOf, highest, isTied } from "./float/rule.ts";
import type { AccuracyRow } from "./rows.ts";
import type { Features, Stream } from "./samples.ts";

function sampleOf({ indices, values }: Features, encoding: SampleEncoding, features: number): Sample {
  if (encoding === "sparse") return { indices };
  if (encoding === "sparse-values") return { indices, values };
  const all = new Array<number>(features).fill(0);
  indices.forEach((index, p) => {
    all[index] = values[p]!;
  });
  return { values: all };
}

const shapeOf = (
  { encoding, lane }: Contestant,
  { features, valueBits }: Stream,
  classes: number,
): Shape => ({
  ...{ features, classes, lane, encoding, valueBits },
  maxEntries: features,
});

/** Percent, in thousandths: figures stay readable, and one sample of 10,000 still shows. */
const percent = (part: number, of: number): number => Math.round((100_000 * part) / of) / 1_000;

function compare(
  kernel: InProcessModel,
  { float: start }: Contestant,
  stream: Stream,
): Omit<AccuracyRow, "dataset" | "model" | "order"> {
  const { shape } = kernel.resolved;
  const float = start(shape);
  const right = { prequential: 0, test: 0, floatTest: 0 };
  const told = { differently: 0, tied: 0 };
  for (const { features, label } of stream.trained) {
    const sample = sampleOf(features, shape.encoding, shape.features);
    if (kernel.predict(sample) === label) right.prequential += 1;
    kernel.update(sample, label);
    float.update(entriesOf(features, stream.valueBits), label);
  }
  for (const { features, label } of stream.heldBack) {
    const guess = kernel.predict(sampleOf(features, shape.encoding, shape.features));
    const scores = float.scores(entriesOf(features, stream.valueBits));
    const floatGuess = highest(scores);
    if (guess === label) right.test += 1;
    if (floatGuess === label) right.floatTest += 1;
    if (isTied(scores)) told.tied += 1;
    else if (guess !== floatGuess) told.differently += 1;
  }
  return {
    prequential: percent(right.prequential, stream.trained.length),
    test: percent(right.test, stream.heldBack.length),
    floatTest: percent(right.floatTest, stream.heldBack.length),
    ties: told.tied,
    differences: told.differently,
  };
}

/** What to measure. */
export interface Selection {
  readonly orders: readonly number[];
  /** Default: every pair. */
  readonly includes?: (dataset: string, model: string) => boolean;
  readonly onRow?: (row: AccuracyRow, done: number, total: number) => void;
}

/** Runs models over data sets, each model in process and on floats. Rows come data set by data set, model by model. */
export async function measureAccuracy({ orders, includes, onRow }: Selection): Promise<AccuracyRow[]> {
  const plan = datasets
    .map((dataset) => ({
      dataset,
      contestants: contestantsOf(dataset).filter(
        ({ model }) => includes?.(dataset.id, model.manifest.id) ?? true,
      ),
    }))
    .filter(({ contestants }) => contestants.length > 0);
  const total = plan.reduce((sum, { contestants }) => sum + contestants.length, 0) * orders.length;
  const rows: AccuracyRow[] = [];
  for (const { dataset, contestants } of plan) {
    const streamOf = streams(dataset);
    for (const contestant of contestants) {
      let kernel: InProcessModel | undefined;
      for (const order of orders) {
        const stream = streamOf(order, contestant.encoding === "sparse");
        kernel ??= await createModel(
          resolveModel({
            model: contestant.model,
            shape: shapeOf(contestant, stream, dataset.classes),
            params: contestant.params,
          }),
        );
        kernel.load({});
        const row = {
          ...{ dataset: dataset.id, model: contestant.model.manifest.id, order },
          ...compare(kernel, contestant, stream),
        };
        rows.push(row);
        onRow?.(row, rows.length, total);
      }
    }
  }
  return rows;
}

/** A data set's streams, each prepared once. */
function streams(dataset: Dataset): Dataset["stream"] {
  const prepared = new Map<string, Stream>();
  return (order, isPresentOnly) => {
    const key = `${order} ${isPresentOnly}`;
    const stream = prepared.get(key) ?? dataset.stream(order, isPresentOnly);
    prepared.set(key, stream);
    return stream;
  };
}
