import type { Sample, Shape } from "@chainlearn/core";
import type { Random } from "@chainlearn/core/testing";
import type { FloatSample } from "./float-model.ts";

/** A sample for both sides: values are whole numbers of the last bit, so that only the model is rounded. */
export function randomSample(random: Random, shape: Shape): { sample: Sample; float: FloatSample } {
  if (shape.encoding === "dense") {
    const one = 2 ** shape.valueBits;
    const values = Array.from({ length: shape.features }, () => random.between(-2 * one, 2 * one));
    return { sample: { values }, float: new Map(values.map((value, i) => [i, value / one])) };
  }
  const first = random.below(shape.features);
  const indices = Array.from({ length: shape.features }, (_, i) => i)
    .filter((i) => i === first || random.chance(25))
    .slice(0, shape.maxEntries);
  return { sample: { indices }, float: new Map(indices.map((i) => [i, 1])) };
}
