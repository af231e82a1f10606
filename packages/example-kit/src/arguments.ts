import { type ParseArgsConfig, parseArgs } from "node:util";

/** An argument that cannot be used; the message says what can. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** Node's description of options. */
type OptionTypes = NonNullable<ParseArgsConfig["options"]>;
type Values<T extends OptionTypes> = ReturnType<typeof parseArgs<{ args: string[]; options: T }>>["values"];

/**
 * The values of a command's options, as Node's parseArgs describes them.
 * @throws UsageError for an option that is not described, and for one without its value
 */
export function valuesOf<T extends OptionTypes>(args: readonly string[], options: T): Values<T> {
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (cause) {
    throw new UsageError((cause as Error).message, { cause });
  }
}

/**
 * A whole number in decimal digits.
 * @throws UsageError
 */
export function whole(option: string, value: string, min: number, max: number): number {
  const number = Number(value);
  if (!/^\d+$/.test(value) || number < min || number > max)
    throw new UsageError(`--${option} is "${value}"; whole numbers from ${min} to ${max} are possible.`);
  return number;
}

/** @throws UsageError */
export const seedOf = (value: string): number => whole("seed", value, 0, 2 ** 31 - 1);

/**
 * One of several names.
 * @throws UsageError
 */
export function oneOf<T extends string>(option: string, value: string, names: readonly T[]): T {
  const found = names.find((name) => name === value);
  if (found === undefined) throw new UsageError(`--${option} is "${value}"; possible: ${names.join(", ")}.`);
  return found;
}

/** The names of a record. */
export const namesOf = <K extends string>(record: Readonly<Record<K, unknown>>): K[] =>
  Object.keys(record) as K[];
