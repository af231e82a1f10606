import {
  bytesToBigint,
  checkSample,
  commitParts,
  concatBytes,
  fromHex,
  keccak256,
  MOST_OPENING_BYTES,
  openParts,
  readParts,
  type Shape,
  secretCommitment,
  toHex,
  utf8Bytes,
} from "@chainlearn/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const shape: Shape = {
  ...{ features: 300, classes: 3, lane: 16, encoding: "sparse", valueBits: 0, maxEntries: 4 },
};
const salt = (byte: number): Uint8Array => new Uint8Array(32).fill(byte);
const list = commitParts(
  [
    [
      { sample: { indices: [1, 258] }, label: 2 },
      { sample: { indices: [7] }, label: 0 },
    ],
    [{ sample: { indices: [299] }, label: 1 }],
  ],
  [salt(0xaa), salt(0xbb)],
  shape,
);

const AA = "aa".repeat(32);
const BB = "bb".repeat(32);
// label, length, indices
const FIRST = ["0002", "00000004", "0001", "0102", "0000", "00000002", "0007"].join("");
const SECOND = ["0001", "00000002", "012b"].join("");
const hash = (hex: string): string => toHex(keccak256(fromHex(hex)));
const H0 = hash(`0c${AA}${FIRST}`);
const H1 = hash(`0c${BB}${SECOND}`);

const codeOf = (run: () => unknown): string => {
  try {
    run();
    return "nothing";
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe("a list in parts", () => {
  test("is the bytes and hashes that the specification says", () => {
    expect(toHex(list.digest)).toBe(hash(H0 + H1));
    expect(toHex(openParts(list))).toBe(`00000012${AA}${FIRST}00000008${BB}${SECOND}`);
    expect(toHex(openParts(list, [1]))).toBe(`00000000${H0}00000008${BB}${SECOND}`);
    expect(toHex(openParts(list, []))).toBe(`00000000${H0}00000000${H1}`);
  });

  test("fits into one transaction, or is refused before anybody has paid for it", () => {
    // 36 bytes a part, 6 + 8 an item of four entries: 36 + 14 n.
    const most = Math.floor((MOST_OPENING_BYTES - 36) / 14);
    const items = Array.from({ length: most }, () => ({ sample: { indices: [1, 2, 3, 4] }, label: 0 }));
    const fits = commitParts([items], [salt(1)], shape);
    expect(openParts(fits)).toHaveLength(36 + 14 * most);
    expect(codeOf(() => commitParts([[...items, items[0]!]], [salt(1)], shape))).toBe("list_too_large");
  });

  test("opens to the same commitment, whatever is opened", () => {
    for (const open of [undefined, [0], [1], [0, 1], []]) {
      const read = readParts(openParts(list, open), shape, 3);
      expect(read.digest).toEqual(list.digest);
      expect(read.open).toEqual([0, 1].map((k) => (open ?? [0, 1]).includes(k)));
    }
    const { items } = readParts(openParts(list), shape, 3);
    expect(items.map(({ label, sample }) => [label, toHex(sample)])).toEqual([
      [2, "00010102"],
      [0, "0007"],
      [1, "012b"],
    ]);
  });

  test("has another commitment when anything is changed", () => {
    const bytes = openParts(list);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const changed = bytes.slice();
        changed[at]! ^= flip;
        let read: ReturnType<typeof readParts>;
        try {
          read = readParts(changed, shape, 3);
        } catch {
          return;
        }
        expect(read.digest).not.toEqual(list.digest);
      }),
      { seed: 3 },
    );
  });

  test("without parts is no bytes", () => {
    expect(readParts(new Uint8Array(), shape, 3)).toEqual({
      ...{ digest: keccak256(new Uint8Array()), open: [], items: [] },
    });
  });

  test("is refused with the code of the first thing that is wrong", () => {
    const read = (hex: string, labels = 3) => codeOf(() => readParts(fromHex(hex), shape, labels));
    const part = (items: string) => `${(items.length / 2).toString(16).padStart(8, "0")}${AA}${items}`;
    expect(read(part(FIRST))).toBe("nothing");
    expect(read(part(FIRST), 2)).toBe("label_out_of_range");
    for (const cut of ["00", "00000000", `00000001${AA}`, part(FIRST).slice(0, -2), `${part(FIRST)}00`])
      expect(read(cut), cut).toBe("parts_malformed");
    for (const items of ["00", "0000", "000000000002", "00000000000200", `${SECOND}00`])
      expect(read(part(items)), items).toBe("parts_malformed");
    expect(read(part("000000000000"))).toBe("sample_empty");
    expect(read(part("00000000000100"))).toBe("sample_malformed");
    expect(read(part("00000000000a00010002000300040005"))).toBe("sample_too_large");
    expect(read(part("00000000000400020001"))).toBe("index_out_of_order");
    expect(read(part("000000000002012c"))).toBe("index_out_of_range");
    expect(() => checkSample(fromHex("012c"), shape)).toThrow(/index_out_of_range/);
  });

  test("is not made of nothing, of wrong samples, or with salts that tell something", () => {
    const item = { sample: { indices: [1] }, label: 0 };
    for (const [parts, salts, code] of [
      [[], [], "argument_out_of_range"],
      [[[item], []], [salt(1), salt(2)], "argument_out_of_range"],
      [[[item]], [], "argument_out_of_range"],
      [[[item]], [new Uint8Array(31)], "argument_out_of_range"],
      [[[item], [item]], [salt(1), salt(1)], "argument_out_of_range"],
      [[[{ ...item, label: 3 }]], [salt(1)], "label_out_of_range"],
      [[[{ ...item, sample: { indices: [300] } }]], [salt(1)], "index_out_of_range"],
    ] as const)
      expect(codeOf(() => commitParts(parts, salts, shape))).toBe(code);
  });
});

describe("a secret", () => {
  test("is committed to for one address: bytes on the EVM, text elsewhere", () => {
    const secret = salt(9);
    const hashed = (address: Uint8Array) => keccak256(concatBytes(Uint8Array.of(13), secret, address));
    const address = `0x${"5A".repeat(20)}`;
    expect(secretCommitment(address, secret)).toEqual(hashed(fromHex("5a".repeat(20))));
    expect(secretCommitment("wasm1xyz", secret)).toEqual(hashed(utf8Bytes("wasm1xyz")));
    expect(bytesToBigint(secretCommitment(address, secret))).not.toBe(
      bytesToBigint(secretCommitment("wasm1xyz", secret)),
    );
    expect(codeOf(() => secretCommitment(address, new Uint8Array(31)))).toBe("argument_out_of_range");
  });
});
