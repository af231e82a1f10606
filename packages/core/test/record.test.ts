import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  accountKey,
  addressBytes,
  contributionKey,
  decodeRecord,
  encodeRecord,
  keccak256,
  marksKey,
  placeCells,
  readRecord,
  recordBinding,
  recordKey,
  stored,
  toHex,
  unique,
  uniqueKey,
} from "../src/index.ts";

describe("storage keys", () => {
  const hash = fc.uint8Array({ minLength: 32, maxLength: 32 });
  const parts = fc.record({
    id: fc.integer({ min: 0, max: 2 ** 48 - 2 }),
    time: fc.integer({ min: 0, max: 2 ** 40 - 1 }),
    label: fc.integer({ min: 0, max: 65_535 }),
    hash,
    submitter: fc.uint8Array({ minLength: 20, maxLength: 45 }),
  });

  it("differ when any part of a contribution differs", () => {
    const key = (p: { id: number; time: number; label: number; hash: Uint8Array; submitter: Uint8Array }) =>
      toHex(recordKey(p.id, p.time, p.label, p.hash, p.submitter));
    const flip = (bytes: Uint8Array) => bytes.map((byte, i) => (i === 0 ? byte ^ 1 : byte));
    fc.assert(
      fc.property(parts, (p) => {
        const variants = [
          p,
          { ...p, id: p.id + 1 },
          { ...p, time: p.time ^ 1 },
          { ...p, label: p.label ^ 1 },
          { ...p, hash: flip(p.hash) },
          { ...p, submitter: flip(p.submitter) },
        ];
        expect(new Set(variants.map(key)).size).toBe(variants.length);
      }),
      { seed: 10 },
    );
  });

  it("of accounts, marks and records never meet", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 20, maxLength: 20 }), (address) => {
        const keys = [accountKey(address), marksKey(0, address), marksKey(1, address)].map(toHex);
        expect(new Set(keys).size).toBe(3);
      }),
      { seed: 11 },
    );
  });
});

describe("decodeRecord", () => {
  const cells = placeCells(
    [
      { name: "a", bits: 32, signed: false },
      { name: "b", bits: 64, signed: true },
    ],
    stored.manifest.recordCells.firstBit,
  );

  it("reads every field from its bits", () => {
    const fields = fc.record({
      deposit: fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }),
      left: fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }),
      claimedBySubmitter: fc.boolean(),
      claims: fc.integer({ min: 0, max: 2 ** 24 - 1 }),
      a: fc.bigInt({ min: 0n, max: 2n ** 32n - 1n }),
      b: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    });
    fc.assert(
      fc.property(fields, ({ a, b, ...record }) => {
        const word =
          record.deposit +
          record.left * 2n ** 64n +
          2n ** 128n +
          (record.claimedBySubmitter ? 2n ** 129n : 0n) +
          BigInt(record.claims) * 2n ** 136n +
          a * 2n ** 160n +
          ((b + 2n ** 64n) % 2n ** 64n) * 2n ** 192n;
        expect(decodeRecord(word, cells)).toEqual({ ...record, cells: [a, b] });
        expect(encodeRecord({ ...record, cells: [a, b] }, cells)).toBe(word);
        expect(decodeRecord(word - 2n ** 128n, cells)).toBeUndefined();
      }),
      { seed: 12 },
    );
  });
});

describe("readRecord with the data handler unique", () => {
  const record = placeCells([{ name: "verdict", bits: 16, signed: false }], 88);
  const composition = { dataHandler: unique, layout: { record } } as never;
  const contribution = {
    id: 5,
    time: 1_700_000_000,
    submitter: "0x00112233445566778899aabbccddeeff00112233",
    label: 1,
    sample: Uint8Array.of(0, 1, 0, 2),
  };
  const key = uniqueKey(1, keccak256(contribution.sample));
  const binding = recordBinding(5, 1_700_000_000, key, addressBytes(contribution.submitter));
  const word = 7n | (3n << 44n) | (65_535n << 88n) | (3n << 104n) | (binding << 106n);

  it("reads the fields and finds the key by label and sample", () => {
    expect(readRecord(composition, contribution, word)).toEqual({
      deposit: 7n,
      left: 3n,
      claimedBySubmitter: true,
      claims: 0,
      cells: [65_535n],
    });
    expect(contributionKey(composition, { ...contribution, id: 6, time: 7, submitter: "local1bob" })).toEqual(
      key,
    );
  });

  it.each([
    { id: 6 },
    { time: 1_700_000_001 },
    { submitter: "0x00112233445566778899aabbccddeeff00112234" },
    { submitter: "local1alice" },
    { label: 0 },
    { sample: Uint8Array.of(0, 1) },
  ])("finds no record for other parts: %o", (change) => {
    expect(readRecord(composition, { ...contribution, ...change }, word)).toBeUndefined();
  });

  it("has the time in the clear, whatever the other parts are", () => {
    const parts = fc.record({
      id: fc.integer({ min: 0, max: 2 ** 48 - 2 }),
      time: fc.integer({ min: 0, max: 2 ** 40 - 1 }),
      key: fc.uint8Array({ minLength: 32, maxLength: 32 }),
      submitter: fc.uint8Array({ minLength: 20, maxLength: 45 }),
    });
    fc.assert(
      fc.property(parts, ({ id, time, key: anyKey, submitter }) => {
        const bound = recordBinding(id, time, anyKey, submitter);
        expect(bound / 2n ** 110n).toBe(BigInt(time));
        expect(recordBinding(id, 0, anyKey, submitter)).toBe(bound % 2n ** 110n);
      }),
      { seed: 13 },
    );
  });

  it("finds none where there is none", () => {
    expect(readRecord(composition, contribution, 0n)).toBeUndefined();
    expect(readRecord(composition, contribution, word - (1n << 105n))).toBeUndefined();
  });
});
