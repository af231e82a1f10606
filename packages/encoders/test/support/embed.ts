import { resolveEncoder, type Shape } from "@chainlearn/core";
import { embedding } from "@chainlearn/encoders";
import { type ImageModelOptions, loadImageModel } from "@chainlearn/encoders/tfjs";
import { rings } from "./pattern.ts";

/** The shape that a network's layer of 128 numbers gives. */
export const SHAPE: Shape = {
  features: 128,
  classes: 10,
  lane: 32,
  encoding: "dense",
  valueBits: 8,
  maxEntries: 128,
};

/** A sample of the rings, and the encoder's hash. */
export async function embedRings(
  network: ImageModelOptions,
): Promise<{ readonly hash: string; readonly values: readonly number[] }> {
  const model = await loadImageModel(network);
  const encoder = resolveEncoder(embedding(model), SHAPE, { limit: 2_000 });
  const { values } = await encoder.encode(rings(network.width, network.height));
  model.dispose();
  return { hash: encoder.hash, values: values! };
}
