import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  bigintToBytes,
  bytesToBigint,
  cellsToWords,
  concatBytes,
  fromHex,
  type LaneBits,
  stateHash,
  toHex,
  wordsToCells,
} from "../src/index.ts";
import { referenceKeccak256 } from "./reference/keccak.ts";
import { codeOf } from "./support.ts";

const lanes: readonly LaneBits[] = [8, 16, 32, 64];

describe.each(lanes)("state words of %d-bit lanes", (lane) => {
  const min = -(2n ** BigInt(lane - 1));
  const max = -min - 1n;

  it("give the cells back", () => {
    fc.assert(
      fc.property(fc.array(fc.bigInt({ min, max }), { maxLength: 70 }), (cells) => {
        const words = cellsToWords(cells, lane);
        expect(words.length).toBe(Math.ceil((cells.length * lane) / 256));
        expect(words.every((word) => word >= 0n && word < 2n ** 256n)).toBe(true);
        expect(wordsToCells(words, lane, cells.length)).toEqual(cells);
        const all = wordsToCells(words, lane, (words.length * 256) / lane);
        expect(all.slice(cells.length).every((padding) => padding === 0n)).toBe(true);
      }),
      { seed: lane, numRuns: 100 },
    );
  });

  it("are bytes of little-endian lanes, read as a little-endian word", () => {
    fc.assert(
      fc.property(fc.array(fc.bigInt({ min, max }), { minLength: 1, maxLength: 256 / lane }), (cells) => {
        const bytes = Buffer.alloc(32);
        cells.forEach((cell, i) => {
          const lane64 = BigInt.asUintN(lane, cell);
          for (let b = 0; b < lane / 8; b++)
            bytes[(i * lane) / 8 + b] = Number((lane64 >> BigInt(8 * b)) & 0xffn);
        });
        expect(cellsToWords(cells, lane)).toEqual([BigInt(`0x${bytes.reverse().toString("hex")}`)]);
      }),
      { seed: lane + 1, numRuns: 100 },
    );
  });

  it.each([min - 1n, max + 1n])("refuse %d", (cell) => {
    expect(codeOf(() => cellsToWords([0n, cell], lane))).toBe("initial_state_malformed");
  });
});

describe("stateHash", () => {
  it("chains word after word, then hot cell after hot cell", () => {
    const word = fc.bigInt({ min: 0n, max: 2n ** 256n - 1n });
    const hot = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
    fc.assert(
      fc.property(fc.array(word, { maxLength: 4 }), fc.array(hot, { maxLength: 3 }), (words, hots) => {
        let expected: Uint8Array = new Uint8Array(32);
        for (const item of [...words, ...hots.map((cell) => (cell + 2n ** 256n) % 2n ** 256n)]) {
          const hex = item.toString(16).padStart(64, "0");
          expected = referenceKeccak256(Buffer.concat([expected, Buffer.from(hex, "hex")]));
        }
        expect(toHex(stateHash(words, hots))).toBe(toHex(expected));
      }),
      { seed: 7, numRuns: 30 },
    );
  });

  it("tells a word from a hot cell only by its place", () => {
    expect(stateHash([1n], [2n])).toEqual(stateHash([1n, 2n], []));
    expect(stateHash([1n], [2n])).not.toEqual(stateHash([2n], [1n]));
  });
});

describe("bytes", () => {
  it("converts integers, two's complement where negative", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (value) => {
        const expected = Buffer.alloc(8);
        expected.writeBigInt64BE(value);
        expect(Buffer.from(bigintToBytes(value, 8))).toEqual(expected);
        expect(bytesToBigint(expected)).toBe(expected.readBigUInt64BE());
      }),
      { seed: 8 },
    );
  });

  it("converts hex with and without prefix, in both cases", () => {
    expect(fromHex("0x00fFAb")).toEqual(Uint8Array.of(0, 255, 171));
    expect(fromHex("")).toEqual(new Uint8Array());
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(toHex(bytes)).toBe(Buffer.from(bytes).toString("hex"));
        expect(fromHex(toHex(bytes))).toEqual(bytes);
      }),
      { seed: 9 },
    );
  });

  it.each(["0", "0x0", "zz", "0x 1", "12 4"])("refuses %o as hex", (text) => {
    expect(() => fromHex(text)).toThrow(TypeError);
  });

  it("concatenates", () => {
    expect(concatBytes()).toEqual(new Uint8Array());
    expect(concatBytes(Uint8Array.of(1), new Uint8Array(), Uint8Array.of(2, 3))).toEqual(
      Uint8Array.of(1, 2, 3),
    );
  });
});
