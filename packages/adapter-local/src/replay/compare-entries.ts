import type { LogEntry } from "@chainlearn/core";
import { compare, type Difference, firstDifference } from "./difference.ts";

/** Fields of an entry in the order in which they are compared; the position is the chain's own. */
const FIELDS = {
  stateWritten: ["actor", "firstWord", "words"],
  sealed: ["actor", "time", "stateHash", "hot"],
  dataAdded: ["actor", "id", "time", "label", "sample", "paid", "cost"],
  acted: ["actor", "action", "id", "time", "args", "paid", "reason", "amount", "digest", "parts"],
  classAdded: ["actor", "time", "label", "name"],
  withdrawn: ["actor", "to", "time", "amount"],
  credited: ["actor", "amount"],
} as const satisfies { [K in LogEntry["kind"]]: readonly (keyof Extract<LogEntry, { kind: K }>)[] };

/** The first field in which the entry that replay made differs from the one that the chain logged. */
export function compareEntries(expected: LogEntry, actual: LogEntry): Difference | undefined {
  return (
    compare("kind", expected.kind, actual.kind) ??
    firstDifference(FIELDS[expected.kind], (field) =>
      compare(field, expected[field as keyof LogEntry], actual[field as keyof LogEntry]),
    ) ??
    compareItems(expected, actual)
  );
}

function compareItems(expected: LogEntry, actual: LogEntry): Difference | undefined {
  if (expected.kind !== "acted" || actual.kind !== "acted") return undefined;
  return firstDifference(["label", "sample", "next"] as const, (field) =>
    compare(`item, ${field}`, expected.item?.[field], actual.item?.[field]),
  );
}
