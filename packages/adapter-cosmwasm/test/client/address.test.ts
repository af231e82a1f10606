import { toBech32 } from "@cosmjs/encoding";
import { describe, expect, it } from "vitest";
import { saltedAddress, saltOf } from "../../src/client/address.ts";

const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, "hex"));

describe("the address of a salted contract", () => {
  // From the vectors that wasmd, cosmwasm-std and cosmjs share.
  it("is the one of the published vector", () => {
    const checksum = "13a1fc994cc6d1c81b746ee0c0ff6f90043875e0bf1d9be6b7d779fc978dc2a5";
    const creator = toBech32("purple", bytes("9999999999aaaaaaaaaabbbbbbbbbbcccccccccc"));
    const expected = bytes("5e865d3e45ad3e961f77fd77d46543417ced44d924dc3e079b5415ff6775f847");
    expect(saltedAddress(checksum, creator, "61")).toBe(toBech32("purple", expected));
  });

  it("needs a creator that is an address", () => {
    expect(() => saltedAddress("00".repeat(32), "nobody", "61")).toThrow(
      expect.objectContaining({ code: "invalid_id" }),
    );
  });
});

describe("the salt of a deployment", () => {
  const plan = { params: { a: "1", b: "2" }, roles: { owner: "wasm1a" }, initialStateHash: "ab" };

  it("does not depend on the order in which a file lists things", () => {
    expect(saltOf({ ...plan, params: { b: "2", a: "1" } }, "spam")).toBe(saltOf(plan, "spam"));
  });

  it("is another one for whatever an instance is created with, and for another text", () => {
    const others = [
      saltOf({ ...plan, params: { a: "1", b: "3" } }, "spam"),
      saltOf({ ...plan, roles: {} }, "spam"),
      saltOf({ ...plan, initialStateHash: "ac" }, "spam"),
      saltOf(plan, "ham"),
    ];
    expect(new Set([saltOf(plan, "spam"), ...others]).size).toBe(5);
    expect(saltOf(plan, "spam")).toMatch(/^[0-9a-f]{64}$/);
  });
});
