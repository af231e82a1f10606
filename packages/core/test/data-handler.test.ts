import { describe, expect, it } from "vitest";
import { accumulator, type DataHandlerManifest, requireDataHandler, stored, unique } from "../src/index.ts";
import { codeOf } from "./support.ts";

describe("a chain's data handlers", () => {
  it("are taken as they are known, also by a copy of this package", () => {
    for (const handler of [stored, unique, accumulator]) {
      const { id, ...rest } = JSON.parse(JSON.stringify(handler.manifest));
      const copy = { manifest: { ...rest, id } as DataHandlerManifest };
      for (const one of [handler, copy]) expect(() => requireDataHandler(one, [id])).not.toThrow();
    }
  });

  it("are refused where the chain does not have them, and when nobody does", () => {
    expect(codeOf(() => requireDataHandler(accumulator, ["stored", "unique"]))).toBe("unsupported");
    const own = { manifest: { ...stored.manifest, id: "own" } };
    expect(codeOf(() => requireDataHandler(own, ["stored", "own"]))).toBe("unsupported");
  });

  it.each<[string, Partial<DataHandlerManifest>]>([
    ["its cells elsewhere", { recordCells: { firstBit: 0, bits: 256 } }],
    ["other amounts", { amountBits: 44 }],
    ["another bit", { claimedBit: 130 }],
    ["no count of claims", { countsClaims: false }],
    ["another version", { version: "1.0.1" }],
  ])("are refused with %s under a known id", (_, change) => {
    const changed = { manifest: { ...stored.manifest, ...change } };
    expect(codeOf(() => requireDataHandler(changed, ["stored"]))).toBe("unsupported");
  });
});
