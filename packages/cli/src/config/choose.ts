import { ChainlearnError } from "@chainlearn/core";

/**
 * The entry of a configuration that an option names, or the only one that there is.
 * @param what "chain", "composition"
 * @throws ChainlearnError invalid_config
 */
export function choose<T>(
  what: string,
  entries: Readonly<Record<string, T>>,
  wanted: string | undefined,
): readonly [name: string, entry: T] {
  const names = Object.keys(entries);
  const name = wanted ?? (names.length === 1 ? names[0] : undefined);
  const entry = name === undefined ? undefined : entries[name];
  if (name !== undefined && entry !== undefined) return [name, entry];
  const known = names.join(", ") || "none";
  throw new ChainlearnError(
    "invalid_config",
    wanted === undefined
      ? `name a ${what} with --${what}; the configuration has ${known}.`
      : `the configuration has no ${what} "${wanted}"; it has ${known}.`,
  );
}
