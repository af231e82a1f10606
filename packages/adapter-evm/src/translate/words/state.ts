import type { ResolvedComposition } from "@chainlearn/core";
import type { Which } from "../copy.ts";
import type { Word, WordSite } from "../site.ts";
import { constantOf, type Interval, toSigned, type Value, within } from "../value.ts";
import { lanesOf, readLane, replaceLane, saturateSigned, shiftOfCell, wordOfCell } from "./lanes.ts";

/**
 * `state.*`: single cells of a copy through the one-word cache.
 * @param changed writes what has to happen when a cell changes
 */
export function stateWords(
  composition: ResolvedComposition,
  which: Which,
  changed: (site: WordSite) => void,
): Map<string, Word> {
  const lanes = lanesOf(composition, which);

  /** Caches the cell's word. */
  const open = (given: Value, site: WordSite): { word: string; shift: string } => {
    const index = site.hold(toSigned(given));
    if (index.lo < 0n || index.hi >= BigInt(lanes.cells))
      site.trapIf(`iszero(lt(${index.text}, ${lanes.cells}))`);
    const constant = constantOf(index);
    const perWord = BigInt(lanes.perWord);
    const number = site.fresh();
    site.line(
      `let ${number} := ${constant === undefined ? wordOfCell(index.text, lanes) : constant / perWord}`,
    );
    const word = site.state.select(number);
    const shift = site.fresh();
    site.line(
      `let ${shift} := ${constant === undefined ? shiftOfCell(index.text, lanes) : BigInt(lanes.firstBit) + (constant % perWord) * BigInt(lanes.bits)}`,
    );
    return { word, shift };
  };

  const store = (
    value: string,
    interval: Interval,
    old: string,
    at: { word: string; shift: string },
    site: WordSite,
  ): void => {
    let text = value;
    if (!within(interval, lanes.range)) {
      text = site.fresh();
      site.line(`let ${text} := ${value}`);
      site.line(saturateSigned(text, lanes.bits));
    }
    site.line(`${at.word} := ${replaceLane(at.word, at.shift, old, text, lanes)}`);
    site.state.changed();
    changed(site);
  };

  return new Map<string, Word>([
    [
      "state.get",
      ([index], site) => {
        const { word, shift } = open(index!, site);
        return site.compute(readLane(word, shift, lanes), lanes.range, 64);
      },
    ],
    [
      "state.set",
      ([index, given], site) => {
        const value = site.hold(toSigned(given!));
        const at = open(index!, site);
        store(value.text, value, `shr(${at.shift}, ${at.word})`, at, site);
        return undefined;
      },
    ],
    [
      "state.add",
      ([index, given], site) => {
        const by = site.hold(toSigned(given!));
        const at = open(index!, site);
        const old = site.compute(readLane(at.word, at.shift, lanes), lanes.range, 64);
        const sum = { lo: lanes.range.lo + by.lo, hi: lanes.range.hi + by.hi };
        store(`add(${old.text}, ${by.text})`, sum, old.text, at, site);
        return undefined;
      },
    ],
  ]);
}
