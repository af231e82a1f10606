import type { ModelPlugin, Params, Sample, Shape } from "@chainlearn/core";
import { naiveBayes, nearestCentroidDense, nearestCentroidSparse } from "@chainlearn/models-wasm";
import { describe, expect, test } from "vitest";
import { floatNaiveBayes, floatNearestCentroid } from "./float/counting-models.ts";
import type { Entry, FloatModel } from "./float/float-model.ts";
import { accuracyOf, FEATURES, MAX_ENTRIES, mailStream } from "./mail/accuracy.ts";
import { startLinked } from "./running.ts";

const VALUE_BITS = 8;
const sparse: Shape = {
  ...{ features: FEATURES, classes: 2, lane: 16, encoding: "sparse", valueBits: 0 },
  maxEntries: MAX_ENTRIES,
};
const dense: Shape = {
  ...{ features: FEATURES, classes: 2, lane: 32, encoding: "dense", valueBits: VALUE_BITS },
  maxEntries: FEATURES,
};

/** 1.0 for every word that is there. */
const asDense = ({ indices }: Sample): Sample => {
  const present = new Set(indices);
  return {
    values: Array.from({ length: FEATURES }, (_, feature) => (present.has(feature) ? 2 ** VALUE_BITS : 0)),
  };
};
const entriesOf = ({ indices }: Sample): Entry[] => indices!.map((feature) => [feature, 1]);

interface Row {
  readonly model: ModelPlugin;
  readonly shape: Shape;
  readonly params: Params;
  readonly float: () => FloatModel;
  /** Percent of the held-back mails that it gets right at least. */
  readonly atLeast: number;
}

const centroid = { float: () => floatNearestCentroid(FEATURES, 2), atLeast: 89 };

const rows: readonly Row[] = [
  {
    ...{ model: naiveBayes, shape: sparse, params: { smoothingQ16: 65_536n } },
    float: () => floatNaiveBayes(FEATURES, 2, 1),
    atLeast: 95,
  },
  {
    ...{ model: naiveBayes, shape: sparse, params: { smoothingQ16: 6_554n } },
    float: () => floatNaiveBayes(FEATURES, 2, 6_554 / 65_536),
    atLeast: 95,
  },
  { model: nearestCentroidSparse, shape: sparse, params: {}, ...centroid },
  { model: nearestCentroidDense, shape: dense, params: { maxNorm: 2n ** 60n }, ...centroid },
];

describe("real mail: as good as the same rule on floats", () => {
  const stream = mailStream(1, 4_550);

  test.each(rows)("$model.manifest.id, $params", async ({ model, shape, params, float: start, atLeast }) => {
    const linked = await startLinked(model, shape, params);
    const encode = shape.encoding === "dense" ? asDense : (sample: Sample): Sample => sample;
    const kernel = accuracyOf(
      {
        predict: (sample) => linked.predict(encode(sample)),
        update: (sample, label) => linked.update(encode(sample), label),
      },
      stream,
    );
    const float = start();
    const exact = accuracyOf(
      {
        predict: (sample) => float.predict(entriesOf(sample)),
        update: (sample, label) => float.update(entriesOf(sample), label),
      },
      stream,
    );
    expect(Math.abs(kernel.test - exact.test)).toBeLessThanOrEqual(0.2);
    expect(Math.abs(kernel.prequential - exact.prequential)).toBeLessThanOrEqual(0.2);
    expect(kernel.test).toBeGreaterThan(atLeast);
  });
});
