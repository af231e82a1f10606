import { createRequire } from "node:module";

/** Pixels of a digit's side. */
export const SIDE = 28;
/** Digits are labelled with what they show, 0 to 9. */
export const DIGITS = 10;
const PIXELS = SIDE * SIDE;

/** A handwritten digit. */
export interface Digit {
  readonly label: number;
  /** Brightness of each pixel, 0 to 1, row by row. */
  readonly pixels: readonly number[];
}

const require = createRequire(import.meta.url);

/** The 10,000 images of MNIST that the package `mnist` ships, digit by digit. */
export function loadDigits(): Digit[] {
  return Array.from({ length: DIGITS }, (_, label) => {
    const { data } = require(`mnist/src/digits/${label}.json`) as { readonly data: readonly number[] };
    return Array.from({ length: Math.floor(data.length / PIXELS) }, (_, k) => ({
      label,
      pixels: data.slice(k * PIXELS, (k + 1) * PIXELS),
    }));
  }).flat();
}
