import { ChainlearnError, fromHex, type PlacedLogEntry, toHex } from "@chainlearn/core";

/** How JSON holds what it has no type for. */
const BIGINT = "n";
const BYTES = "x";

const write = (_: string, value: unknown): unknown => {
  if (typeof value === "bigint") return { [BIGINT]: value.toString() };
  if (value instanceof Uint8Array) return { [BYTES]: toHex(value) };
  return value;
};

/** Puts back what {@link write} replaced. A reviver of JSON.parse does the same in three times the time. */
function restore(value: object): unknown {
  const { [BIGINT]: integer, [BYTES]: hex } = value as Record<string, unknown>;
  if (typeof integer === "string") return BigInt(integer);
  if (typeof hex === "string") return fromHex(hex);
  const parts = value as Record<string, unknown>;
  for (const [key, part] of Object.entries(parts))
    if (typeof part === "object" && part !== null) parts[key] = restore(part);
  return value;
}

/** An entry as JSON: integers beyond 53 bits as `{"n":"12"}`, bytes as `{"x":"0aff"}`. */
export const entryToText = (entry: PlacedLogEntry): string => JSON.stringify(entry, write);

/**
 * The entry that {@link entryToText} wrote.
 * @throws ChainlearnError invalid_log
 */
export function entryFromText(text: string): PlacedLogEntry {
  let entry: Partial<PlacedLogEntry> | null;
  try {
    const parsed: unknown = JSON.parse(text);
    entry =
      typeof parsed === "object" && parsed !== null ? (restore(parsed) as Partial<PlacedLogEntry>) : null;
  } catch (cause) {
    throw new ChainlearnError("invalid_log", "a stored entry is no JSON.", { cause });
  }
  if (typeof entry?.kind !== "string" || typeof entry.position?.block !== "number")
    throw new ChainlearnError("invalid_log", "a stored entry has no kind or no place.");
  // JSON leaves out what is undefined; entries have the field.
  return (entry.kind === "acted" && !("id" in entry) ? { ...entry, id: undefined } : entry) as PlacedLogEntry;
}
