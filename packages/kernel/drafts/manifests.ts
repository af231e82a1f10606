import type { ActionSpec, CellSpec, MechanismManifest, ParamSpec } from "@chainlearn/core";

const unsigned = (bits: number, ...names: readonly string[]): CellSpec[] =>
  names.map((name) => ({ name, bits, signed: false }));
const signed = (bits: number, ...names: readonly string[]): CellSpec[] =>
  names.map((name) => ({ name, bits, signed: true }));
const params = (...names: readonly string[]): ParamSpec[] =>
  names.map((name) => ({ name, unit: "draft", min: 0n, max: 2n ** 53n, description: "Draft." }));
const action = (name: string, record: ActionSpec["record"], ...args: readonly string[]): ActionSpec => ({
  ...{ name, record, args, payable: false, description: "Draft." },
});
const mechanism = (id: string, more: Partial<MechanismManifest>): MechanismManifest => ({
  ...{ kind: "mechanism", id, version: "0.0.0", description: "Draft." },
  ...{ pool: [], account: [], record: [], roles: [], params: [], actions: [], errors: {} },
  ...more,
});

/** Manifests of the drafts, by folder: just enough to check their kernels. */
export const drafts: readonly MechanismManifest[] = [
  mechanism("points", {
    pool: unsigned(40, "points"),
    account: unsigned(40, "points"),
    params: params("waitSeconds"),
    actions: [action("claim", "sample")],
  }),
];
