import type { LogEntry } from "@chainlearn/core";
import { type Difference, show } from "./difference.ts";

/** Fields of an entry in the order in which they are compared; the position is the chain's own. */
const FIELDS = {
  stateWritten: ["actor", "firstWord", "words"],
  sealed: ["actor", "time", "stateHash", "hot"],
  dataAdded: ["actor", "id", "time", "label", "sample", "paid", "cost"],
  acted: ["actor", "action", "id", "time", "args", "paid", "reason", "amount"],
  withdrawn: ["actor", "to", "time", "amount"],
  credited: ["actor", "amount"],
} as const satisfies { [K in LogEntry["kind"]]: readonly (keyof Extract<LogEntry, { kind: K }>)[] };

/** The first field in which the entry that replay made differs from the one that the chain logged. */
export function compareEntries(expected: LogEntry, actual: LogEntry): Difference | undefined {
  if (expected.kind !== actual.kind) {
    return { where: "kind", expected: expected.kind, actual: actual.kind };
  }
  for (const field of FIELDS[expected.kind]) {
    const [own, other] = [expected, actual].map((entry) => show(entry[field as keyof LogEntry]));
    if (own !== other) return { where: field, expected: own!, actual: other! };
  }
  return undefined;
}
