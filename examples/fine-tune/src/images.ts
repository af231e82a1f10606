import { createRequire } from "node:module";
import { seededRandom, shuffled } from "../../spam-filter/src/random.ts";

export const WIDTH = 28;
export const HEIGHT = 28;
export const CLASSES = 10;
const PIXELS = WIDTH * HEIGHT;

/** A handwritten digit: grey levels from 0 to 255, row by row, and what it shows. */
export interface Digit {
  readonly pixels: Uint8Array;
  readonly label: number;
}

const require = createRequire(import.meta.url);

/** The 10,000 digits of the package `mnist` (its files hold levels from 0 to 1), in the order that the seed decides. */
export function loadDigits(seed: number): Digit[] {
  const digits: Digit[] = [];
  for (let label = 0; label < CLASSES; label++) {
    const { data } = require(`mnist/src/digits/${label}.json`) as { readonly data: readonly number[] };
    for (let first = 0; first + PIXELS <= data.length; first += PIXELS) {
      const levels = data.slice(first, first + PIXELS);
      digits.push({ pixels: Uint8Array.from(levels, (level) => Math.round(level * 255)), label });
    }
  }
  return shuffled(digits, seededRandom(seed));
}
