import { ChainlearnError } from "@chainlearn/core";
import type { Fuel } from "./fuel.ts";

/** The error of a word that may not be used as it was. */
export const trap = (why: string, cause?: unknown): ChainlearnError =>
  new ChainlearnError("trap", why, cause === undefined ? {} : { cause });

/**
 * Runs wasm; every trap of the engine becomes the one code that all chains share.
 * @param fuel what the wasm was given
 * @throws ChainlearnError trap, fuel_exhausted; errors that host words throw pass unchanged
 */
export function run<T>(what: string, call: () => T, fuel?: Fuel): T {
  try {
    return call();
  } catch (error) {
    if (!(error instanceof WebAssembly.RuntimeError)) throw error;
    fuel?.check(what);
    throw trap(`${what} trapped: ${error.message}.`, error);
  }
}
