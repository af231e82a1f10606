import { ChainlearnError } from "@chainlearn/core";
import type { EvmCompiler } from "../artifact.ts";

const refuse = async (): Promise<never> => {
  throw new ChainlearnError(
    "unsupported",
    "a browser has no Solidity compiler: give the adapter a compiler that fetches the finished contract.",
  );
};

/** What a bundle for browsers has in the compiler's place. */
export const compileComposition: EvmCompiler = refuse;

/** As {@link compileComposition}: only the compiler knows its version. */
export const solcVersion: () => Promise<string> = refuse;
