import { entriesOf, floorDivided, interceptShare, limit, type OracleFactory, zeros } from "./oracle.ts";

/** Cells 2j and 2j + 1 = w and u of feature j; hot = contributions, w and u of the intercept. */
export const averagedPerceptron: OracleFactory = (shape, params) => {
  const cells = zeros(2 * shape.features);
  const hot = zeros(3);
  const sum = (sample: Parameters<typeof entriesOf>[0], which: 0 | 1): bigint =>
    entriesOf(sample, shape).reduce(
      (total, [feature]) => total + cells[2 * feature + which]!,
      hot[1 + which]!,
    );
  return {
    cells,
    hot,
    predict: (sample) => {
      const contributions = hot[0] === 0n ? 1n : hot[0]!;
      return sum(sample, 0) * contributions - sum(sample, 1) > 0n ? 1 : 0;
    },
    // Class 1 by the largest whole number below w - u / t, class 0 by -(w - u / t) rounded down.
    margin: (sample, label) => {
      const contributions = hot[0] === 0n ? 1n : hot[0]!;
      const lead = sum(sample, 0) * contributions - sum(sample, 1);
      return floorDivided(label === 1 ? lead - 1n : -lead, contributions);
    },
    update: (sample, label) => {
      const before = hot[0]!;
      if (before < 2n ** 32n - 1n) hot[0] = before + 1n;
      const guess = sum(sample, 0) > 0n ? 1 : 0;
      if (guess === label) return;
      const step = label === 1 ? params.learningRate! : -params.learningRate!;
      const ofIntercept = interceptShare(step, params);
      hot[1] = limit(hot[1]! + ofIntercept, 32);
      hot[2] = limit(hot[2]! + ofIntercept * before, 62);
      for (const [feature] of entriesOf(sample, shape)) {
        cells[2 * feature] = limit(cells[2 * feature]! + step, shape.lane);
        cells[2 * feature + 1] = limit(cells[2 * feature + 1]! + step * before, shape.lane);
      }
    },
  };
};
