import { type Layout, SERVED } from "@chainlearn/core";
import { ownName, type Which } from "../copy.ts";
import { type StateStorage, stateSlot } from "../state-storage.ts";
import { literal, mask } from "../yul.ts";
import type { Library } from "./library.ts";

/** Name of the function that copies words to a copy from the other one. */
export const assignName = (to: Which): string => ownName("$assign", to);

/** What a word becomes: both halves are the source's. */
const bothHalves = (to: Which): string =>
  to === SERVED ? "let half := shr(128, word)" : `let half := and(word, ${literal(mask(128))})`;

/**
 * `copy.assign`, by target: each word is one shift and or, written only where it changes. The hot cells follow the last
 * word.
 */
export function assignFunctions({ stateWords, hot, copies }: Layout, storage: StateStorage): Library {
  const hotCells = hot.length / copies;
  const functionTo = (to: Which, from: Which): [string, { text: string; needs: readonly string[] }] => {
    const [get, set] = [ownName("$hot_get", from), ownName("$hot_set", to)];
    const copyHot = hotCells
      ? `if iszero(next) {
    for { let k := 0 } lt(k, ${hotCells}) { k := add(k, 1) } { ${set}(ctx, k, ${get}(ctx, k)) }
  }`
      : "";
    const text = `function ${assignName(to)}(ctx, first, count) -> next {
  if or(iszero(lt(first, ${stateWords})), slt(count, 1)) { $trap() }
  let end := ${stateWords}
  if lt(count, sub(end, first)) {
    end := add(first, count)
    next := end
  }
  for {} lt(first, end) { first := add(first, 1) } {
    let word
    ${storage.declare("initial").join("\n    ")}
    ${storage.read("word", stateSlot("first"), "first", "initial")}
    ${bothHalves(to)}
    let changed := or(half, shl(128, half))
    if xor(word, changed) { ${storage.write(stateSlot("first"), "changed", "initial")} }
  }
  ${copyHot}
}`;
    return [assignName(to), { text, needs: ["$trap", ...(hotCells ? [get, set] : []), ...storage.needs] }];
  };
  return new Map([functionTo(0, 1), functionTo(1, 0)]);
}
