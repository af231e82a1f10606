import { cellRange, fromHex, type PlacedCell, placeCells, readCell, saturate, toHex } from "@chainlearn/core";
import { keccak_256 } from "@noble/hashes/sha3.js";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { Probe } from "./support/probe.ts";

const SEED = { seed: 20_261_121 };
let probe: Probe;
beforeAll(async () => {
  probe = await Probe.start();
});

describe("keccak256", () => {
  // Keccak team, ShortMsgKAT_256 and LongMsgKAT-style inputs; the empty one is also Ethereum's well-known hash.
  it.each([
    ["", "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"],
    ["cc", "eead6dbfc7340a56caedc044696a168870549a6a7f6f56961e84a54bd9970b8a"],
    ["41fb", "a8eaceda4d47b3281a795ad9e1ea2122b407baf9aabcb9e18b5717b7873537d2"],
    ["616263", "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45"],
  ])("hashes the published vector %j", (input, hash) => {
    expect(toHex(probe.keccak256(fromHex(input)))).toBe(hash);
  });

  it("agrees with noble at every length around the block size", () => {
    for (let length = 0; length <= 300; length++) {
      const bytes = Uint8Array.from({ length }, (_, i) => (i * 151 + length) & 255);
      expect(toHex(probe.keccak256(bytes))).toBe(toHex(keccak_256(bytes)));
    }
  });
});

describe("base64", () => {
  it("writes and reads what Node writes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const text = Buffer.from(bytes).toString("base64");
        expect(probe.toBase64(bytes)).toBe(text);
        expect(probe.fromBase64(text)).toEqual(bytes);
      }),
      SEED,
    );
  });

  it("takes exactly the texts that encode to themselves", () => {
    const alphabet = fc.constantFrom(..."ABYZabyz0189+/==-_ \n.");
    fc.assert(
      fc.property(fc.string({ unit: alphabet, maxLength: 12 }), (text) => {
        const bytes = Buffer.from(text, "base64");
        const canonical = bytes.toString("base64") === text;
        expect(probe.fromBase64(text)).toEqual(canonical ? Uint8Array.from(bytes) : undefined);
      }),
      { ...SEED, numRuns: 2000 },
    );
  });

  it.each([
    "A",
    "AA",
    "AAA",
    "AB==",
    "AAB=",
    "A===",
    "====",
    "AA=A",
    "AAAA=",
    "AA==AAAA",
    "AA A",
    "AAA\u00e4",
  ])("refuses %j", (text) => {
    expect(probe.fromBase64(text)).toBeUndefined();
  });
});

const parses = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

