import { loadDigits } from "@chainlearn/example-kit/digits";
import { seededRandom, shuffled } from "@chainlearn/example-kit/random";

/** A handwritten digit: grey levels from 0 to 255, row by row, and what it shows. */
export interface GreyDigit {
  readonly pixels: Uint8Array;
  readonly label: number;
}

/** MNIST's digits in the order that the seed decides. */
export function shuffledDigits(seed: number): GreyDigit[] {
  const digits = loadDigits().map(({ pixels, label }) => ({
    pixels: Uint8Array.from(pixels, (brightness) => Math.round(brightness * 255)),
    label,
  }));
  return shuffled(digits, seededRandom(seed));
}
