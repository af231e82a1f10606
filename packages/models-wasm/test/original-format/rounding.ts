/** The rounding that src/original-format/README.md states, formula by formula, for scores as float-model.ts has them. */
import type { PortableModel } from "@chainlearn/models-wasm";
import type { FloatSample } from "./float-model.ts";

/** How far the score of a class may be from the float model's. */
export type Rounding = (model: PortableModel, sample: FloatSample, score: number, label: number) => number;

export const perceptronRounding: Rounding = ({ composition, weightBits }, sample, _, label) => {
  if (label === 0) return 0;
  const size = [...sample.values()].reduce((sum, value) => sum + Math.abs(value), 0);
  const floor = composition.shape.encoding === "dense" ? 1 : 0;
  return ((size + 1) / 2 + floor) * 2 ** -weightBits!;
};

export const denseCentroidRounding: Rounding = ({ composition, state }, _, score, label) => {
  const { features, valueBits } = composition.shape;
  const samples = Number(state.hot[2 * label]);
  const off = (Math.sqrt(features) * 2 ** -(valueBits + 1)) / samples;
  return 2 * Math.sqrt(-score) * off + off ** 2 + (5 / samples + 2 ** -15) * 2 ** -valueBits;
};

export const sparseCentroidRounding: Rounding = ({ composition }, _, score) => {
  const { features } = composition.shape;
  const off = Math.sqrt(features) * 2 ** -15;
  return 2 * Math.sqrt(-score) * off + off ** 2 + 2 ** -32;
};

export const naiveBayesRounding =
  (smoothing: number): Rounding =>
  (_, sample) =>
    ((2 * sample.size + 1) * 0.65 + (sample.size * 0.73) / smoothing) * 2 ** -16;
