import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeClassName, encodeClassName } from "../src/index.ts";
import { codeOf } from "./support.ts";

describe("names of classes", () => {
  it("come back from 32 bytes as they were", () => {
    const names = fc
      .string({ unit: "grapheme", minLength: 1, maxLength: 32 })
      .filter((name) => new TextEncoder().encode(name).length <= 32 && !name.includes("\0"));
    fc.assert(
      fc.property(names, (name) => {
        const bytes = encodeClassName(name);
        expect(bytes.length).toBe(32);
        expect(decodeClassName(bytes)).toBe(name);
      }),
      { seed: 5 },
    );
    expect(encodeClassName("spam").subarray(0, 6)).toEqual(Uint8Array.of(0x73, 0x70, 0x61, 0x6d, 0, 0));
  });

  it("are refused where a chain could not keep them", () => {
    for (const name of ["", "x".repeat(33), "ü".repeat(17), "a\0b", "a\0"])
      expect(
        codeOf(() => encodeClassName(name)),
        name,
      ).toBe("argument_out_of_range");
  });

  it("are read from a log whatever somebody wrote there", () => {
    expect(decodeClassName(new Uint8Array(32))).toBe("");
    expect(decodeClassName(new Uint8Array(32).fill(0xff))).toBe("\ufffd".repeat(32));
    expect(decodeClassName(Uint8Array.of(0x61, 0, 0x62, 0))).toBe("a\0b");
  });
});
