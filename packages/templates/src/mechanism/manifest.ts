import type { MechanismManifest } from "@chainlearn/core";

/** What the kernel needs and promises; entry points, storage and the checks are derived from it. */
export const manifest: MechanismManifest = {
  kind: "mechanism",
  id: "template-mechanism",
  version: "1.0.0",
  description: "A flat deposit, refunded once the model agrees, open to anyone late.",
  pool: [],
  account: [],
  record: [],
  roles: [],
  params: [
    {
      name: "depositUnits",
      unit: "units",
      min: 0n,
      max: 2n ** 53n,
      description: "What one addition costs.",
    },
    {
      name: "refundWaitSeconds",
      unit: "seconds",
      min: 0n,
      max: 2n ** 40n - 1n,
      default: 86_400n,
      description: "From this age on the submitter can get the deposit back.",
    },
    {
      name: "sweepWaitSeconds",
      unit: "seconds",
      min: 0n,
      max: 2n ** 40n - 1n,
      default: 1_209_600n,
      description: "From this age on anyone can take what is left.",
    },
  ],
  // Badges, the leaderboard and exported data go by this.
  judge:
    () =>
    ({ action, contribution }) => [
      { id: contribution!.id, validity: action === "refund" ? "valid" : "void" },
    ],
  actions: [
    {
      name: "refund",
      record: "sample",
      args: [],
      payable: false,
      description: "The submitter gets the deposit back, if the model now predicts the label.",
    },
    {
      name: "sweep",
      record: "hash",
      args: [],
      payable: false,
      description: "Late: anyone takes what is left.",
    },
  ],
  errors: {},
};
