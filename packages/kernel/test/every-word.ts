import type { ModelManifest, Shape } from "@chainlearn/core";

/** Words by their number in `kernels/every-word/kernel.ts`. */
export const WORD_NAMES = [
  ...[
    "sample.count",
    "sample.index",
    "sample.value",
    "state.get",
    "state.set",
    "state.add",
    "row.dot",
    "row.axpy",
  ],
  ...["row.norm", "hot.get", "hot.set", "scratch.get", "scratch.set"],
  ...["math.mulDiv", "math.isqrt", "math.log2", "math.exp2", "label.count"],
] as const;

export const SCRATCH_CELLS = 3;
/** Cells 5 and 6 are narrow: they saturate. */
export const HOT_BITS = [64, 64, 64, 64, 64, 20, 7] as const;

/** Two rows and a few cells. */
export const cellsOf = (shape: Shape): number => 2 * shape.features + 3;

export const everyWord: ModelManifest = {
  kind: "model",
  id: "every-word",
  version: "1.0.0",
  description: "Runs one word per call, for tests.",
  encodings: ["sparse", "sparse-values", "dense"],
  lanes: [8, 16, 32, 64],
  minClasses: 2,
  maxClasses: 2,
  growth: "free",
  cells: cellsOf,
  hot: () => HOT_BITS.map((bits, k) => ({ name: `hot${k}`, bits, signed: k !== 6 })),
  scratch: () => SCRATCH_CELLS,
  constants: () => ({}),
  params: [],
};
