import { ChainlearnError } from "@chainlearn/core";

/** The error of a word that may not be used as it was. */
export const trap = (why: string, cause?: unknown): ChainlearnError =>
  new ChainlearnError("trap", why, cause === undefined ? {} : { cause });

/**
 * Runs wasm; every trap of the engine becomes the one code that all chains share.
 * @throws ChainlearnError trap; errors that host words throw pass unchanged
 */
export function run<T>(what: string, call: () => T): T {
  try {
    return call();
  } catch (error) {
    if (error instanceof WebAssembly.RuntimeError) throw trap(`${what} trapped: ${error.message}.`, error);
    throw error;
  }
}
