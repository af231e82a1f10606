import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { commitItems, encodeSample, fromHex, itemHash, type Sample, toHex } from "../src/index.ts";
import { referenceKeccak256 } from "./reference/keccak.ts";
import { codeOf, shapeOf } from "./support.ts";

const shape = shapeOf({ classes: 300 });
const items = [
  { sample: { indices: [0, 3] }, label: 0 },
  { sample: { indices: [9] }, label: 299 },
  { sample: { indices: [0, 3] }, label: 0 },
];
const secret = Uint8Array.from({ length: 32 }, (_, i) => i);

describe("a chain of committed items", () => {
  it("is keccak256(04 ‖ label ‖ keccak256(sample) ‖ next), from the secret up", () => {
    let next = toHex(secret);
    const nexts: string[] = [];
    for (const { sample, label } of items.toReversed()) {
      nexts.unshift(next);
      const hash = toHex(referenceKeccak256(encodeSample(sample, shape)));
      const text = `04${label.toString(16).padStart(4, "0")}${hash}${next}`;
      next = toHex(referenceKeccak256(fromHex(text)));
    }
    const chain = commitItems(items, secret, shape);
    expect(toHex(chain.head)).toBe(next);
    expect(chain.items.map((item) => toHex(item.next))).toEqual(nexts);
    expect(chain.items.map(({ label, sample }) => ({ label, sample }))).toEqual(
      items.map(({ label, sample }) => ({ label, sample: encodeSample(sample, shape) })),
    );
  });

  it("leads from the head to the secret, one item after the other", () => {
    const { head, items: chain } = commitItems(items, secret, shape);
    let at = head;
    for (const item of chain) {
      expect(toHex(itemHash(item))).toBe(toHex(at));
      at = item.next;
    }
    expect(toHex(at)).toBe(toHex(secret));
  });

  it("has another head when any part of any item, the order or the secret differs", () => {
    const item = fc.record({ index: fc.nat(9), label: fc.nat(299) });
    const heads = (of: readonly { sample: Sample; label: number }[], from = secret): string =>
      toHex(commitItems(of, from, shape).head);
    fc.assert(
      fc.property(fc.array(item, { minLength: 2, maxLength: 6 }), fc.nat(5), (drawn, at) => {
        const own = drawn.map(({ index, label }) => ({ sample: { indices: [index] }, label }));
        const k = at % own.length;
        const change = (changed: (typeof own)[number]) => own.map((one, i) => (i === k ? changed : one));
        const { sample, label } = own[k]!;
        const index = sample.indices[0]!;
        const variants = [
          own,
          change({ sample, label: (label + 1) % 300 }),
          change({ sample: { indices: [(index + 1) % 10] }, label }),
          own.slice(1),
          [...own, own[0]!],
        ];
        const all = [
          ...variants.map((one) => heads(one)),
          heads(
            own,
            secret.map((byte) => byte ^ 1),
          ),
        ];
        expect(new Set(all).size).toBe(all.length);
      }),
      { seed: 12, numRuns: 40 },
    );
  });

  it.each([
    ["argument_out_of_range", [], secret],
    ["argument_out_of_range", items, secret.subarray(1)],
    ["argument_out_of_range", items, new Uint8Array(33)],
    ["label_out_of_range", [{ sample: { indices: [1] }, label: 300 }], secret],
    ["index_out_of_range", [{ sample: { indices: [10] }, label: 0 }], secret],
    ["sample_empty", [{ sample: { indices: [] }, label: 0 }], secret],
  ])("refuses with %s what could never be revealed", (code, given, from) => {
    expect(codeOf(() => commitItems(given, from, shape))).toBe(code);
  });
});
