import type { Sample } from "@chainlearn/core";
import {
  change,
  dot,
  entriesOf,
  exactLead,
  floorDivided,
  interceptShare,
  limit,
  type OracleFactory,
  zeros,
} from "./oracle.ts";

const FAR = 2n ** 60n;

/** hot 0 = contributions; the intercept is the weight of feature number `features`. */
export const multiclassAveragedPerceptron: OracleFactory = (shape, params) => {
  const { features, classes, lane, encoding } = shape;
  const perWord = 256 / lane;
  const stride = Math.ceil((features + 1) / perWord) * perWord;
  const inRows = encoding !== "sparse";
  const cellOf = (label: number, which: "w" | "u", feature: number): number => {
    const row = 2 * label + (which === "w" ? 0 : 1);
    return inRows ? row * stride + feature : feature * 2 * classes + row;
  };
  const cells = zeros(2 * classes * (inRows ? stride : features + 1));
  const hot = zeros(1);

  const sumOf = (sample: Sample, label: number, which: "w" | "u"): bigint => {
    const sum = dot(sample, shape, (feature) => cells[cellOf(label, which, feature)]!);
    const held = sum > FAR ? FAR : sum < -FAR ? -FAR : sum;
    return held + cells[cellOf(label, which, features)]!;
  };
  const best = (scores: readonly bigint[]): number =>
    scores.reduce((most, score, label) => (score > scores[most]! ? label : most), 0);
  const labels = Array.from({ length: classes }, (_, label) => label);
  return {
    cells,
    hot,
    predict: (sample) => {
      const contributions = hot[0] === 0n ? 1n : hot[0]!;
      return best(
        labels.map((label) => sumOf(sample, label, "w") * contributions - sumOf(sample, label, "u")),
      );
    },
    // The smallest lead in parts of t, one part less over classes before the label; then whole units, rounded down.
    margin: (sample, label) => {
      const contributions = hot[0] === 0n ? 1n : hot[0]!;
      const scores = labels.map(
        (other) => sumOf(sample, other, "w") * contributions - sumOf(sample, other, "u"),
      );
      return floorDivided(exactLead(scores, label), contributions);
    },
    update: (sample, label) => {
      const before = hot[0]!;
      if (before < 2n ** 32n - 1n) hot[0] = before + 1n;
      const guess = best(labels.map((other) => sumOf(sample, other, "w")));
      if (guess === label) return;
      for (const [moved, sign] of [
        [label, 1n],
        [guess, -1n],
      ] as const) {
        for (const [which, times] of [
          ["w", sign],
          ["u", sign * before],
        ] as const) {
          const move = (feature: number, by: bigint): void => {
            const cell = cellOf(moved, which, feature);
            cells[cell] = limit(cells[cell]! + by, lane);
          };
          const step = params.learningRate! * times;
          const held = inRows ? limit(step, 32) : step;
          for (const [feature, value] of entriesOf(sample, shape)) move(feature, change(value, held, shape));
          move(features, interceptShare(params.learningRate!, params) * times);
        }
      }
    },
  };
};
