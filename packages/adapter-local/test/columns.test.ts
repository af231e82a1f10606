import { keccak256, MountainRange } from "@chainlearn/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Column } from "../src/shell/column.ts";
import { Digests } from "../src/shell/data-handlers/digests.ts";
import { Peaks } from "../src/shell/data-handlers/peaks.ts";

const digestOf = (n: number): Uint8Array => keccak256(Uint8Array.of(n >> 8, n));

describe("a column", () => {
  it.each([
    ["u16", Column.u16, [0, 2 ** 16 - 1]],
    ["u32", Column.u32, [0, 2 ** 32 - 1]],
    ["u53", Column.u53, [0, 2 ** 40 - 1, 2 ** 53 - 1]],
    ["i64", Column.i64, [-(2n ** 63n), -1n, 0n, 2n ** 63n - 1n]],
  ] as const)("of %s keeps every value of its range in any number of rows", (_, make, values) => {
    const column = (make as () => Column<number | bigint>)();
    const rows = Array.from({ length: 5_000 }, (_, row) => values[row % values.length]!);
    for (const [row, value] of rows.entries()) column.set(row, value);
    expect(rows.map((_, row) => column.get(row))).toEqual(rows);
  });
});

describe("digests", () => {
  it("are found as in a map, also when the newest were taken away again", () => {
    const commands = fc.array(fc.oneof(fc.nat(300), fc.constant("back" as const)), { maxLength: 400 });
    fc.assert(
      fc.property(commands, (list) => {
        const digests = new Digests();
        const added: number[] = [];
        for (const command of list) {
          if (command === "back") {
            if (added.pop() !== undefined) digests.removeLast();
            continue;
          }
          const expected = added.indexOf(command);
          expect(digests.find(digestOf(command))).toBe(expected < 0 ? undefined : expected);
          if (expected < 0) {
            digests.add(digestOf(command));
            added.push(command);
          }
        }
        expect(digests.count).toBe(added.length);
      }),
      { seed: 1, numRuns: 100 },
    );
  });

  const like = (n: number): Uint8Array => new Uint8Array([...new Array(30).fill(7), n >> 8, n & 255]);

  it("that share their first bytes are not all looked for in one place", () => {
    const [count, digests] = [2_000, new Digests()];
    let reads = 0;
    const counted = (digest: Uint8Array): Uint8Array =>
      new Proxy(digest, {
        get(bytes, index) {
          reads += 1;
          return Reflect.get(bytes, index);
        },
      });
    for (let n = 0; n < count; n++) digests.add(like(n));
    for (let n = 0; n < count; n++) expect(digests.find(counted(like(n)))).toBe(n);
    // To hash a digest is one reading of it, to compare it another: some three. In one place it would be a thousand.
    expect(reads / (count * 32)).toBeLessThan(50);
  });

  it("that share their first bytes are told apart, and the table grows with them", () => {
    const digests = new Digests();
    for (let n = 0; n < 600; n++) digests.add(like(n));
    for (let n = 0; n < 600; n++) expect(digests.find(like(n))).toBe(n);
    expect(digests.find(like(600))).toBeUndefined();
    const many = new Digests();
    for (let n = 0; n < 5_000; n++) many.add(digestOf(n));
    expect(Array.from({ length: 5_000 }, (_, n) => many.find(digestOf(n)))).toEqual(
      Array.from({ length: 5_000 }, (_, n) => n),
    );
  });
});

it("peaks are those of the mountain range, also when leaves were taken back", () => {
  const range = new MountainRange();
  const peaks = new Peaks();
  const back: (() => void)[] = [];
  for (let n = 0; n < 200; n++) {
    back.push(peaks.save());
    peaks.append(digestOf(n));
    range.append(digestOf(n));
    expect(peaks.values()).toEqual(range.peaks());
    if (n % 7 !== 6) continue;
    for (let k = 0; k < 3; k++) {
      back.pop()!();
      range.removeLast();
      expect(peaks.values()).toEqual(range.peaks());
    }
  }
});
