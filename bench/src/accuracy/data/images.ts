import { type Digit, SIDE } from "@chainlearn/example-kit/digits";
import { inBoth, inOrder } from "../order.ts";
import { nonZero, present, type Stream } from "../samples.ts";

export const IMAGE_VALUE_BITS = 4;

/**
 * Pixels in 17 steps from 0 to 1.0. The square root of the brightness, since the edges of a stroke are part of it: of six
 * ways to prepare images this one let the averaged perceptron predict the training part best.
 */
const inSteps = ({ pixels }: Digit): number[] =>
  pixels.map((brightness) => Math.round(Math.sqrt(brightness) * 2 ** IMAGE_VALUE_BITS));

/** Which pixels are more bright than dark. */
const bright = ({ pixels }: Digit): number[] =>
  pixels.flatMap((brightness, pixel) => (brightness >= 0.5 ? [pixel] : []));

export function imageStream(
  digits: readonly Digit[],
  order: number,
  isPresentOnly: boolean,
  labelOf: (digit: number) => number,
): Stream {
  return {
    ...{ features: SIDE * SIDE, valueBits: isPresentOnly ? 0 : IMAGE_VALUE_BITS },
    ...inBoth(inOrder(digits, order), (digit) => ({
      features: isPresentOnly ? present(bright(digit)) : nonZero(inSteps(digit)),
      label: labelOf(digit.label),
    })),
  };
}
