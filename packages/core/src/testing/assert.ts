import { toHex } from "../bytes.ts";

/** A check of a conformance suite failed. */
export class CheckFailure extends Error {
  override readonly name = "CheckFailure";
}

/** Plain JSON-like values: maps become objects, bytes hex, integers decimal strings that end in n. */
type Plain =
  | string
  | number
  | boolean
  | null
  | undefined
  | readonly Plain[]
  | { readonly [key: string]: Plain };

function plain(value: unknown): Plain {
  if (typeof value === "bigint") return `${value}n`;
  if (value instanceof Uint8Array) return `0x${toHex(value)}`;
  if (value instanceof Map)
    return Object.fromEntries([...value].map(([key, item]) => [String(key), plain(item)]));
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
  return value as Plain;
}

const show = (value: Plain): string => JSON.stringify(value) ?? "undefined";

function difference(actual: Plain, expected: Plain, path: string): string | undefined {
  if (typeof actual !== "object" || typeof expected !== "object" || actual === null || expected === null) {
    return Object.is(actual, expected)
      ? undefined
      : `${path || "value"} is ${show(actual)}; ${show(expected)} was expected`;
  }
  if (Array.isArray(actual) !== Array.isArray(expected))
    return `${path || "value"} is ${show(actual)}; ${show(expected)} was expected`;
  const [a, e] = [actual, expected] as [Record<string, Plain>, Record<string, Plain>];
  for (const key of new Set([...Object.keys(e), ...Object.keys(a)])) {
    const found = difference(a[key], e[key], path === "" ? key : `${path}.${key}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Where two values differ first, as a sentence; undefined when they are equal. A missing field equals undefined. */
export const firstDifference = (actual: unknown, expected: unknown): string | undefined =>
  difference(plain(actual), plain(expected), "");

/** @throws CheckFailure that names the first difference */
export function assertEqual(actual: unknown, expected: unknown, what: string): void {
  const found = firstDifference(actual, expected);
  if (found !== undefined) throw new CheckFailure(`${what}: ${found}.`);
}

/** @throws CheckFailure */
export function assertThat(condition: boolean, what: string): asserts condition {
  if (!condition) throw new CheckFailure(what);
}

/**
 * Runs what has to be refused.
 * @returns the code of the ChainlearnError; recognised by name, since a package may be loaded twice
 * @throws CheckFailure when it succeeds or fails with another kind of error
 */
export async function rejectionOf(what: string, run: () => unknown): Promise<string> {
  try {
    await run();
  } catch (error) {
    if (error instanceof Error && error.name === "ChainlearnError")
      return (error as Error & { code: string }).code;
    throw new CheckFailure(`${what}: failed with ${String(error)} instead of a ChainlearnError.`, {
      cause: error,
    });
  }
  throw new CheckFailure(`${what}: was accepted.`);
}

/** @throws CheckFailure unless it is refused with exactly this code */
export async function assertRejects(code: string, what: string, run: () => unknown): Promise<void> {
  const actual = await rejectionOf(what, run);
  if (actual !== code) throw new CheckFailure(`${what}: refused with ${actual}; ${code} was expected.`);
}
