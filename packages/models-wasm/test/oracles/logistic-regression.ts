import type { Sample } from "@chainlearn/core";
import { exp2 } from "@chainlearn/kernel";
import {
  change,
  dot,
  entriesOf,
  floorDivided,
  interceptShare,
  limit,
  marginOfTwo,
  type OracleFactory,
  zeros,
} from "./oracle.ts";

const ONE = 65_536n;
const REACH = 16n * ONE;
const FAR = 2n ** 60n;
const between = (amount: bigint, most: bigint): bigint =>
  amount > most ? most : amount < -most ? -most : amount;

/** Cell = feature, hot 0 = intercept; all Q16. */
export const logisticRegression: OracleFactory = (shape, params) => {
  const cells = zeros(shape.features);
  const hot = zeros(1);
  const scoreOf = (sample: Sample): bigint =>
    between(
      dot(sample, shape, (feature) => cells[feature]!),
      FAR,
    ) + hot[0]!;
  return {
    cells,
    hot,
    predict: (sample) => (scoreOf(sample) > 0n ? 1 : 0),
    margin: (sample, label) => marginOfTwo(scoreOf(sample), label),
    update: (sample, label) => {
      const score = scoreOf(sample);
      const margin = between(label === 1 ? score : -score, REACH);
      const missing = (ONE * ONE) / (ONE + exp2(floorDivided(margin * 94_548n, ONE)));
      const step = (params.learningRateQ16! * missing) / ONE;
      const signed = label === 1 ? step : -step;
      hot[0] = limit(hot[0]! + interceptShare(signed, params), 48);
      for (const [feature, value] of entriesOf(sample, shape))
        cells[feature] = limit(cells[feature]! + change(value, signed, shape), shape.lane);
    },
  };
};
