import { ChainlearnError } from "@chainlearn/core";

/**
 * Refuses options that a chain does not know: a misspelt one would silently be its default.
 * @param chain the function that was called, for the message
 * @throws ChainlearnError invalid_config
 */
export function checkOptionNames(chain: string, given: object, known: Readonly<Record<string, true>>): void {
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(known, name));
  if (unknown !== undefined)
    throw new ChainlearnError(
      "invalid_config",
      `${chain} has no option "${unknown}"; it has ${Object.keys(known).join(", ")}.`,
    );
}
