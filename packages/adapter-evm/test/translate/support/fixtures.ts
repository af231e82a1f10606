import type { MechanismManifest, MechanismPlugin, ModelManifest, Sample, Shape } from "@chainlearn/core";
import type { Random } from "./random.ts";
import { assemble } from "./wasm.ts";

const NOTHING: MechanismManifest = {
  kind: "mechanism",
  id: "nothing",
  version: "1.0.0",
  description: "Costs nothing and trains.",
  pool: [],
  account: [],
  record: [],
  roles: [],
  params: [],
  actions: [],
  errors: {},
};

/** The least that a mechanism can be. */
export const nothing: MechanismPlugin = {
  manifest: NOTHING,
  kernel: assemble(`(module
    (func (export "quote") (result i64) (i64.const 0))
    (func (export "add") (result i64) (i64.const 0)))`),
};

/** A model manifest for test kernels. */
export const modelManifest = (given: Partial<ModelManifest>): ModelManifest => ({
  kind: "model",
  id: "test-model",
  version: "1.0.0",
  description: "For tests.",
  encodings: ["sparse", "sparse-values", "dense"],
  lanes: [8, 16, 32, 64],
  minClasses: 2,
  maxClasses: 65_535,
  growth: "none",
  cells: (shape) => shape.features,
  hot: () => [],
  scratch: () => 0,
  constants: () => ({}),
  params: [],
  ...given,
});

/** A random sample of a shape. */
export function randomSample(shape: Shape, random: Random): Sample {
  const values = (count: number): number[] => Array.from({ length: count }, () => Number(random.operand(32)));
  if (shape.encoding === "dense") return { values: values(shape.features) };
  const chosen = new Set<number>();
  const count = 1 + random.below(shape.maxEntries);
  while (chosen.size < count)
    chosen.add(random.oneIn(6) ? random.pick([0, shape.features - 1]) : random.below(shape.features));
  const indices = [...chosen].sort((a, b) => a - b);
  return shape.encoding === "sparse" ? { indices } : { indices, values: values(indices.length) };
}

/** A random cell: often an extreme of its lane. */
export function randomCell(bits: number, random: Random): bigint {
  const top = (1n << BigInt(bits - 1)) - 1n;
  return random.oneIn(2)
    ? random.pick([top, -top - 1n, 0n, -1n, top - 1n])
    : BigInt.asIntN(bits, random.bits(bits));
}
