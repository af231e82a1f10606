import type { ActionSpec, CellSpec, MechanismManifest } from "@chainlearn/core";

const result = (name: string): CellSpec => ({ name, bits: 64, signed: true });
const action = (name: string, record: ActionSpec["record"], description: string, ...args: string[]) => ({
  ...{ name, record, args, description },
  payable: false,
});

/** A mechanism that does with two copies of a model what its caller asks. */
export const copiesMechanismManifest: MechanismManifest = {
  kind: "mechanism",
  id: "copies-mechanism",
  version: "1.0.0",
  description: "Trains, asks and assigns the copies of a model, for tests.",
  copies: 2,
  pool: ["first", "second", "predictedServed", "predictedWorking"].map(result),
  account: [],
  record: [],
  roles: [],
  params: [],
  actions: [
    action("settle", "sample", "The served copy's margin; the working copy learns where it is not negative."),
    action("ask", "sample", "Margins and predictions of both copies.", "asked"),
    action("train", "sample", "Trains one copy.", "which", "taught"),
    action("assign", "none", "Copies words from one copy to the other.", "source", "first", "count"),
    action("undone", "sample", "Changes everything, then refuses."),
    action("blind", "hash", "Asks about a sample that the call does not bring."),
  ],
  errors: {},
};
