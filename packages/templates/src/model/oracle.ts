import type { Params, Sample, Shape } from "@chainlearn/core";
import type { ModelReference } from "@chainlearn/core/testing";

/** The rule of README.md on plain integers: no kernel, no lanes but where cells saturate. Starts with zeros. */
export function oracle(shape: Shape, { step = 1n }: Params): ModelReference {
  const cells = new Array<bigint>(shape.features).fill(0n);
  const hot = [0n];
  const mostSamples = 2n ** 40n - 1n;
  const most = 2n ** BigInt(shape.lane - 1) - 1n;
  const votes = ({ indices = [] }: Sample): bigint => indices.reduce((sum, j) => sum + cells[j]!, 0n);
  return {
    cells,
    hot,
    predict: (sample) => (votes(sample) > 0n ? 1 : 0),
    margin: (sample, label) => (label === 1 ? votes(sample) - 1n : -votes(sample)),
    update: ({ indices = [] }, label) => {
      if (hot[0]! < mostSamples) hot[0]! += 1n;
      for (const j of indices) {
        const sum = cells[j]! + (label === 1 ? step : -step);
        cells[j] = sum > most ? most : sum < -most - 1n ? -most - 1n : sum;
      }
    },
  };
}
