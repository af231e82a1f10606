import { ChainlearnError } from "@chainlearn/core";

/** Refuses parameters of an encoder. */
export function refuse(encoder: string, problem: string): never {
  throw new ChainlearnError("invalid_composition", `${encoder}: ${problem}`);
}

/** Refuses names that an encoder does not know: a misspelt parameter would silently be its default. */
export function checkNames(encoder: string, given: object, known: readonly string[]): void {
  const unknown = Object.keys(given).find((name) => !known.includes(name));
  if (unknown !== undefined) refuse(encoder, `no parameter "${unknown}"; there are ${known.join(", ")}.`);
}

/** An integer parameter in its range. */
export function whole(encoder: string, name: string, value: unknown, min: number, max: number): number {
  if (!Number.isSafeInteger(value) || (value as number) < min || (value as number) > max)
    refuse(encoder, `${name} is ${String(value)}; whole numbers from ${min} to ${max} are possible.`);
  return value as number;
}

/** A boolean parameter. */
export function flag(encoder: string, name: string, value: unknown): boolean {
  if (typeof value !== "boolean")
    refuse(encoder, `${name} is ${String(value)}; true and false are possible.`);
  return value;
}
