import { type Contribution, type PlacedLogEntry, readParts } from "@chainlearn/core";
import { contributionOf } from "../data/contributions.ts";
import { readLog } from "../data/read-log.ts";
import type { Deployed, Session } from "../session.ts";

/** What a settlement needs of a market's log; it is complete when all test items are revealed. */
export interface MarketLog {
  /** In the order of their numbers. */
  readonly contributions: readonly Contribution[];
  /** All test items, as they were opened last; undefined: they never were all at once. */
  readonly opening: Uint8Array | undefined;
}

/** Reads a market's log. */
export async function readMarketLog(session: Session, deployed: Deployed): Promise<MarketLog> {
  const contributions: Contribution[] = [];
  let opening: Uint8Array | undefined;
  for await (const entry of readLog(session, deployed)) {
    if (entry.kind === "dataAdded") contributions.push(contributionOf(entry));
    opening = fullOpeningIn(entry, deployed) ?? opening;
  }
  return { contributions, opening };
}

function fullOpeningIn(entry: PlacedLogEntry, { composition }: Deployed): Uint8Array | undefined {
  if (entry.kind !== "acted" || !entry.parts) return undefined;
  const { open } = readParts(entry.parts, composition.shape, composition.shape.classes);
  return open.length > 0 && open.every((isOpen) => isOpen) ? entry.parts : undefined;
}
