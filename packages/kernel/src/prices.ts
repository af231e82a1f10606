import { WORDS } from "./words.ts";

/** Turns of loops that count as much as what a host does for one call of a word. */
export interface Price {
  readonly turns: number;
  /** And one more for every entry of the sample. */
  readonly perEntry: boolean;
}

/** Where a word is done: in the module that a model was linked into, or by a shell in JavaScript. */
export type WordHost = "linked" | "shell";

/** A word of a linked module is a few instructions, a shell's a call out of the engine; `math` divides in both. */
const LINKED_WORD = 8;
const SHELL_WORD = 64;
const MATH_WORD = 64;
/** A shell looks these up beforehand. */
const CONSTANT = 8;
/** keccak256 of a few hundred bytes. */
const HASH = 4_096;
const HASHING: ReadonlySet<string> = new Set(["item.next", "secret.commitment"]);

/** Turns for a byte of a sample that a shell hashes. */
export const TURNS_PER_HASHED_BYTE = 32;

/** Change it when a price does, or what is charged: linked modules have prices in their code. */
export const PRICES_VERSION = "1";

/**
 * The price of a word that a kernel imports. On the EVM a turn and a word cost gas: what 2^24 gas can buy stays below
 * 2^28 turns.
 * @param word `module.name`
 */
export function priceOf(word: string, host: WordHost): Price {
  const perEntry = word.startsWith("row.");
  if (!WORDS[word]) return { turns: CONSTANT, perEntry };
  if (word.startsWith("math.")) return { turns: MATH_WORD, perEntry };
  if (HASHING.has(word)) return { turns: HASH, perEntry };
  return { turns: host === "linked" ? LINKED_WORD : SHELL_WORD, perEntry };
}
