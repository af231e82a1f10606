import type { DevChain } from "@chainlearn/core";

/** Somebody in the story. */
export interface Person {
  readonly name: string;
  readonly role: "deployer" | "honest" | "flipper";
  readonly address: string;
}

const CAST = [
  ["Dora", "deployer"],
  ["Ann", "honest"],
  ["Ben", "honest"],
  ["Cleo", "honest"],
  ["Dan", "honest"],
  ["Flip", "flipper"],
] as const;

/** The cast on one chain: the deployer, four honest contributors, one who flips labels. */
export const peopleOf = (chain: DevChain): Person[] =>
  CAST.map(([name, role], i) => ({ name, role, address: chain.accounts[i]! }));
