import type { Sample } from "@chainlearn/core";
import {
  change,
  dot,
  entriesOf,
  interceptShare,
  limit,
  marginOfTwo,
  type OracleFactory,
  scaled,
  zeros,
} from "./oracle.ts";

const FAR = 2n ** 60n;
const held = (amount: bigint): bigint => (amount > FAR ? FAR : amount < -FAR ? -FAR : amount);

/** Cell = feature, hot 0 = intercept. */
export const passiveAggressive: OracleFactory = (shape, params) => {
  const cells = zeros(shape.features);
  const hot = zeros(1);
  const one = 2n ** BigInt(shape.valueBits);
  const scoreOf = (sample: Sample): bigint =>
    held(dot(sample, shape, (feature) => cells[feature]!)) + hot[0]!;
  const stepFor = (sample: Sample, loss: bigint): bigint => {
    const squares = entriesOf(sample, shape).reduce((sum, [, value]) => sum + value * value, 0n);
    const length = held(scaled(squares, shape)) + (one * params.interceptRateQ16!) / 65_536n;
    if (length === 0n) return params.aggressiveness!;
    const exact = (loss * one) / length;
    return exact < params.aggressiveness! ? exact : params.aggressiveness!;
  };
  return {
    cells,
    hot,
    predict: (sample) => (scoreOf(sample) > 0n ? 1 : 0),
    margin: (sample, label) => marginOfTwo(scoreOf(sample), label),
    update: (sample, label) => {
      const score = scoreOf(sample);
      const loss = params.targetMargin! - (label === 1 ? score : -score);
      if (loss <= 0n) return;
      const step = stepFor(sample, loss);
      const signed = label === 1 ? step : -step;
      hot[0] = limit(hot[0]! + interceptShare(signed, params), 48);
      for (const [feature, value] of entriesOf(sample, shape))
        cells[feature] = limit(cells[feature]! + change(value, signed, shape), shape.lane);
    },
  };
};
