import { describe, expect, it } from "vitest";
import { cloneCode, cloneCreationCode } from "../src/clone.ts";

const IMPLEMENTATION = "0xbebebebebebebebebebebebebebebebebebebebe";
/** As EIP-1167 has it. */
const PROXY = "0x363d3d373d3d3d363d73bebebebebebebebebebebebebebebebebebebebe5af43d82803e903d91602b57fd5bf3";

describe("a clone", () => {
  it("is the minimal proxy of EIP-1167", () => {
    expect(cloneCode(IMPLEMENTATION, [])).toBe(PROXY);
  });

  it("has the values of its instance behind the proxy, one word each", () => {
    const values = [1n, 2n ** 256n - 1n];
    expect(cloneCode(IMPLEMENTATION, values)).toBe(`${PROXY}${"0".repeat(63)}1${"f".repeat(64)}`);
  });

  it("is created by ten bytes that give back the rest", () => {
    // 45 + 64 bytes.
    expect(cloneCreationCode(IMPLEMENTATION, [1n, 2n])).toBe(
      `0x61006d3d81600a3d39f3${cloneCode(IMPLEMENTATION, [1n, 2n]).slice(2)}`,
    );
  });
});
