import type { PlacedLogEntry } from "@chainlearn/core";
import { entryFromText, entryToText } from "@chainlearn/log-store";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

/** Objects as JSON makes them: with a prototype. */
const record: typeof fc.record = (model: object, constraints?: object) =>
  fc.record(model as never, { ...constraints, noNullPrototype: true } as never);
const amount = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 256n });
const bytes = fc.uint8Array({ maxLength: 40 });
const text = fc.string({ unit: "binary", maxLength: 20 });
const integer = fc.integer({ min: 0, max: 2 ** 48 });
const position = record({ block: integer, index: integer, transaction: text });
const item = record({ label: integer, sample: bytes, next: bytes });

const entries: fc.Arbitrary<PlacedLogEntry> = fc.oneof(
  record({
    kind: fc.constant("stateWritten" as const),
    actor: text,
    firstWord: integer,
    words: fc.array(amount),
    position,
  }),
  record({
    kind: fc.constant("sealed" as const),
    actor: text,
    time: integer,
    stateHash: text,
    hot: fc.array(amount),
    position,
  }),
  record({
    kind: fc.constant("dataAdded" as const),
    actor: text,
    id: integer,
    time: integer,
    label: integer,
    sample: bytes,
    paid: amount,
    cost: amount,
    position,
  }),
  record(
    {
      kind: fc.constant("acted" as const),
      actor: text,
      action: integer,
      id: fc.option(integer, { nil: undefined }),
      time: integer,
      reason: integer,
      paid: amount,
      amount,
      args: fc.array(amount),
      item,
      digest: bytes,
      parts: bytes,
      position,
    },
    {
      requiredKeys: ["kind", "actor", "action", "id", "time", "reason", "paid", "amount", "args", "position"],
    },
  ),
  record({
    kind: fc.constant("classAdded" as const),
    actor: text,
    time: integer,
    label: integer,
    name: text,
    position,
  }),
  record({
    kind: fc.constant("withdrawn" as const),
    actor: text,
    to: text,
    time: integer,
    amount,
    position,
  }),
  record({ kind: fc.constant("credited" as const), actor: text, amount, position }),
);

describe("an entry as text", () => {
  it("comes back as it was", () => {
    fc.assert(
      fc.property(entries, (entry) => {
        expect(entryFromText(entryToText(entry))).toStrictEqual(entry);
      }),
      { seed: 7, numRuns: 500 },
    );
  });

  it.each(["", "[]", "null", "{}", '{"kind":"sealed"}', '{"kind":3,"position":{"block":1}}'])(
    "refuses %s",
    (wrong) => {
      expect(() => entryFromText(wrong)).toThrow(/invalid_log/);
    },
  );
});
