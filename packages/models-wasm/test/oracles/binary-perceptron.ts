import {
  change,
  dot,
  entriesOf,
  interceptShare,
  limit,
  marginOfTwo,
  type OracleFactory,
  zeros,
} from "./oracle.ts";

const FAR = 2n ** 60n;

/** Cell = feature, hot 0 = intercept. */
export const binaryPerceptron: OracleFactory = (shape, params) => {
  const cells = zeros(shape.features);
  const hot = zeros(1);
  const predict: ReturnType<OracleFactory>["predict"] = (sample) =>
    dot(sample, shape, (feature) => cells[feature]!) + hot[0]! > 0n ? 1 : 0;
  return {
    cells,
    hot,
    predict,
    margin: (sample, label) => {
      const sum = dot(sample, shape, (feature) => cells[feature]!);
      return marginOfTwo((sum > FAR ? FAR : sum < -FAR ? -FAR : sum) + hot[0]!, label);
    },
    update: (sample, label) => {
      if (predict(sample) === label) return;
      const step = label === 1 ? params.learningRate! : -params.learningRate!;
      hot[0] = limit(hot[0]! + interceptShare(step, params), 48);
      for (const [feature, value] of entriesOf(sample, shape))
        cells[feature] = limit(cells[feature]! + change(value, step, shape), shape.lane);
    },
  };
};
