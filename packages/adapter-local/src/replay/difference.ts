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

/** Compares values of logs and snapshots: numbers, text, bytes and lists of them. */
export function compare(where: string, expected: unknown, actual: unknown): Difference | undefined {
  return equal(expected, actual) ? undefined : { where, expected: show(expected), actual: show(actual) };
}

/** What `find` returns for the first item that differs. */
export function firstDifference<T>(
  items: Iterable<T>,
  find: (item: T) => Difference | undefined,
): Difference | undefined {
  for (const item of items) {
    const difference = find(item);
    if (difference !== undefined) return difference;
  }
  return undefined;
}

const isList = (value: unknown): value is ArrayLike<unknown> =>
  Array.isArray(value) || value instanceof Uint8Array;

function equal(a: unknown, b: unknown): boolean {
  if (!isList(a) || !isList(b)) return a === b;
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (!equal(a[i], b[i])) return false;
  return true;
}

function show(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value instanceof Uint8Array) return `0x${toHex(value)}`;
  if (Array.isArray(value)) return `[${value.map(show).join(", ")}]`;
  return String(value);
}
