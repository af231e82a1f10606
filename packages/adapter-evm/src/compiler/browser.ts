import { ChainlearnError } from "@chainlearn/core";
import type { EvmCompiler } from "../artifact.ts";

/** What a bundle for browsers has in the compiler's place. */
export const compileComposition: EvmCompiler = async () => {
  throw new ChainlearnError(
    "unsupported",
    "a browser has no Solidity compiler: give the adapter a compiler that fetches the finished contract.",
  );
};
