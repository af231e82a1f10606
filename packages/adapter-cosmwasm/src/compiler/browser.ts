import { ChainlearnError } from "@chainlearn/core";
import type { buildContract as build } from "./build.ts";

/** What a bundle for browsers has in the compiler's place. */
export const buildContract: typeof build = async () => {
  throw new ChainlearnError("unsupported", "a browser cannot build contracts: deploy and verify elsewhere.");
};
