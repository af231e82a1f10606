import type { Contribution, LogStep, PlacedLogEntry } from "@chainlearn/core";
import { contributionOf } from "./stage.ts";

/** A log as a store gives it: every action with what it is about. */
export function stepsOf(log: Iterable<PlacedLogEntry>): LogStep[] {
  const known = new Map<number, Contribution>();
  return Array.from(log, (entry) => {
    if (entry.kind === "dataAdded") known.set(entry.id, contributionOf(entry));
    const contribution = entry.kind === "acted" && entry.id !== undefined ? known.get(entry.id) : undefined;
    return { entry, contribution };
  });
}
