import type { ModelPlugin, Params, Sample, SampleEncoding, Shape } from "@chainlearn/core";
import {
  averagedPerceptron,
  densePerceptron,
  logisticRegression,
  multiclassPerceptron,
  passiveAggressive,
  sparsePerceptron,
} from "@chainlearn/models-wasm";
import { describe, expect, test } from "vitest";
import type { Entry, FloatModel } from "./float/float-model.ts";
import {
  floatAveragedPerceptron,
  floatLogisticRegression,
  floatMulticlassPerceptron,
  floatPassiveAggressive,
  floatPerceptron,
} from "./float/linear-models.ts";
import { accuracyOf, FEATURES, MAX_ENTRIES, mailStream } from "./mail/accuracy.ts";
import { startLinked } from "./running.ts";

interface Row {
  readonly model: ModelPlugin;
  readonly encoding: SampleEncoding;
  readonly lane: Shape["lane"];
  readonly params: Params;
  readonly float: () => FloatModel;
  /** Percent of the held-back mails that it gets right at least. */
  readonly atLeast: number;
}

const perceptron = { float: () => floatPerceptron(FEATURES), atLeast: 94.5 };
const multiclass = { float: () => floatMulticlassPerceptron(FEATURES, 2), atLeast: 94.5 };
const sparse = { encoding: "sparse", lane: 16 } as const;
const wide = { encoding: "sparse", lane: 32 } as const;
const counts: Params = { learningRate: 1n };

const rows: readonly Row[] = [
  { model: sparsePerceptron, ...sparse, params: counts, ...perceptron },
  { model: densePerceptron, encoding: "dense", lane: 16, params: counts, ...perceptron },
  { model: multiclassPerceptron, ...sparse, params: counts, ...multiclass },
  { model: multiclassPerceptron, encoding: "dense", lane: 16, params: counts, ...multiclass },
  {
    ...{ model: averagedPerceptron, ...wide, params: {} },
    float: () => floatAveragedPerceptron(FEATURES),
    atLeast: 96.5,
  },
  {
    ...{ model: passiveAggressive, ...wide, params: {} },
    float: () => floatPassiveAggressive(FEATURES, 0.02),
    atLeast: 96.5,
  },
  {
    ...{ model: passiveAggressive, ...sparse, params: { targetMargin: 4_096n, aggressiveness: 82n } },
    float: () => floatPassiveAggressive(FEATURES, 0.02),
    atLeast: 96.5,
  },
  {
    ...{ model: logisticRegression, ...wide, params: {} },
    float: () => floatLogisticRegression(FEATURES, 0.05),
    atLeast: 96.5,
  },
];

const defaultsOf = (model: ModelPlugin): Params =>
  Object.fromEntries(model.manifest.params.map(({ name, min, default: value }) => [name, value ?? min]));

/** Every word is there or not; 1.0 is the value 1. */
const asDense = ({ indices }: Sample): Sample => {
  const present = new Set(indices);
  return { values: Array.from({ length: FEATURES }, (_, feature) => (present.has(feature) ? 1 : 0)) };
};

const entriesOf = ({ indices }: Sample): Entry[] => indices!.map((feature) => [feature, 1]);

describe("real mail: as good as the same rule on floats", () => {
  const stream = mailStream(1, 4_550);

  test.each(rows)("$model.manifest.id, $encoding, $lane bits", async ({ model, encoding, lane, ...row }) => {
    const shape: Shape = {
      ...{ features: FEATURES, classes: 2, lane, encoding, valueBits: 0 },
      maxEntries: encoding === "dense" ? FEATURES : MAX_ENTRIES,
    };
    const linked = await startLinked(model, shape, { ...defaultsOf(model), ...row.params });
    const encode = (sample: Sample): Sample => (encoding === "dense" ? asDense(sample) : sample);
    const kernel = accuracyOf(
      {
        predict: (sample) => linked.predict(encode(sample)),
        update: (sample, label) => linked.update(encode(sample), label),
      },
      stream,
    );
    const float = row.float();
    const exact = accuracyOf(
      {
        predict: (sample) => float.predict(entriesOf(sample)),
        update: (sample, label) => float.update(entriesOf(sample), label),
      },
      stream,
    );
    expect(Math.abs(kernel.test - exact.test)).toBeLessThanOrEqual(0.2);
    expect(Math.abs(kernel.prequential - exact.prequential)).toBeLessThanOrEqual(0.2);
    expect(kernel.test).toBeGreaterThan(row.atLeast);
  });
});
