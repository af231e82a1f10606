import { createHash } from "node:crypto";
import { encoderHash, encodeSample, resolveEncoder, type Shape, utf8Bytes } from "@chainlearn/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type KmersParams, kmers } from "./kmers.ts";

const shape: Shape = { features: 64, classes: 2, lane: 32, encoding: "sparse", valueBits: 0, maxEntries: 64 };

describe("the encoder of the guide", () => {
  const encoder = resolveEncoder(kmers, shape, { k: 3 });

  it("finds the words by the definition", () => {
    // GAT = 2*16 + 0*4 + 3, ATT = 0*16 + 3*4 + 3, NNN breaks the sequence.
    expect(encoder.encode("gattNNNga")).toEqual({ indices: [15, 35] });
    expect(encoder.encode("GA")).toEqual({ indices: [] });
  });

  it("finds the words of any sequence, as looking for each of them does", () => {
    const words = Array.from({ length: 64 }, (_, n) =>
      [n >> 4, (n >> 2) & 3, n & 3].map((digit) => "ACGT"[digit]).join(""),
    );
    const sequences = fc
      .array(fc.constantFrom(..."ACGTN"), { maxLength: 80 })
      .map((letters) => letters.join(""));
    fc.assert(
      fc.property(sequences, (sequence) => {
        const indices = words.flatMap((word, n) => (sequence.includes(word) ? [n] : []));
        expect(encoder.encode(sequence)).toEqual({ indices });
        if (indices.length > 0) expect(() => encodeSample({ indices }, shape)).not.toThrow();
      }),
      { seed: 25 },
    );
  });

  it("is named by what decides its samples, defaults included", () => {
    const text = 'chainlearn:encoder:1\n{"id":"kmers","params":{"k":3},"version":"1.0.0"}';
    expect(encoder.hash).toBe(createHash("sha256").update(utf8Bytes(text)).digest("hex"));
    const byDefault = resolveEncoder(kmers, { ...shape, features: 256 }, {});
    expect(byDefault.hash).toBe(encoderHash(kmers.manifest, { k: 4 }));
  });

  it.each([
    [{ k: 9 }, 64],
    [{ k: 2.5 }, 64],
    [{ k: 4 }, 64],
    [{ length: 3 }, 64],
  ])("refuses %j for %d features", (params, features) => {
    expect(() => resolveEncoder(kmers, { ...shape, features }, params as KmersParams)).toThrow(
      expect.objectContaining({ code: "invalid_composition" }),
    );
  });

  it("refuses what the shape has no room for", () => {
    const narrow = resolveEncoder(kmers, { ...shape, maxEntries: 2 }, { k: 3 });
    expect(() => narrow.encode("GATTACA")).toThrow(expect.objectContaining({ code: "sample_too_large" }));
  });

  it("works in a composition, whose receipt pins it", async () => {
    const { composition, encoder: used, label, receipt, trainers } = await import("./kmers-use.ts");
    expect(label).toBe(1);
    expect(receipt.encoder).toEqual({ id: "kmers", version: "1.0.0", hash: used.hash });
    const other = { ...composition, shape: { ...composition.shape, features: 256 }, encoderParams: { k: 4 } };
    await expect(trainers.attach(other, receipt)).rejects.toMatchObject({
      code: expect.stringMatching(/mismatch/),
    });
  });
});
