import { inBoth, inOrder } from "../order.ts";
import { nonZero, present, type Stream } from "../samples.ts";
import { jsonOfPackage } from "./package-file.ts";

const PIXELS = 28 * 28;
const DIGITS = 10;
export const IMAGE_VALUE_BITS = 4;

/** A handwritten digit: brightness of each pixel, 0 to 1. */
export interface Image {
  readonly digit: number;
  readonly pixels: readonly number[];
}

/** The 10,000 images of MNIST that the package `mnist` ships. */
export function loadImages(): Image[] {
  return Array.from({ length: DIGITS }, (_, digit) => {
    const { data } = jsonOfPackage(`mnist/src/digits/${digit}.json`) as { readonly data: readonly number[] };
    return Array.from({ length: Math.floor(data.length / PIXELS) }, (_, k) => ({
      digit,
      pixels: data.slice(k * PIXELS, (k + 1) * PIXELS),
    }));
  }).flat();
}

/**
 * Pixels in 17 steps from 0 to 1.0. The square root of the brightness, since the edges of a stroke are part of it: of six
 * ways to prepare images this one let the averaged perceptron predict the training part best.
 */
const inSteps = ({ pixels }: Image): number[] =>
  pixels.map((brightness) => Math.round(Math.sqrt(brightness) * 2 ** IMAGE_VALUE_BITS));

/** Which pixels are more bright than dark. */
const bright = ({ pixels }: Image): number[] =>
  pixels.flatMap((brightness, pixel) => (brightness >= 0.5 ? [pixel] : []));

export function imageStream(
  images: readonly Image[],
  order: number,
  isPresentOnly: boolean,
  labelOf: (digit: number) => number,
): Stream {
  return {
    ...{ features: PIXELS, valueBits: isPresentOnly ? 0 : IMAGE_VALUE_BITS },
    ...inBoth(inOrder(images, order), (image) => ({
      features: isPresentOnly ? present(bright(image)) : nonZero(inSteps(image)),
      label: labelOf(image.digit),
    })),
  };
}
