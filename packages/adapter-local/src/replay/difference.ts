import { toHex } from "@chainlearn/core";

/** The first place where a chain is not what replay says it should be. */
export interface Difference {
  /** In words: "state word 17, cell 139", "log entry 5 (dataAdded, block 12): cost". */
  readonly where: string;
  /** What replay has. */
  readonly expected: string;
  /** What the chain has. */
  readonly actual: string;
}

/** A value of the log or of a snapshot in a form that people can compare. */
export function show(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value instanceof Uint8Array) return `0x${toHex(value)}`;
  if (Array.isArray(value)) return `[${value.map(show).join(", ")}]`;
  return String(value);
}
