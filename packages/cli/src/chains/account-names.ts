import { ChainlearnError } from "@chainlearn/core";

/**
 * The account that an option names.
 * @param names of the configuration; the first one is the default
 * @throws ChainlearnError unknown_account
 */
export function accountNamed(wanted: string, names: readonly string[]): string {
  const found = wanted === "first" ? names[0] : names.find((name) => name === wanted);
  if (found !== undefined) return found;
  throw new ChainlearnError(
    "unknown_account",
    names.length === 0
      ? "the chain has no accounts in the configuration."
      : `the chain has no account "${wanted}" in the configuration; it has ${names.join(", ")}.`,
  );
}