describe("the JSON cursor", () => {
  it("takes every document that JSON.stringify writes", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), fc.constantFrom(undefined, 1, "\t"), (value, space) => {
        const text = JSON.stringify(value, null, space);
        expect(probe.isJson(text, false)).toBe(true);
      }),
      { ...SEED, numRuns: 500 },
    );
  });

  it("agrees with JSON.parse about documents with a character changed, added or removed", () => {
    const plain = fc.jsonValue({ maxDepth: 3 }).map((value) => JSON.stringify(value));
    const noise = fc.constantFrom(...'{}[]",:01.eE+-truefalsn \n\t\\\u0001');
    fc.assert(
      fc.property(
        plain,
        fc.nat(),
        noise,
        fc.constantFrom(0, 1),
        fc.constantFrom(0, 1),
        (text, seed, char, cut, put) => {
          const at = seed % (text.length + 1);
          const changed = text.slice(0, at) + (put ? char : "") + text.slice(at + cut);
          // Lenient reading does not look into escapes; strict reading refuses them and everything beyond ASCII.
          const simple = /^[\x20-\x7f\s]*$/.test(changed) && !changed.includes("\\");
          expect(probe.isJson(changed, true)).toBe(simple && parses(changed));
          if (simple) expect(probe.isJson(changed, false)).toBe(parses(changed));
        },
      ),
      { ...SEED, numRuns: 5000 },
    );
  });

  it.each([
    ...[
      "",
      " ",
      "{",
      "}",
      "[",
      "]",
      '"',
      '"a',
      "{]",
      "[}",
      "[1,]",
      "[,1]",
      '{"a":1,}',
      '{"a" 1}',
      '{"a":}',
      "{1:2}",
    ],
    ...[
      "01",
      "-",
      "-01",
      "1.",
      ".5",
      "1e",
      "1e+",
      "+1",
      "0x1",
      "1 2",
      "nul",
      "nulll",
      "True",
      "NaN",
      "Infinity",
    ],
    ...["[1]]", "{}{}", '"\n"', "[1 2]", "//", "[1]x", "'a'", "\u00a01", "\ufeff1"],
  ])("refuses %j", (text) => {
    expect(probe.isJson(text, true)).toBe(false);
    expect(parses(text)).toBe(false);
  });

  it("refuses what people do not need: escapes, characters beyond ASCII, deep nesting", () => {
    for (const text of ['"\\u0061"', '"\\n"', '"\u00e9"', '{"\u00e9":1}', "[".repeat(17) + "]".repeat(17)])
      expect(probe.isJson(text, true)).toBe(false);
    expect(probe.isJson("[".repeat(16) + "]".repeat(16), true)).toBe(true);
  });

  it("survives any nesting and any bytes", () => {
    expect(probe.isJson("[".repeat(200_000), true)).toBe(false);
    expect(probe.isJson('{"a":'.repeat(100_000), false)).toBe(false);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        expect(typeof probe.isJson(bytes, true)).toBe("boolean");
      }),
      SEED,
    );
  });

  it.each([
    ['{"a":1,"b":2}', true],
    ['{"b":[{}],"a":"x"}', true],
    ["{}", true],
    ['{"a":1,"a":1}', false],
    ['{"c":1}', false],
    ['{"":1}', false],
    ['{"a,b":1}', false],
    ['{"ab":1}', false],
    ["[]", false],
    ["1", false],
    ["null", false],
  ])("reads the fields of %j: %j", (text, ok) => {
    expect(probe.hasFieldsAB(text)).toBe(ok);
  });

  it("reads the chain's objects with unknown fields, escapes and any script", () => {
    expect(probe.fieldN('{"x":"\\"n\\":5 \u00e9","y":{"n":[7]},"n":42,"z":null}')).toBe(42n);
    expect(probe.fieldN('{"m":1}')).toBeUndefined();
  });
});

describe("integers", () => {
  it("reads numbers up to a limit, exactly", () => {
    const value = fc.oneof(fc.bigInt(0n, 2n ** 64n - 1n), fc.bigInt(0n, 300n));
    fc.assert(
      fc.property(value, value, (number, max) => {
        expect(probe.numberOf(`${number}`, max)).toBe(number <= max ? number : undefined);
      }),
      SEED,
    );
  });

  it.each([
    "-1",
    "-0",
    "1.0",
    "1e2",
    "1E2",
    '"1"',
    "null",
    "true",
    "[1]",
    "{}",
    "18446744073709551616",
    "1".repeat(40),
  ])("refuses the number %s", (text) => {
    expect(probe.numberOf(text, 2n ** 64n - 1n)).toBeUndefined();
  });

  it("reads decimal strings of i64, exactly", () => {
    const edges = [
      -(2n ** 63n) - 1n,
      -(2n ** 63n),
      2n ** 63n - 1n,
      2n ** 63n,
      2n ** 64n,
      10n ** 30n,
      0n,
      -1n,
    ];
    fc.assert(
      fc.property(fc.oneof(fc.constantFrom(...edges), fc.bigInt(-(2n ** 66n), 2n ** 66n)), (value) => {
        const fits = BigInt.asIntN(64, value) === value;
        expect(probe.decimalOf(`"${value}"`)).toBe(fits ? value : undefined);
      }),
      SEED,
    );
  });

  it.each([
    '""',
    '"-"',
    '"-0"',
    '"00"',
    '"01"',
    '"+1"',
    '" 1"',
    '"1 "',
    '"1.0"',
    '"0x1"',
    '"--1"',
    "1",
    "null",
  ])("refuses the decimal %s", (text) => {
    expect(probe.decimalOf(text)).toBeUndefined();
  });
});

