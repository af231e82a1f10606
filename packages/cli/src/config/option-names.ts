import { ChainlearnError, ERROR_CODES, isChainlearnError, plainMessage } from "@chainlearn/core";

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

/**
 * Runs an adapter's own check of its options, whose range is a matter of the configuration here.
 * @throws ChainlearnError invalid_config
 */
export function checkOptionRanges(check: () => void): void {
  try {
    check();
  } catch (error) {
    if (!isChainlearnError(error) || error.number !== ERROR_CODES.argument_out_of_range) throw error;
    throw new ChainlearnError("invalid_config", plainMessage(error), { cause: error });
  }
}
