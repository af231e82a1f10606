import { ChainlearnError } from "@chainlearn/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeWire, encodeWire, errorOf, wireError } from "../src/chains/local/wire.ts";

const leaf = fc.oneof(
  fc.string(),
  fc.integer(),
  fc.boolean(),
  fc.bigInt(),
  fc.uint8Array(),
  fc.constant(null),
);
const value = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    leaf,
    fc.array(tie("value")),
    fc.dictionary(fc.stringMatching(/^[a-z_]+$/), tie("value"), { noNullPrototype: true }),
    fc.array(fc.tuple(fc.string(), tie("value"))).map((entries) => new Map(entries)),
  ),
})).value;

describe("what goes between a local chain and other processes", () => {
  it("arrives as it was sent", () => {
    fc.assert(
      fc.property(value, (sent) => {
        expect(decodeWire(encodeWire(sent))).toEqual(sent);
      }),
      { seed: 6 },
    );
  });

  it("has errors with their code, words and details", () => {
    const sent = new ChainlearnError("spend_limit", "too dear.", { details: { limit: 5n, item: 2 } });
    const { error } = decodeWire(encodeWire({ error: wireError(sent) })) as {
      error: ReturnType<typeof wireError>;
    };
    const { code, number, message, details } = errorOf(error);
    expect({ code, number, message, details }).toEqual({
      ...{ code: sent.code, number: sent.number, message: sent.message, details: sent.details },
    });
    expect(wireError(new TypeError("mine"))).toMatchObject({ code: "chain_failure" });
  });
});
