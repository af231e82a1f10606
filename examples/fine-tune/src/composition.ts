import {
  type Composition,
  type EncoderParams,
  type EncoderPlugin,
  type ResolvedModel,
  resolveModel,
  type Shape,
} from "@chainlearn/core";
import { DIGITS } from "@chainlearn/example-kit/digits";
import { stake } from "@chainlearn/mechanisms";
import { multiclassAveragedPerceptron } from "@chainlearn/models-wasm";

/** Fraction bits of a feature's value. */
const VALUE_BITS = 8;
/** A mistake moves the weight of a feature of value 1.0 by 1.0: steps are exact. */
const MODEL_PARAMS = { learningRate: 2n ** BigInt(VALUE_BITS) };

/** Ten classes over so many numbers an image. */
export const shapeOf = (features: number): Shape => ({
  features,
  classes: DIGITS,
  lane: 32,
  encoding: "dense",
  valueBits: VALUE_BITS,
  maxEntries: features,
});

/** The last layer without a chain: a row of weights for each class. */
export const lastLayer = (shape: Shape): ResolvedModel =>
  resolveModel({ model: multiclassAveragedPerceptron, shape, params: MODEL_PARAMS });

// #region composition
/** The last layer as it is deployed. The receipt pins the encoder: the network's files, its layer, the quantisation. */
export const lastLayerOnChain = (
  shape: Shape,
  encoder: EncoderPlugin,
  encoderParams: EncoderParams,
): Composition => ({
  model: multiclassAveragedPerceptron,
  mechanism: stake,
  encoder,
  shape,
  modelParams: MODEL_PARAMS,
  mechanismParams: { costWeightUnits: 1_000_000n },
  encoderParams,
});
// #endregion
