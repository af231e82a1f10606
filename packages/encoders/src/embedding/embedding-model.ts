import type { EncoderParams } from "@chainlearn/core";

/** A network that turns an input into numbers, whichever runtime computes it. */
export interface EmbeddingModel<Input> {
  /**
   * Everything that decides the numbers but float rounding: hash of the model's files, layer, preprocessing. Goes into
   * the encoder's hash.
   */
  readonly identity: EncoderParams;
  /** Numbers of an embedding. */
  readonly features: number;
  embed(input: Input): Promise<Float32Array>;
}
