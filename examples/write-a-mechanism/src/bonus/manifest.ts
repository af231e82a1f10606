// #region manifest
import type { ActionSpec, MechanismManifest } from "@chainlearn/core";

const action = (
  name: string,
  record: ActionSpec["record"],
  description: string,
  more: Partial<ActionSpec> = {},
): ActionSpec => ({ name, record, args: [], payable: false, description, ...more });

/** A flat deposit that comes back with a bonus out of a sponsor's pot. */
export const manifest: MechanismManifest = {
  kind: "mechanism",
  id: "bonus",
  version: "1.0.0",
  description: "A flat deposit that comes back with a bonus out of a sponsor's pot.",
  pool: [{ name: "pot", bits: 53, signed: false }],
  account: [{ name: "bonuses", bits: 40, signed: false }],
  record: [],
  roles: ["sponsor"],
  params: [
    ...[
      { name: "depositUnits", description: "What one addition costs." },
      { name: "bonusUnits", description: "What a right contribution gets on top, as far as the pot goes." },
    ].map((param) => ({ ...param, unit: "units", min: 0n, max: 2n ** 53n - 1n })),
    ...[
      { name: "waitSeconds", description: "From this age on the submitter can claim." },
      { name: "sweepWaitSeconds", description: "From this age on anyone can take what is left." },
    ].map((param) => ({ ...param, unit: "seconds", min: 0n, max: 2n ** 40n - 1n })),
  ],
  judge:
    () =>
    ({ action, contribution }) => {
      if (contribution === undefined) return [];
      return [{ id: contribution.id, validity: action === "claim" ? "valid" : "void" }];
    },
  actions: [
    action("claim", "sample", "The submitter gets the deposit and a bonus, if the model predicts the label."),
    action("sweep", "hash", "Late: anyone takes what is left."),
    action("fund", "none", "The sponsor puts money into the pot.", { payable: true }),
    action("drain", "none", "The sponsor takes money out of the pot.", { args: ["units"] }),
  ],
  errors: { 1000: "pot_full", 1001: "pot_too_small" },
};
// #endregion
