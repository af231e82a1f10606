import { type PlacedCell, SERVED } from "@chainlearn/core";
import { ownName, type Which } from "../copy.ts";
import { literal, plus } from "../yul.ts";
import type { Library, LibraryFunction } from "./library.ts";

/** Descriptors of cells that one 256-bit word holds. */
export const CELLS_PER_TABLE = 8;
const DESCRIPTOR_BITS = 32;

/**
 * Where a cell is, in 32 bits from the lowest: its word, the bits above it in that word, the bits of a word that are not
 * its own, 1 if it is signed. The shell packs initial values by the same descriptors (contracts/Shell.sol, `packCell`).
 */
function descriptor({ word, bit, bits, signed }: PlacedCell): bigint {
  const [above, foreign] = [256 - bit - bits, 256 - bits];
  return BigInt(word) | (BigInt(above) << 8n) | (BigInt(foreign) << 16n) | (BigInt(signed ? 1 : 0) << 24n);
}

/** Descriptors of cells, eight to a word, the first in the lowest bits. */
export function cellTables(cells: readonly PlacedCell[]): bigint[] {
  return Array.from({ length: Math.ceil(cells.length / CELLS_PER_TABLE) }, (_, t) =>
    cells
      .slice(t * CELLS_PER_TABLE, (t + 1) * CELLS_PER_TABLE)
      .reduce((table, cell, k) => table | (descriptor(cell) << BigInt(DESCRIPTOR_BITS * k)), 0n),
  );
}

/**
 * Functions for hot cells whose number is computed: one copy for all places, whatever the number of cells.
 * @param hot those of one copy
 * @param meter offset of the meter in the shared memory
 */
export function hotFunctions(hot: readonly PlacedCell[], meter: number, which: Which = SERVED): Library {
  const names = {
    cell: ownName("$hot_cell", which),
    get: ownName("$hot_get", which),
    set: ownName("$hot_set", which),
  };
  const tables = cellTables(hot);
  const table =
    tables.length === 1
      ? `cell := ${literal(tables[0]!)}`
      : `switch shr(3, k)\n${tables.map((word, t) => `  case ${t} { cell := ${literal(word)} }`).join("\n")}`;
  const words = new Set(hot.map(({ word }) => word));
  const [only] = words;
  const at =
    words.size === 1 ? plus("ctx", meter + 32 * only!) : `add(${plus("ctx", meter)}, shl(5, byte(31, cell)))`;
  const signs = new Set(hot.map(({ signed }) => signed));
  const sign = signs.size === 1 ? (signs.has(true) ? "1" : "0") : "byte(28, cell)";

  const read = `shr(byte(29, cell), shl(byte(30, cell), mload(${at})))`;
  const signed = signs.has(true)
    ? `let half := shl(sub(255, byte(29, cell)), ${sign})
  value := sub(xor(value, half), half)`
    : "";
  return new Map<string, LibraryFunction>([
    [
      names.cell,
      {
        needs: ["$trap"],
        text: `function ${names.cell}(k) -> cell {
  if iszero(lt(k, ${hot.length})) { $trap() }
  ${table}
  cell := shr(shl(5, ${tables.length === 1 ? "k" : "and(k, 7)"}), cell)
}`,
      },
    ],
    [
      names.get,
      {
        needs: [names.cell],
        text: `function ${names.get}(ctx, k) -> value {
  let cell := ${names.cell}(k)
  value := ${read}
  ${signed}
}`,
      },
    ],
    [
      names.set,
      {
        needs: [names.cell],
        text: `function ${names.set}(ctx, k, value) {
  let cell := ${names.cell}(k)
  let foreign := byte(29, cell)
  let most := shr(${sign === "0" ? "foreign" : `add(foreign, ${sign})`}, not(0))
  let least := ${sign === "0" ? "0" : sign === "1" ? "not(most)" : `mul(${sign}, not(most))`}
  if sgt(value, most) { value := most }
  if slt(value, least) { value := least }
  let at := ${at}
  let word := mload(at)
  let bit := sub(foreign, byte(30, cell))
  mstore(at, xor(word, shl(bit, shr(foreign, shl(foreign, xor(shr(bit, word), value))))))
}`,
      },
    ],
  ]);
}
