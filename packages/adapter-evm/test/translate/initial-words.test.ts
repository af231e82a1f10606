import { afterAll, beforeAll, expect, it } from "vitest";
import { type CodeLayout, unpackWord } from "../../src/code-weights.ts";
import { initialWords } from "../../src/translate/library/initial-words.ts";
import { linkLibrary } from "../../src/translate/library/library.ts";
import { Evm } from "./support/evm.ts";
import { compileSolidity, fallbackContract, HEADER, Runner, word } from "./support/harness.ts";
import { Random } from "./support/random.ts";

/** Every width of a cell in code in every lane. */
const layouts: readonly CodeLayout[] = [8, 16, 32, 64].flatMap((lane) =>
  [8, 16, 32, 64]
    .filter((bits) => bits <= lane)
    .map((bits) => ({
      bits,
      lane,
      bytesPerWord: ((256 / lane) * bits) / 8,
      wordsPerContract: 5,
      contracts: 3,
    })),
);
const nameOf = ({ bits, lane }: CodeLayout): string => `Cells${bits}In${lane}`;
const addressOf = (k: number): string =>
  `0x00000000000000000000000000000000000003${k.toString(16).padStart(2, "0")}`;

/** The cells of a word, from the lowest lane up. */
const cellsOf = (value: bigint, lane: number): bigint[] =>
  Array.from({ length: 256 / lane }, (_, j) => BigInt.asIntN(lane, value >> BigInt(j * lane)));

const joined = (cells: readonly bigint[], bits: number): bigint =>
  cells.reduce((all, cell, j) => all | (BigInt.asUintN(bits, cell) << BigInt(j * bits)), 0n);

let evm: Evm;
let runner: Runner;
beforeAll(async () => {
  evm = await Evm.start();
  runner = await Runner.install(evm);
  const contracts = layouts.map((layout) =>
    fallbackContract(
      nameOf(layout),
      linkLibrary(initialWords(layout), ["$widened", "$narrowed"]).join("\n"),
      `switch calldataload(0)
       case 0 { mstore(0, $widened(calldataload(0x20))) }
       default { mstore(0, $narrowed(calldataload(0x20))) }
       return(0, 0x20)`,
    ),
  );
  const code = await compileSolidity(HEADER + contracts.join("\n"));
  for (const [k, layout] of layouts.entries()) await evm.setCode(addressOf(k), code[nameOf(layout)]!);
});
afterAll(() => evm?.stop());

it.each(layouts.map((layout, k) => [layout.bits, layout.lane, layout, k] as const))(
  "cells of %i bits in lanes of %i are packed and widened as bigint arithmetic does it",
  async (bits, lane, layout, k) => {
    const random = new Random(100 * bits + lane);
    const extremes = [0n, -1n, 1n, 2n ** BigInt(bits - 1) - 1n, -(2n ** BigInt(bits - 1))];
    const lists = Array.from({ length: 60 }, (_, n) =>
      Array.from({ length: 256 / lane }, (_, j) =>
        n < 10 ? extremes[(n + j * (1 + (n % 3))) % 5]! : BigInt.asIntN(bits, random.bits(bits)),
      ),
    );
    const widened = lists.map((cells) => `0x${word(0n)}${word(joined(cells, bits))}`);
    // Whatever a cell has above its bits is cut off.
    const dirty = lists.map((cells) => cells.map((cell) => cell + (random.bits(256) << BigInt(bits))));
    const narrowed = dirty.map((cells) => `0x${word(1n)}${word(joined(cells, lane))}`);
    const outcomes = await runner.run(addressOf(k), [...widened, ...narrowed]);
    for (const [n, cells] of lists.entries()) {
      expect(cellsOf(BigInt(outcomes[n]!.data), lane)).toEqual(cells);
      expect(BigInt(outcomes[lists.length + n]!.data)).toBe(joined(cells, bits));
      const { bytesPerWord } = layout;
      const bytes = Buffer.from(
        joined(cells, bits)
          .toString(16)
          .padStart(2 * bytesPerWord, "0"),
        "hex",
      );
      expect(unpackWord(bytes, 0, layout)).toBe(joined(cells, lane));
    }
  },
);
