/**
 * Computes the committed vectors from docs/spec/shell.md with hexadecimal strings and the reference hash, without a
 * line of core. `node --import tsx packages/core/test/reference/write-vectors.ts` writes them down.
 */
import type { SampleVector, ShellVectors } from "../../src/testing/vectors/vectors.ts";
import { referenceKeccak256 } from "./keccak.ts";

const hexOf = (value: bigint | number, bytes: number): string =>
  (((BigInt(value) % (1n << BigInt(8 * bytes))) + (1n << BigInt(8 * bytes))) % (1n << BigInt(8 * bytes)))
    .toString(16)
    .padStart(2 * bytes, "0");
const hash = (hex: string): string =>
  Buffer.from(referenceKeccak256(Buffer.from(hex, "hex"))).toString("hex");
const asciiHex = (text: string): string => Buffer.from(text, "ascii").toString("hex");

type Encoding = SampleVector["shape"]["encoding"];
const shape = (encoding: Encoding, features: number, maxEntries: number): SampleVector["shape"] => ({
  features,
  classes: 2,
  lane: 16,
  encoding,
  valueBits: encoding === "sparse" ? 0 : 8,
  maxEntries,
});
const NARROW = shape("sparse", 300, 4);
const LAST_NARROW = shape("sparse", 65_536, 3);
const WIDE = shape("sparse", 65_537, 3);
const VALUES = shape("sparse-values", 300, 3);
const WIDE_VALUES = shape("sparse-values", 16_777_216, 3);
const DENSE = shape("dense", 3, 3);

const good = (
  title: string,
  of: SampleVector["shape"],
  indices: number[],
  values: number[],
): SampleVector => {
  const width = of.features > 65_536 ? 4 : 2;
  const entry = (_: number, p: number): string =>
    (of.encoding === "dense" ? "" : hexOf(indices[p]!, width)) +
    (of.encoding === "sparse" ? "" : hexOf(values[p]!, 4));
  const count = Math.max(indices.length, values.length);
  return {
    title,
    shape: of,
    bytes: Array.from({ length: count }, (_, p) => entry(0, p)).join(""),
    sample: {
      ...(of.encoding === "dense" ? {} : { indices }),
      ...(of.encoding === "sparse" ? {} : { values }),
    },
  };
};
const bad = (
  title: string,
  of: SampleVector["shape"],
  bytes: string,
  code: SampleVector["code"] & string,
): SampleVector => ({
  title,
  shape: of,
  bytes: bytes.replaceAll(" ", ""),
  code,
});

const SAMPLES: SampleVector[] = [
  good("one entry", NARROW, [0], []),
  good("the most entries, first and last feature", NARROW, [0, 1, 256, 299], []),
  good("the last feature of two bytes", LAST_NARROW, [255, 256, 65_535], []),
  good("four bytes from 65,537 features on", WIDE, [0, 65_535, 65_536], []),
  good("values of both signs", VALUES, [1, 2, 299], [1, -1, 256]),
  good("the smallest and the largest value", VALUES, [0, 299], [-2_147_483_648, 2_147_483_647]),
  good("four-byte indices with values", WIDE_VALUES, [65_536, 16_777_215], [0, -256]),
  good("dense", DENSE, [], [-1, 0, 2_147_483_647]),
  bad("half an index", NARROW, "00", "sample_malformed"),
  bad("an index and a half", NARROW, "0001 02", "sample_malformed"),
  bad("two bytes of a four-byte index", WIDE, "0001", "sample_malformed"),
  bad("an index without its value", VALUES, "0001", "sample_malformed"),
  bad("a dense value of three bytes", DENSE, "00000000 00000000 000000", "sample_malformed"),
  bad("malformed before too many entries", NARROW, "0001 0002 0003 0004 0005 00", "sample_malformed"),
  bad("no bytes", NARROW, "", "sample_empty"),
  bad("no bytes, with values", VALUES, "", "sample_empty"),
  bad("no bytes, dense", DENSE, "", "sample_empty"),
  bad("one entry too many", NARROW, "0001 0002 0003 0004 0005", "sample_too_large"),
  bad("too many entries before their order", NARROW, "0005 0004 0003 0002 0001", "sample_too_large"),
  bad("too many entries before their range", NARROW, "ffff ffff ffff ffff ffff", "sample_too_large"),
  bad("too many dense values", DENSE, "00000000 00000000 00000000 00000000", "sample_too_large"),
  bad("too few dense values", DENSE, "00000000 00000000", "sample_malformed"),
  bad("a repeated index", NARROW, "0001 0001", "index_out_of_order"),
  bad("a repeated index 0", NARROW, "0000 0000", "index_out_of_order"),
  bad("a falling index", NARROW, "0002 0001", "index_out_of_order"),
  bad("a falling index at the end", NARROW, "0001 0003 0004 0002", "index_out_of_order"),
  bad("order before range", NARROW, "ffff 012c", "index_out_of_order"),
  bad("a repeated wide index", WIDE, "00010000 00010000", "index_out_of_order"),
  bad("a repeated index with values", VALUES, "0001 00000001 0001 00000002", "index_out_of_order"),
  bad("the first index beyond the features", NARROW, "012c", "index_out_of_range"),
  bad("the largest index", NARROW, "0001 ffff", "index_out_of_range"),
  bad("the first wide index beyond the features", WIDE, "00010001", "index_out_of_range"),
  bad("a wide index with the top bit", WIDE, "00000001 80000000", "index_out_of_range"),
  bad("an index beyond the features with its value", VALUES, "012c 00000000", "index_out_of_range"),
];

