import {
  accountKey,
  type Contribution,
  cellsToWords,
  keccak256,
  marksKey,
  type PlacedCell,
  recordKey,
  toHex,
} from "@chainlearn/core";
import { describe, expect, it } from "vitest";
import { snapshotOf } from "../../src/client/snapshot.ts";
import { wordsToBytes } from "../../src/client/words.ts";
import { composition } from "./compositions.ts";

const ANN = "wasm1ann";
const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);
const place = (cell: PlacedCell, value: bigint): bigint =>
  BigInt.asUintN(cell.bits, value) << BigInt(cell.bit);
const contribution: Contribution = {
  id: 5,
  time: 77,
  submitter: ANN,
  label: 1,
  sample: Uint8Array.of(0, 3),
};
const key = toHex(recordKey(5, 77, 1, keccak256(contribution.sample), ascii(ANN)));

describe("snapshots out of raw storage", () => {
  const resolved = composition();
  const { layout } = resolved;
  const request = {
    contributions: [contribution, { ...contribution, id: 6 }],
    accounts: [ANN, "wasm1ben"],
    marks: [
      { account: ANN, bucket: 0 },
      { account: ANN, bucket: 1 },
    ],
  };

  it("of an empty contract are all zero", () => {
    const snapshot = snapshotOf(resolved, new Map(), request, 9, 0n);
    expect(snapshot).toMatchObject({ block: 9, sealed: false, nextId: 0, balance: 0n });
    expect(snapshot.words).toEqual([0n, 0n, 0n]);
    expect(snapshot.records.get(5)).toBeUndefined();
    expect(snapshot.accounts.get(ANN)).toEqual({ credit: 0n, cells: [0n] });
    expect(snapshot.marks.get(`${ANN}/1`)).toBe(0n);
  });

  it("find everything where docs/spec/shell.md puts it", () => {
    const cells = Array.from({ length: 40 }, (_, i) => BigInt(i) - 20n);
    const words = cellsToWords(cells, 16);
    const meter =
      1n |
      (6n << 1n) |
      place(layout.pool[0]!, 1000n) |
      place(layout.pool[1]!, 3n) |
      place(layout.hot[0]!, -8n);
    const storage = new Map<string, Uint8Array>([
      ["00", wordsToBytes([meter, 0n].slice(0, layout.meterWords))],
      ...words.map((word, i): [string, Uint8Array] => [`0100000${i}`, wordsToBytes([word])]),
      [`04${key}`, wordsToBytes([900n | (400n << 64n) | (3n << 128n) | (2n << 136n)])],
      [
        `05${toHex(accountKey(ascii(ANN)))}`,
        wordsToBytes([12n | (1n << 64n) | place(layout.account[0]!, 4n)]),
      ],
      [`06${toHex(marksKey(1, ascii(ANN)))}`, wordsToBytes([1n << 44n])],
    ]);
    const snapshot = snapshotOf(resolved, storage, request, 10, 55n);
    expect(snapshot).toMatchObject({
      sealed: true,
      nextId: 6,
      words,
      hot: [-8n],
      pool: [1000n, 3n],
      balance: 55n,
    });
    expect(snapshot.records.get(5)).toEqual({
      deposit: 900n,
      left: 400n,
      claimedBySubmitter: true,
      claims: 2,
      cells: [],
    });
    expect(snapshot.records.get(6)).toBeUndefined();
    expect(snapshot.accounts.get(ANN)).toEqual({ credit: 12n, cells: [4n] });
    expect(snapshot.marks).toEqual(
      new Map([
        [`${ANN}/0`, 0n],
        [`${ANN}/1`, 1n << 44n],
      ]),
    );
  });

  it("number the pages of dense models by 64 words", () => {
    const dense = composition({}, {});
    const wide = {
      ...dense,
      shape: { ...dense.shape, encoding: "dense" as const },
      layout: { ...layout, stateWords: 66 },
    };
    const first = Array.from({ length: 64 }, (_, i) => BigInt(i));
    const storage = new Map([
      ["01000000", wordsToBytes(first)],
      ["01000001", wordsToBytes([100n, 101n])],
    ]);
    expect(snapshotOf(wide, storage, request, 1, 0n).words).toEqual([...first, 100n, 101n]);
  });
});
