import { ChainlearnError } from "./errors.ts";

/** A value as it would be written in a program, so that "1000", 1000 and 1000n are told apart. */
export const written = (value: unknown): string => {
  if (typeof value === "bigint") return `${value}n`;
  return typeof value === "string" ? JSON.stringify(value) : String(value);
};

/** Longest time in milliseconds that a timer takes. */
export const MAX_MILLISECONDS = 2 ** 31 - 1;

/**
 * Checks an option or an argument that is a whole number.
 * @param name for the message
 * @param max default: none, but that of numbers which are exact, 2^53 - 1
 * @throws ChainlearnError argument_out_of_range
 */
export function requireWhole(name: string, value: number, min: number, max = Number.MAX_SAFE_INTEGER): void {
  if (Number.isSafeInteger(value) && value >= min && value <= max) return;
  const range = max === Number.MAX_SAFE_INTEGER ? `${min} on` : `${min} to ${max}`;
  throw new ChainlearnError(
    "argument_out_of_range",
    `${name} is ${written(value)}; whole numbers from ${range} are possible.`,
  );
}