const EVM_ADDRESS = "00112233445566778899aabbccddeeff00112233";
const BECH32_ADDRESS = asciiHex("wasm1qypqxpq9qcrsszg2pvxq6rs0zqg3yyc5lzv7xu");

const recordKey = (id: number, time: number, label: number, sample: string, submitter: string) => {
  const sampleHash = hash(sample);
  const parts = ["01", hexOf(id, 6), hexOf(time, 5), hexOf(label, 2), sampleHash, submitter];
  return { id, time, label, sample, sampleHash, submitter, key: hash(parts.join("")) };
};

const uniqueKey = (label: number, sample: string) => {
  const sampleHash = hash(sample);
  return { label, sampleHash, key: hash(`05${hexOf(label, 2)}${sampleHash}`) };
};

/** 40 bits of the time and 110 of the hash, as a string of bits. */
const binding = (id: number, time: number, key: string, submitter: string) => {
  const bits = (hex: string): string => BigInt(`0x1${hex}`).toString(2).slice(1);
  const hashed = hash(["06", hexOf(id, 6), submitter, key].join(""));
  const bound = bits(hexOf(time, 5)) + bits(hashed).slice(0, 110);
  return { id, time, key, submitter, binding: hexOf(BigInt(`0b${bound}`), 19) };
};

const leaf = (key: string, word: string) => ({ key, word, leaf: hash(`07${key}${word}`) });

const stateHash = (words: bigint[], hot: bigint[]) => ({
  words: words.map((word) => hexOf(word, 32)),
  hot: hot.map(String),
  hash: [...words, ...hot].reduce((state, word) => hash(state + hexOf(word, 32)), "00".repeat(32)),
});

/** Lane j is bits [j * lane, (j + 1) * lane): in big-endian hex the last lane stands first. */
const stateWords = (lane: 8 | 16 | 32 | 64, cells: bigint[]) => {
  const per = 256 / lane;
  const words: string[] = [];
  for (let first = 0; first < cells.length; first += per) {
    const lanes = Array.from({ length: per }, (_, j) => hexOf(cells[first + j] ?? 0n, lane / 8));
    words.push(lanes.reverse().join(""));
  }
  return { lane, cells: cells.map(String), words };
};

type Cell = readonly [bits: number, signed: boolean, value: bigint, word: number, bit: number];
/** Places are stated by hand; the words follow from a string of bits. */
const packedCells = (title: string, firstBit: number, cells: readonly Cell[]) => {
  const bits = Array.from({ length: Math.max(...cells.map((cell) => cell[3])) + 1 }, () =>
    Array.from({ length: 256 }, () => "0"),
  );
  for (const [width, , value, word, bit] of cells) {
    const digits = BigInt.asUintN(width, value).toString(2).padStart(width, "0");
    for (let i = 0; i < width; i++) bits[word]![255 - bit - i] = digits[width - 1 - i]!;
  }
  return {
    title,
    firstBit,
    cells: cells.map(([width, signed]) => ({ bits: width, signed })),
    places: cells.map(([, , , word, bit]) => ({ word, bit })),
    values: cells.map(([, , value]) => String(value)),
    words: bits.map((word) =>
      BigInt(`0b${word.join("")}`)
        .toString(16)
        .padStart(64, "0"),
    ),
  };
};

