import type { ActedEntry, Contribution, MechanismManifest } from "@chainlearn/core";

/** What became of a contribution. */
export type Validity = "valid" | "invalid" | "void" | "pending";

/** champion's verdicts: the reasons that `settle` ends with. */
const CHAMPION_VERDICTS: Readonly<Record<number, Validity>> = {
  1: "valid",
  2: "void",
  3: "invalid",
  4: "invalid",
};

type Judge = (action: string, entry: ActedEntry, contribution: Contribution) => Validity | undefined;

const JUDGES: Readonly<Record<string, Judge>> = {
  stake: (action, { actor }, { submitter }) => {
    if (action === "refund" && actor === submitter) return "valid";
    return action === "report" ? "invalid" : undefined;
  },
  points: (action) => (action === "claim" ? "valid" : undefined),
  champion: (action, { reason }) => (action === "settle" ? CHAMPION_VERDICTS[reason] : undefined),
};

/** Whether {@link validityOf} knows a mechanism. */
export const judges = ({ id }: MechanismManifest): boolean => id in JUDGES;

/**
 * What a mechanism has found a contribution to be, by the first action that says so; undefined for mechanisms whose
 * actions this table does not know.
 * @param entries the actions about the contribution in their order
 */
export function validityOf(
  { id, actions }: MechanismManifest,
  contribution: Contribution,
  entries: readonly ActedEntry[],
): Validity | undefined {
  const judge = JUDGES[id];
  if (!judge) return undefined;
  for (const entry of entries) {
    const found = judge(actions[entry.action]!.name, entry, contribution);
    if (found !== undefined) return found;
  }
  return "pending";
}
