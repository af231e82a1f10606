import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { keccak256, toHex } from "../src/index.ts";
import { referenceKeccak256 } from "./reference/keccak.ts";

const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("keccak256", () => {
  it.each([
    ["", "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"],
    ["abc", "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45"],
    ["testing", "5f16f4c7f149ac4f9510d9cf8cf384038ad348b3bcdc01915f95de12df9d1b02"],
    ["Transfer(address,address,uint256)", "ddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef"],
  ])("has the published hash of %o", (text, hash) => {
    expect(toHex(keccak256(ascii(text)))).toBe(hash);
    expect(toHex(referenceKeccak256(ascii(text)))).toBe(hash);
  });

  it("agrees with the reference around the block boundary and on random messages", () => {
    for (const length of [1, 134, 135, 136, 137, 271, 272, 273]) {
      const message = Uint8Array.from({ length }, (_, i) => (7 * i + length) & 0xff);
      expect(toHex(keccak256(message))).toBe(toHex(referenceKeccak256(message)));
    }
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (message) => {
        expect(toHex(keccak256(message))).toBe(toHex(referenceKeccak256(message)));
      }),
      { seed: 1, numRuns: 40 },
    );
  });
});