describe("packed cells", () => {
  const spec = fc
    .boolean()
    .chain((signed) =>
      fc.integer({ min: 1, max: signed ? 64 : 63 }).map((bits) => ({ name: "cell", bits, signed })),
    );

  it("reads and writes them where core places them, saturating, and leaves the others alone", () => {
    const step = fc.tuple(fc.nat(), fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n));
    fc.assert(
      fc.property(
        fc.array(spec, { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 0, max: 160 }),
        fc.array(step, { maxLength: 30 }),
        (specs, firstBit, steps) => {
          const cells = placeCells(specs, firstBit);
          const shell = new Cells(probe, cells);
          const expected = cells.map(() => 0n);
          for (const [which, value] of steps) {
            const k = which % cells.length;
            const kept = saturate(value, cells[k]!);
            expect(shell.set(k, value)).toBe(kept !== expected[k]);
            expected[k] = kept;
            expect(cells.map((_, i) => shell.get(i))).toEqual(expected);
            expect(cells.map((cell) => readCell(shell.words(), cell))).toEqual(expected);
          }
        },
      ),
      { ...SEED, numRuns: 300 },
    );
  });

  it("traps outside the table", () => {
    const cells = placeCells([{ name: "cell", bits: 8, signed: true }], 0);
    for (const k of [-1, 1, 2 ** 31 - 1])
      expect(() => new Cells(probe, cells).get(k)).toThrow(WebAssembly.RuntimeError);
  });

  it("has ranges that core agrees with", () => {
    fc.assert(
      fc.property(spec, (cell) => {
        const shell = new Cells(probe, placeCells([cell], 0));
        const { min, max } = cellRange(cell);
        shell.set(0, 2n ** 63n - 1n);
        expect(shell.get(0)).toBe(max);
        shell.set(0, -(2n ** 63n));
        expect(shell.get(0)).toBe(min);
      }),
      SEED,
    );
  });
});

/** Placed cells in the memory of one instance, described by the table that the compiler writes. */
class Cells {
  readonly #exports: ReturnType<Probe["fresh"]>;
  readonly #count: number;
  readonly #wordCount: number;
  readonly #words: number;
  readonly #table: number;

  constructor(probe: Probe, cells: readonly PlacedCell[]) {
    this.#exports = probe.fresh();
    this.#count = cells.length;
    this.#wordCount = Math.max(...cells.map(({ word }) => word)) + 1;
    this.#words = this.#exports.reserve(32 * this.#wordCount);
    this.#table = this.#exports.reserve(8 * cells.length);
    const view = new DataView(this.#exports.memory.buffer, this.#table);
    cells.forEach(({ word, bit, bits, signed }, k) => {
      view.setUint32(8 * k, 256 * word + bit, true);
      view.setUint8(8 * k + 4, bits);
      view.setUint8(8 * k + 5, signed ? 1 : 0);
    });
  }

  get(k: number): bigint {
    return this.#exports.getCell(this.#words, this.#table, this.#count, k);
  }

  set(k: number, value: bigint): boolean {
    return this.#exports.setCell(this.#words, this.#table, this.#count, k, value) !== 0;
  }

  words(): bigint[] {
    const view = new DataView(this.#exports.memory.buffer, this.#words);
    return Array.from({ length: this.#wordCount }, (_, w) =>
      [3, 2, 1, 0].reduce((word, limb) => (word << 64n) | view.getBigUint64(32 * w + 8 * limb, true), 0n),
    );
  }
}
