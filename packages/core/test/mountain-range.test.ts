import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  bigintToBytes,
  bytesToBigint,
  keccak256,
  MountainRange,
  mountainHeight,
  toHex,
} from "../src/index.ts";
import { mountainsOf, referencePeaks, referenceProof } from "../src/testing/reference/merkle.ts";

const leaf = (n: number): Uint8Array => keccak256(bigintToBytes(BigInt(n), 8));
const leaves = (count: number): Uint8Array[] => Array.from({ length: count }, (_, n) => leaf(n));

const rangeOf = (given: readonly Uint8Array[]): MountainRange => {
  const range = new MountainRange();
  for (const one of given) range.append(one);
  return range;
};

/** Powers of two and their neighbours. */
const SIZES = [0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65];

describe("mountain range", () => {
  it.each(SIZES)("of %i leaves has the peaks and proofs of plain Merkle trees", (size) => {
    const all = leaves(size);
    const range = rangeOf(all);
    expect(range.length).toBe(size);
    expect(range.peaks().map(bytesToBigint)).toEqual(referencePeaks(all));
    for (let index = 0; index < size; index++) {
      expect(range.proof(index).map(toHex)).toEqual(referenceProof(all, index).map(toHex));
      expect(mountainHeight(index, size)).toBe(referenceProof(all, index).length);
    }
  });

  it("follows any course of additions and removals of the last", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.constant(-1), fc.nat(1_000)), { maxLength: 120 }), (course) => {
        const range = new MountainRange();
        const kept: Uint8Array[] = [];
        for (const step of course) {
          if (step >= 0) {
            range.append(leaf(step));
            kept.push(leaf(step));
          } else if (kept.length > 0) {
            range.removeLast();
            kept.pop();
          }
        }
        expect(range.length).toBe(kept.length);
        expect(range.peaks().map(bytesToBigint)).toEqual(referencePeaks(kept));
        for (let i = 0; i < kept.length; i += 7)
          expect(range.proof(i).map(toHex)).toEqual(referenceProof(kept, i).map(toHex));
      }),
      { seed: 20, numRuns: 60 },
    );
  });

  it("keeps a proof good until another mountain swallows its own: then its length tells", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 0, max: 200 }), (size, more) => {
        const [before, after] = [rangeOf(leaves(size)), rangeOf(leaves(size + more))];
        for (let index = 0; index < size; index += 5) {
          const [old, now] = [before.proof(index), after.proof(index)];
          expect(now.slice(0, old.length).map(toHex)).toEqual(old.map(toHex));
          const heights = mountainsOf(leaves(size + more)).map((mountain) => Math.log2(mountain.length));
          expect(heights).toContain(now.length);
        }
      }),
      { seed: 21, numRuns: 30 },
    );
  });

  it("knows heights of large ranges", () => {
    expect(mountainHeight(2 ** 47 - 1, 2 ** 47)).toBe(47);
    expect(mountainHeight(0, 2 ** 47 - 1)).toBe(46);
    expect(mountainHeight(2 ** 47 - 2, 2 ** 47 - 1)).toBe(0);
  });
});
