import { ChainlearnError, errorFromNumber, isChainlearnError } from "@chainlearn/core";

const CONTRACT_REJECTION = /\bchainlearn:(\d{1,5})(?!\d)/;
/** A contract that ran and failed, not one that was refused at upload. */
const TRAP = /Error calling the VM: (?!Error during static Wasm validation)/;
const INVALID_JSON = /payload msg: invalid/;
const NO_FUNDS = /insufficient funds/;
/** What nodes say about blocks and states that they have thrown away. */
const PRUNED =
  /lowest height is|version mismatch on immutable|version does not exist|failed to load state at height/;

/**
 * The error that a chain's text about a refused call stands for: the contract's own code, `trap` where its wasm
 * trapped, `malformed_message` where the chain refused the JSON before the contract saw it, `insufficient_funds`,
 * `history_pruned`, otherwise `chain_failure`.
 */
export function rejectionFromText(text: string, cause?: unknown): ChainlearnError {
  const options = cause === undefined ? {} : { cause };
  const number = CONTRACT_REJECTION.exec(text)?.[1];
  if (number !== undefined)
    return errorFromNumber(Number(number), "the contract rejected the call.", {}, cause);
  if (NO_FUNDS.test(text)) return new ChainlearnError("insufficient_funds", text, options);
  if (INVALID_JSON.test(text)) return new ChainlearnError("malformed_message", text, options);
  if (TRAP.test(text)) return new ChainlearnError("trap", text, options);
  if (PRUNED.test(text)) return new ChainlearnError("history_pruned", text, options);
  return new ChainlearnError("chain_failure", text, options);
}

/** Runs something and gives rejections with a plugin's own number the name that the plugin's manifest has for it. */
export async function withPluginErrors<T>(
  names: Readonly<Record<number, string>>,
  run: () => Promise<T>,
): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (!isChainlearnError(error) || names[error.number] === undefined) throw error;
    throw errorFromNumber(error.number, "the contract rejected the call.", names, error);
  }
}
