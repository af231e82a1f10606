import { setImmediate } from "node:timers/promises";
import type { LabelledSample } from "@chainlearn/adapter-local";
import { type Cancellable, type Composition, resolveEncoder, type Shape } from "@chainlearn/core";
import { type EmbeddingModel, embedding, pixels, standardise } from "@chainlearn/encoders";
import { SIDE } from "@chainlearn/example-kit/digits";
import { lastLayerOnChain, shapeOf } from "./composition.ts";
import type { GreyDigit } from "./images.ts";

/** Digits as samples of one shape; no digit is in two parts. */
export interface Parts {
  readonly shape: Shape;
  /** Train the model that is deployed, off chain. */
  readonly initial: readonly LabelledSample[];
  /** Contributed one by one. */
  readonly contributions: readonly LabelledSample[];
  /** Measure accuracy. */
  readonly heldBack: readonly LabelledSample[];
}

/** How many digits each part has. */
export interface Sizes {
  readonly initial: number;
  readonly contributions: number;
  readonly heldBack: number;
}

function split(shape: Shape, samples: readonly LabelledSample[], { initial, contributions }: Sizes): Parts {
  const trained = initial + contributions;
  return {
    shape,
    initial: samples.slice(0, initial),
    contributions: samples.slice(initial, trained),
    heldBack: samples.slice(trained),
  };
}

/** The digits as their pixels: the baseline. */
export function pixelParts(digits: readonly GreyDigit[], sizes: Sizes): Parts {
  const shape = shapeOf(SIDE * SIDE);
  const encoder = resolveEncoder(pixels, shape, {});
  const samples = digits.map(({ pixels, label }) => ({ sample: encoder.encode(pixels), label }));
  return split(shape, samples, sizes);
}

// #region embedding
/**
 * The digits as the network sees them. The quantisation comes from the deployer's digits alone: mean 0 and deviation
 * 1.0 of each number, held to 8 deviations.
 */
export async function embeddedParts(
  network: EmbeddingModel<ArrayLike<number>>,
  digits: readonly GreyDigit[],
  sizes: Sizes,
  { signal, onProgress }: Cancellable & { readonly onProgress?: (share: number) => void } = {},
): Promise<{ readonly parts: Parts; readonly composition: Composition }> {
  const shape = shapeOf(network.features);
  const own: Float32Array[] = [];
  for (const { pixels } of digits.slice(0, sizes.initial)) own.push(await network.embed(pixels));
  const params = { ...standardise(own, shape), limit: 8 * 2 ** shape.valueBits };

  const plugin = embedding(network);
  const encoder = resolveEncoder(plugin, shape, params);
  const samples: LabelledSample[] = [];
  for (const { pixels, label } of digits) {
    signal?.throwIfAborted();
    samples.push({ sample: await encoder.encode(pixels), label });
    onProgress?.(samples.length / digits.length);
    // The network answers without waiting for anything: somebody has to let signals through.
    await setImmediate();
  }
  return { parts: split(shape, samples, sizes), composition: lastLayerOnChain(shape, plugin, params) };
}
// #endregion
