import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bytesToWords, wordsToBytes } from "../../src/client/words.ts";

describe("words as bytes", () => {
  it("are little-endian, 32 bytes each", () => {
    const bytes = wordsToBytes([1n, 0xffn << 248n, 0x0102030405060708n << 64n]);
    expect(bytes).toHaveLength(96);
    expect(bytes[0]).toBe(1);
    expect(bytes[63]).toBe(0xff);
    expect([...bytes.slice(72, 80)]).toEqual([8, 7, 6, 5, 4, 3, 2, 1]);
  });

  it("come back as they went", () => {
    fc.assert(
      fc.property(fc.array(fc.bigInt({ min: 0n, max: 2n ** 256n - 1n })), (words) => {
        expect(bytesToWords(wordsToBytes(words))).toEqual(words);
      }),
      { seed: 20, numRuns: 200 },
    );
  });

  it("read a part of a larger buffer", () => {
    const buffer = new Uint8Array(40);
    buffer[8] = 7;
    expect(bytesToWords(buffer.subarray(8))).toEqual([7n]);
  });

  it("are refused when they are not whole", () => {
    expect(() => bytesToWords(new Uint8Array(33))).toThrow(expect.objectContaining({ code: "invalid_log" }));
  });
});
