import {
  change,
  dot,
  entriesOf,
  interceptShare,
  limit,
  type OracleFactory,
  smallestLead,
  zeros,
} from "./oracle.ts";

const FAR = 2n ** 60n;

/** The intercept is the weight of feature number `features`. */
export const multiclassPerceptron: OracleFactory = (shape, params) => {
  const { features, classes, lane, encoding } = shape;
  const perWord = 256 / lane;
  let stride = features + 1;
  while (stride % perWord !== 0) stride += 1;
  const cellOf = (label: number, feature: number): number =>
    encoding === "sparse" ? feature * classes + label : label * stride + feature;
  const cells = zeros(encoding === "sparse" ? (features + 1) * classes : classes * stride);

  const scoreOf: (sample: Parameters<ReturnType<OracleFactory>["predict"]>[0], label: number) => bigint = (
    sample,
    label,
  ) => {
    const sum = dot(sample, shape, (feature) => cells[cellOf(label, feature)]!);
    const held = sum > FAR ? FAR : sum < -FAR ? -FAR : sum;
    return held + cells[cellOf(label, features)]!;
  };
  const scoresOf = (sample: Parameters<typeof scoreOf>[0]): bigint[] =>
    Array.from({ length: classes }, (_, label) => scoreOf(sample, label));
  const predict: ReturnType<OracleFactory>["predict"] = (sample) => {
    const scores = scoresOf(sample);
    return scores.reduce((best, score, label) => (score > scores[best]! ? label : best), 0);
  };
  return {
    cells,
    hot: [],
    predict,
    margin: (sample, label) => smallestLead(scoresOf(sample), label),
    update: (sample, label) => {
      const guess = predict(sample);
      if (guess === label) return;
      for (const [moved, step] of [
        [label, params.learningRate!],
        [guess, -params.learningRate!],
      ] as const) {
        const move = (feature: number, by: bigint): void => {
          const cell = cellOf(moved, feature);
          cells[cell] = limit(cells[cell]! + by, lane);
        };
        for (const [feature, value] of entriesOf(sample, shape)) move(feature, change(value, step, shape));
        move(features, interceptShare(step, params));
      }
    },
  };
};
