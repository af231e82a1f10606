import { expect } from "vitest";
import { ChainlearnError, type Shape } from "../src/index.ts";

/** The code of the ChainlearnError that `run` throws. */
export function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(ChainlearnError);
    return (error as ChainlearnError).code;
  }
  return "nothing was thrown";
}

export const shapeOf = (shape: Partial<Shape>): Shape => ({
  features: 10,
  classes: 2,
  lane: 32,
  encoding: "sparse",
  valueBits: 0,
  maxEntries: 5,
  ...shape,
});
