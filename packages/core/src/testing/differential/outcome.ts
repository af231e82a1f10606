import type { LogEntry, PlacedLogEntry } from "../../log.ts";

/** A log entry without its place and with account numbers instead of addresses. */
export type NumberedEntry = Readonly<Record<string, unknown>> & { readonly kind: LogEntry["kind"] };

/** What an operation did, comparable between chains. */
export type Outcome =
  | { readonly accepted: true; readonly entries: readonly NumberedEntry[] }
  | { readonly accepted: false; readonly code: string };

/** Account number of an address; the address itself where it is none of the accounts. */
export function numberOf(accounts: readonly string[], address: string): number | string {
  const found = accounts.indexOf(address);
  return found < 0 ? address : found;
}

export function numberedEntry(entry: PlacedLogEntry, accounts: readonly string[]): NumberedEntry {
  const { position: _, ...rest } = entry;
  const numbered = { ...rest, actor: numberOf(accounts, entry.actor) };
  return entry.kind === "withdrawn" ? { ...numbered, to: numberOf(accounts, entry.to) } : numbered;
}
