// #region oracle
import type { Params, Sample, Shape } from "@chainlearn/core";
import type { ModelReference } from "@chainlearn/core/testing";
import { exp2 } from "@chainlearn/kernel";

const HEAVIEST = 2n ** 38n;
const MOST = 2n ** 15n - 1n;
const MOST_MISTAKES = 2n ** 40n - 1n;

/** The rule of README.md on plain integers. Starts with zeros: all weights are 1. */
export function oracle(shape: Shape, { promotionQ8 = 256n }: Params): ModelReference {
  const cells = new Array<bigint>(shape.features).fill(0n);
  const hot = [0n];
  const weight = (j: number): bigint => {
    const q16 = exp2(cells[j]! * 256n);
    return q16 < HEAVIEST ? q16 : HEAVIEST;
  };
  const predict = ({ indices = [] }: Sample): number => {
    const sum = indices.reduce((total, j) => total + weight(j), 0n);
    return 2n * sum >= BigInt(shape.features) * 65_536n ? 1 : 0;
  };
  return {
    cells,
    hot,
    predict,
    update: (sample, label) => {
      if (predict(sample) === label) return;
      if (hot[0]! < MOST_MISTAKES) hot[0]! += 1n;
      for (const j of sample.indices ?? []) {
        const log = cells[j]! + (label === 1 ? promotionQ8 : -promotionQ8);
        cells[j] = log > MOST ? MOST : log < -MOST - 1n ? -MOST - 1n : log;
      }
    },
  };
}
// #endregion
