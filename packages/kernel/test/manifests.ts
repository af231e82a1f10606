import type { MechanismManifest, ModelManifest } from "@chainlearn/core";

/** A model with one parameter and one constant. */
export const modelManifest: ModelManifest = {
  kind: "model",
  id: "some-model",
  version: "1.0.0",
  description: "For tests.",
  encodings: ["sparse"],
  lanes: [32],
  minClasses: 2,
  maxClasses: 2,
  growth: "none",
  cells: (shape) => shape.features,
  hot: () => [],
  scratch: () => 0,
  constants: (shape) => ({ stride: BigInt(shape.features) }),
  params: [{ name: "rate", unit: "1", min: 0n, max: 9n, description: "For tests." }],
};

/** A mechanism with one of everything and the action `act`. */
export const mechanismManifest: MechanismManifest = {
  kind: "mechanism",
  id: "some-mechanism",
  version: "1.0.0",
  description: "For tests.",
  pool: [{ name: "p", bits: 40, signed: false }],
  account: [{ name: "a", bits: 40, signed: false }],
  record: [{ name: "r", bits: 40, signed: false }],
  registers: ["head"],
  series: ["shares"],
  roles: ["owner"],
  params: [{ name: "fee", unit: "units", min: 0n, max: 9n, description: "For tests." }],
  actions: [{ name: "act", record: "hash", args: ["x"], payable: false, description: "For tests." }],
  errors: { 1000: "odd" },
};
