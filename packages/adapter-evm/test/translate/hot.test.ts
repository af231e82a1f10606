import { type CellSpec, type PlacedCell, placeCells, readCell, saturate } from "@chainlearn/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { arithmeticLibrary } from "../../src/translate/library/arithmetic.ts";
import { hotFunctions } from "../../src/translate/library/hot.ts";
import { linkLibrary } from "../../src/translate/library/library.ts";
import { Evm } from "./support/evm.ts";
import { compileSolidity, fallbackContract, HEADER, Runner, word } from "./support/harness.ts";
import { Random } from "./support/random.ts";

const ADDRESS = "0x00000000000000000000000000000000000000f6";
const METER = 96;

let evm: Evm;
let runner: Runner;
beforeAll(async () => {
  evm = await Evm.start();
  runner = await Runner.install(evm);
});
afterAll(() => evm.stop());

const cells = (count: number, make: (k: number) => Omit<CellSpec, "name">): PlacedCell[] =>
  placeCells(
    Array.from({ length: count }, (_, k) => ({ name: `${k}`, ...make(k) })),
    49,
  );

const LAYOUTS: readonly (readonly [what: string, layout: PlacedCell[]])[] = [
  ["unsigned, in one word", cells(4, (k) => ({ bits: k % 2 ? 35 : 27, signed: false }))],
  ["signed, in three words", cells(9, () => ({ bits: 64, signed: true }))],
  ["of both signs and all widths", cells(40, (k) => ({ bits: 1 + ((k * 13) % 63), signed: k % 3 === 0 }))],
];

/** Reads cell k, sets it to a value, and returns what was read and all words: calldata is k, value, words. */
function contract(layout: readonly PlacedCell[], words: number): string {
  const library = new Map([...arithmeticLibrary("osaka"), ...hotFunctions(layout, METER)]);
  const body = `
    let base := mload(0x40)
    mstore(0x40, add(base, ${METER + 32 * words}))
    calldatacopy(add(base, ${METER}), 64, ${32 * words})
    let k := calldataload(0)
    mstore(add(base, ${METER - 32}), $hot_get(base, k))
    $hot_set(base, k, calldataload(32))
    return(add(base, ${METER - 32}), ${32 * (words + 1)})`;
  return HEADER + fallbackContract("Hot", linkLibrary(library, ["$hot_get", "$hot_set"]).join("\n"), body);
}

describe("hot cells whose number is computed", () => {
  it.each(LAYOUTS)("%s", async (_, layout) => {
    const count = layout.at(-1)!.word + 1;
    const { Hot } = await compileSolidity(contract(layout, count));
    await evm.setCode(ADDRESS, Hot!);
    const random = new Random(layout.length);
    const calls = layout.flatMap((cell, k) =>
      [0n, 1n, -1n, 1n << BigInt(cell.bits - 1), (1n << 63n) - 1n, -(1n << 63n), random.operand(64)].map(
        (value) => ({
          k,
          value: BigInt.asIntN(64, value),
          words: Array.from({ length: count }, () => random.bits(256)),
        }),
      ),
    );
    const outcomes = await runner.run(
      ADDRESS,
      calls.map(({ k, value, words }) => `0x${[BigInt(k), value, ...words].map(word).join("")}`),
    );
    outcomes.forEach(({ ok, data }, i) => {
      const { k, value, words } = calls[i]!;
      const cell = layout[k]!;
      const mask = ((1n << BigInt(cell.bits)) - 1n) << BigInt(cell.bit);
      const stored = BigInt.asUintN(cell.bits, saturate(value, cell)) << BigInt(cell.bit);
      const after = words.map((before, w) => (w === cell.word ? (before & ~mask) | stored : before));
      expect(ok).toBe(true);
      expect(data, `cell ${k} := ${value}`).toBe(`0x${[readCell(words, cell), ...after].map(word).join("")}`);
    });
    for (const k of [BigInt(layout.length), -1n]) {
      const outside = `0x${[k, 0n, ...Array.from({ length: count }, () => 0n)].map(word).join("")}`;
      expect(await evm.call(ADDRESS, outside)).toEqual({ ok: false, data: `0xcd6eaef5${word(1n)}` });
    }
  });
});
