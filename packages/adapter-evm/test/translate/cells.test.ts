import { type PlacedCell, readCell, saturate } from "@chainlearn/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Word } from "../../src/translate/site.ts";
import { intervalOfCell, readPacked, replacePacked, saturated } from "../../src/translate/words/cells.ts";
import { Evm } from "./support/evm.ts";
import { Runner } from "./support/harness.ts";
import { Random } from "./support/random.ts";
import { assemble, type Invocation, installModule, MODULE_ADDRESS, runOnEvm } from "./support/wasm.ts";

let evm: Evm;
let runner: Runner;
beforeAll(async () => {
  evm = await Evm.start();
  runner = await Runner.install(evm);
});
afterAll(() => evm.stop());

/** Every width of either sign, at bit positions that cover the whole word; the last ones end at bit 255. */
function cellsToTry(): PlacedCell[] {
  const made: PlacedCell[] = [];
  const add = (bits: number, bit: number, signed: boolean): void => {
    made.push({ name: `${signed ? "i" : "u"}${bits} at ${bit}`, word: 0, bit, bits, signed });
  };
  for (let bits = 1; bits <= 64; bits++) {
    for (const signed of bits === 64 ? [true] : [false, true]) {
      add(bits, (bits * 37 + (signed ? 11 : 0)) % (257 - bits), signed);
      add(bits, 256 - bits, signed);
    }
  }
  // Every position once.
  for (let bit = 0; bit < 249; bit++) add(1 + (bit % 8), bit, bit % 2 === 0);
  return made;
}

const cells = cellsToTry();
/** Patterns of the word around the cell. */
const PATTERNS = [0n, (1n << 256n) - 1n, BigInt(`0x${"a5".repeat(32)}`)] as const;

describe("packed cells at every bit position", () => {
  const size = 130;
  for (let from = 0; from < cells.length; from += size) {
    const list = cells.slice(from, from + size);
    it(`${list[0]!.name} to ${list.at(-1)!.name}`, async () => {
      // fill(k) sets the word to a pattern, put_i(v) replaces the cell, get_i() reads it.
      const words = new Map<string, Word>([
        [
          "cell.fill",
          ([k], site) => {
            site.line(`switch ${k!.text}`);
            for (const [i, pattern] of PATTERNS.entries())
              site.braces(`case ${i}`, () => site.line(`mstore($ctx, ${pattern})`));
            return undefined;
          },
        ],
        ...list.flatMap((cell, i): [string, Word][] => [
          [
            `cell.put${i}`,
            ([value], site) => {
              const stored = saturated(value!, cell, site);
              site.line(`mstore($ctx, ${replacePacked("mload($ctx)", cell, stored.text)})`);
              return undefined;
            },
          ],
          [
            `cell.get${i}`,
            (_, site) => site.compute(readPacked("mload($ctx)", cell), intervalOfCell(cell), 64),
          ],
        ]),
      ]);
      const imports = list.flatMap((_, i) => [
        `(import "cell" "put${i}" (func $put${i} (param i64)))`,
        `(import "cell" "get${i}" (func $get${i} (result i64)))`,
      ]);
      const functions = list.map(
        (_, i) => `(func (export "f${i}") (param i64) (param i64) (result i64)
          (call $fill (local.get 0)) (call $put${i} (local.get 1)) (call $get${i}))`,
      );
      const bytes = assemble(
        `(module (import "cell" "fill" (func $fill (param i64))) ${imports.join("\n")} ${functions.join("\n")})`,
      );
      const module = await installModule(evm, bytes, { words, quick: true });
      const random = new Random(from);
      const calls = list.flatMap(({ bits, signed }, i) => {
        const edge = 1n << BigInt(signed ? bits - 1 : bits);
        const values = [
          0n,
          1n,
          -1n,
          edge - 1n,
          edge,
          -edge,
          -edge - 1n,
          random.operand(64),
          random.bits(bits),
        ];
        return values.map(
          (value, v): Invocation => ({
            name: `f${i}`,
            operands: [BigInt((i + v) % PATTERNS.length), BigInt.asIntN(64, value)],
          }),
        );
      });
      const results = await runOnEvm(runner, MODULE_ADDRESS, module, calls);
      const wrong = calls.flatMap(({ name, operands }, i) => {
        const cell = list[Number(name.slice(1))]!;
        const [pattern, value] = [PATTERNS[Number(operands[0])]!, operands[1]!];
        const kept = pattern & ~(((1n << BigInt(cell.bits)) - 1n) << BigInt(cell.bit));
        const stored = saturate(value, cell);
        const word = kept | (BigInt.asUintN(cell.bits, stored) << BigInt(cell.bit));
        const result = results[i]!;
        if (result === "trap") return [`${cell.name} := ${value} traps`];
        const isRight = result.result === stored && BigInt.asUintN(256, result.log) === word;
        // The packing of the core package is the second witness.
        return isRight && readCell([word], cell) === stored
          ? []
          : [`${cell.name} := ${value} gives ${result.result}`];
      });
      expect(wrong).toEqual([]);
    });
  }
});
