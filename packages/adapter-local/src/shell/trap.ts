import { ChainlearnError } from "@chainlearn/core";

/** The failure of a kernel that breaks a rule of the vocabulary. */
export function trap(message: string): never {
  throw new ChainlearnError("trap", message);
}