/** From the top: record cells (96 bits), claims (24), zeros (6), claimed by submitter, exists, left (64), deposit (64). */
const record = (
  deposit: bigint,
  left: bigint,
  claimedBySubmitter: boolean,
  claims: number,
  cells: string,
) => ({
  word: [cells, hexOf(claims, 3), claimedBySubmitter ? "03" : "01", hexOf(left, 8), hexOf(deposit, 8)].join(
    "",
  ),
  record: { deposit: String(deposit), left: String(left), claimedBySubmitter, claims },
});

export function referenceVectors(): ShellVectors {
  return {
    samples: SAMPLES,
    recordKeys: [
      recordKey(0, 0, 0, "0000", EVM_ADDRESS),
      recordKey(1, 1_700_000_000, 1, "00010002", EVM_ADDRESS),
      recordKey(281_474_976_710_654, 1_099_511_627_775, 65_535, "ffff", EVM_ADDRESS),
      recordKey(0, 0, 0, "0000", BECH32_ADDRESS),
      recordKey(65_536, 4_294_967_296, 258, "00010000000000ff", BECH32_ADDRESS),
    ],
    uniqueKeys: [uniqueKey(0, "0000"), uniqueKey(65_535, "00010000000000ff"), uniqueKey(258, "ffff")],
    bindings: [
      binding(0, 0, hash(""), EVM_ADDRESS),
      binding(1, 1_700_000_000, hash("00"), BECH32_ADDRESS),
      binding(281_474_976_710_654, 1_099_511_627_775, hash("01"), EVM_ADDRESS),
    ],
    leaves: [leaf(hash(""), hexOf(0, 32)), leaf(hash("00"), hexOf((1n << 255n) + 258n, 32))],
    accountKeys: [EVM_ADDRESS, BECH32_ADDRESS].map((address) => ({ address, key: hash(`02${address}`) })),
    marksKeys: [
      [0, EVM_ADDRESS],
      [1, EVM_ADDRESS],
      [1_099_511_627_775, EVM_ADDRESS],
      [0, BECH32_ADDRESS],
      [256, BECH32_ADDRESS],
    ].map(([bucket, address]) => ({
      bucket: bucket as number,
      address: address as string,
      key: hash(`03${hexOf(bucket as number, 5)}${address}`),
    })),
    stateHashes: [
      stateHash([], []),
      stateHash([0n], []),
      stateHash([], [0n]),
      stateHash([1n, (1n << 256n) - 1n], [-1n]),
      stateHash([0x0123456789abcdefn << 192n], [1n << 40n, -(1n << 63n), (1n << 63n) - 1n]),
    ],
    stateWords: [
      stateWords(8, [1n, -1n, 127n, -128n, 0n]),
      stateWords(
        8,
        Array.from({ length: 40 }, (_, i) => BigInt(i * 3 - 60)),
      ),
      stateWords(16, [-32_768n, 32_767n, 258n]),
      stateWords(
        16,
        Array.from({ length: 17 }, (_, i) => BigInt((-1) ** i * i * 1000)),
      ),
      stateWords(32, [-2_147_483_648n, 2_147_483_647n, -1n, 16_909_060n, 0n, 0n, 0n, 5n, -6n]),
      stateWords(64, [-(1n << 63n), (1n << 63n) - 1n, 0n, -2n, 72_623_859_790_382_856n]),
    ],
    packedCells: [
      packedCells("a cell that would straddle starts the next word", 49, [
        [40, false, (1n << 40n) - 1n, 0, 49],
        [40, false, 1n, 0, 89],
        [48, true, -1n, 0, 129],
        [64, true, -(1n << 63n), 0, 177],
        [15, true, 16_383n, 0, 241],
        [1, false, 1n, 1, 0],
        [63, false, (1n << 63n) - 1n, 1, 1],
        [64, true, (1n << 63n) - 1n, 1, 64],
        [64, true, -2n, 1, 128],
        [64, true, 3n, 1, 192],
        [2, true, -2n, 2, 0],
      ]),
      packedCells("a gap is left behind", 200, [
        [40, false, 5n, 0, 200],
        [17, true, -65_536n, 1, 0],
        [16, true, 32_767n, 1, 17],
      ]),
    ],
    records: [
      { word: "00".repeat(32) },
      { word: `${"00".repeat(15)}02${"00".repeat(16)}` },
      record(0n, 0n, false, 0, "00".repeat(12)),
      record(1n, 1n, true, 0, "00".repeat(12)),
      record((1n << 63n) - 1n, (1n << 62n) + 1n, false, 16_777_215, "ff".repeat(12)),
      record(258n, 257n, true, 66_051, `0123456789abcdef${"00".repeat(4)}`),
    ],
  };
}
