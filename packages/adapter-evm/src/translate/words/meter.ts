import { type PlacedCell, type ResolvedComposition, SERVED } from "@chainlearn/core";
import { CONTEXT } from "../body.ts";
import type { ContextLayout } from "../context.ts";
import { hotOf, ownName, type Which } from "../copy.ts";
import type { Word, WordSite } from "../site.ts";
import { constantOf, constantValue, hull, toSigned, type Value } from "../value.ts";
import { plus } from "../yul.ts";
import { intervalOfCell, readPacked, replacePacked, saturated } from "./cells.ts";

/** Labels in use, by the meter. */
export function labelsInUse(
  { shape, growth, layout }: ResolvedComposition,
  context: ContextLayout,
  site: WordSite,
): Value {
  if (!growth || !layout.addedClasses) return constantValue(BigInt(shape.classes), 32);
  site.use.meterRead.add(layout.addedClasses.word);
  const added = readPacked(`mload(${plus(CONTEXT, context.meter)})`, layout.addedClasses);
  const interval = { lo: BigInt(growth.startClasses), hi: BigInt(shape.classes) };
  return site.compute(`add(${growth.startClasses}, ${added})`, interval, 32);
}

/**
 * `hot.*` of a copy and `pool.*`: packed cells of the meter words, which the shell loads and stores as the export uses them.
 * @param inStorage words that the export reads in storage instead
 */
export function meterWords(
  { layout }: ResolvedComposition,
  context: ContextLayout,
  which: Which = SERVED,
  inStorage: ReadonlySet<number> = new Set(),
): Map<string, Word> {
  const hot = hotOf(layout, which);
  const hotWords = new Set(hot.map(({ word }) => word));
  const address = (cell: PlacedCell): string => plus(CONTEXT, context.meter + 32 * cell.word);

  const get = (cell: PlacedCell, site: WordSite): Value => {
    const direct = inStorage.has(cell.word);
    if (!direct) site.use.meterRead.add(cell.word);
    const word = direct ? `sload(${cell.word})` : `mload(${address(cell)})`;
    return site.compute(readPacked(word, cell), intervalOfCell(cell), 64);
  };

  const set = (cell: PlacedCell, value: Value, site: WordSite): void => {
    site.use.meterWritten.add(cell.word);
    const stored = saturated(value, cell, site);
    const word = site.fresh();
    site.line(`let ${word} := mload(${address(cell)})`);
    site.line(`mstore(${address(cell)}, ${replacePacked(word, cell, stored.text)})`);
  };

  /** The cell with a constant number; undefined when there is none, which traps. */
  const constantCell = (
    name: string,
    cells: readonly PlacedCell[],
    k: Value,
    site: WordSite,
  ): PlacedCell | undefined => {
    const constant = constantOf(toSigned(k));
    if (constant === undefined) return site.refuse(`the index of ${name} has to be a constant.`);
    return cells[Number(constant)];
  };

  return new Map<string, Word>([
    [
      "hot.get",
      ([k], site) => {
        if (constantOf(k!) !== undefined || hot.length === 0) {
          const cell = constantOf(k!) === undefined ? undefined : constantCell("hot.get", hot, k!, site);
          if (cell) return get(cell, site);
          return site.trap();
        }
        const interval = hot.map(intervalOfCell).reduce(hull);
        for (const word of hotWords) site.use.meterRead.add(word);
        return site.compute(
          `${site.need(ownName("$hot_get", which))}(${CONTEXT}, ${toSigned(k!).text})`,
          interval,
          64,
        );
      },
    ],
    [
      "hot.set",
      ([k, value], site) => {
        if (constantOf(k!) !== undefined || hot.length === 0) {
          const cell = constantOf(k!) === undefined ? undefined : constantCell("hot.set", hot, k!, site);
          if (!cell) return site.trap();
          set(cell, value!, site);
          return undefined;
        }
        for (const word of hotWords) site.use.meterWritten.add(word);
        site.line(
          `${site.need(ownName("$hot_set", which))}(${CONTEXT}, ${toSigned(k!).text}, ${toSigned(value!).text})`,
        );
        return undefined;
      },
    ],
    [
      "pool.get",
      ([k], site) => {
        const cell = constantCell("pool.get", layout.pool, k!, site);
        if (cell) return get(cell, site);
        return site.trap();
      },
    ],
    [
      "pool.set",
      ([k, value], site) => {
        const cell = constantCell("pool.set", layout.pool, k!, site);
        if (!cell) return site.trap();
        set(cell, value!, site);
        return undefined;
      },
    ],
  ]);
}
