import { mechanismManifest } from "@chainlearn/core";

/** Points without money: a contribution that the model comes to agree with counts for its submitter. */
export const manifest = mechanismManifest({
  kind: "mechanism",
  id: "points",
  version: "1.0.0",
  description:
    "No money: a contribution that the model comes to agree with counts one point for its submitter.",
  pool: [],
  account: [{ name: "validated", bits: 40, signed: false }],
  record: [],
  roles: [],
  params: [
    {
      name: "claimWaitSeconds",
      unit: "seconds",
      min: 0n,
      max: 2n ** 40n - 1n,
      default: 86_400n,
      description: "From this age on a contribution can be claimed.",
    },
  ],
  judge:
    () =>
    ({ contribution }) => [{ id: contribution!.id, validity: "valid" }],
  actions: [
    {
      name: "claim",
      record: "sample",
      args: [],
      payable: false,
      description: "The submitter counts one validated sample, if the model now predicts the label.",
    },
  ],
  // Points for a copy of what the model knows already would be free.
  dataHandler: "unique",
  errors: {},
});
