import { describe, expect, it } from "vitest";
import { decodeEvents, LOG_EVENT } from "../../src/client/events.ts";
import type { ContractEvent } from "../../src/connection.ts";

const CONTRACT = "wasm1contract";
const PLACE = { height: 12, index: 2, transaction: "AB" };

const event = (fields: Record<string, string>, type = LOG_EVENT, contract = CONTRACT): ContractEvent => ({
  type,
  attributes: Object.entries({ _contract_address: contract, v: "1", actor: "wasm1a", ...fields }).map(
    ([key, value]) => ({ key, value }),
  ),
});

const added = {
  kind: "dataAdded",
  id: "7",
  time: "1700000000",
  label: "1",
  paid: "1500",
  cost: "1000",
  sample: "AAEABQ==",
};
const acted = { kind: "acted", action: "2", id: "7", time: "5", reason: "1", paid: "0", amount: "900" };

const decode = (...events: ContractEvent[]) =>
  decodeEvents(events, CONTRACT, PLACE).map(({ position: _, ...entry }) => entry);

describe("log entries out of events", () => {
  it("have every kind", () => {
    expect(
      decode(
        event({ kind: "stateWritten", first_word: "4", words: `AQ${"A".repeat(41)}=` }),
        event({ kind: "sealed", time: "9", state_hash: "ab".repeat(32), hot: "-5,9223372036854775807" }),
        event(added),
        event({ ...acted, args: "-1,2" }),
        event({
          kind: "classAdded",
          time: "6",
          label: "65534",
          name: "w7xiZXIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        }),
        event({ kind: "withdrawn", to: "wasm1b", time: "10", amount: "18446744073709551615" }),
        event({ kind: "credited", amount: "3" }),
      ),
    ).toEqual([
      { kind: "stateWritten", actor: "wasm1a", firstWord: 4, words: [1n] },
      { kind: "sealed", actor: "wasm1a", time: 9, stateHash: "ab".repeat(32), hot: [-5n, 2n ** 63n - 1n] },
      {
        kind: "dataAdded",
        actor: "wasm1a",
        id: 7,
        time: 1_700_000_000,
        label: 1,
        paid: 1500n,
        cost: 1000n,
        sample: Uint8Array.of(0, 1, 0, 5),
      },
      {
        kind: "acted",
        actor: "wasm1a",
        action: 2,
        id: 7,
        time: 5,
        reason: 1,
        paid: 0n,
        amount: 900n,
        args: [-1n, 2n],
      },
      { kind: "classAdded", actor: "wasm1a", time: 6, label: 65_534, name: "über" },
      { kind: "withdrawn", actor: "wasm1a", to: "wasm1b", time: 10, amount: 2n ** 64n - 1n },
      { kind: "credited", actor: "wasm1a", amount: 3n },
    ]);
  });

  it("may have no hot cells, no arguments and no contribution", () => {
    const { id: _, ...aboutNothing } = acted;
    expect(
      decode(event(aboutNothing), event({ kind: "sealed", time: "9", state_hash: "00".repeat(32) })),
    ).toEqual([expect.objectContaining({ id: undefined, args: [] }), expect.objectContaining({ hot: [] })]);
  });

  it("are only those of this contract's log", () => {
    expect(
      decode(event(added, "wasm"), event(added, LOG_EVENT, "wasm1other"), event({ ...added, id: "8" })),
    ).toEqual([expect.objectContaining({ id: 8 })]);
  });

  it("have places that keep the order of blocks, transactions and entries", () => {
    const [first, second] = decodeEvents([event(added), event(acted)], CONTRACT, PLACE);
    const [later] = decodeEvents([event(added)], CONTRACT, { ...PLACE, index: 3 });
    expect(first!.position).toMatchObject({ block: 12, transaction: "AB" });
    expect(first!.position.index).toBeLessThan(second!.position.index);
    expect(second!.position.index).toBeLessThan(later!.position.index);
  });

  it.each([
    ["another version", { ...added, v: "2" }],
    ["no kind", { ...added, kind: "" }],
    ["an unknown kind", { ...added, kind: "moved" }],
    ["a missing field", { kind: "dataAdded", id: "1" }],
    ["a fraction", { ...added, paid: "1.5" }],
    ["a number beyond 2^53", { ...added, id: "9007199254740993" }],
    ["bytes that are no base64", { ...added, sample: "%%" }],
    ["a hash that is too short", { kind: "sealed", time: "9", state_hash: "ab", hot: "1" }],
    ["a list with a hole", { ...acted, args: "1,,2" }],
    ["half a word", { kind: "stateWritten", first_word: "0", words: "AAAA" }],
  ])("are refused with %s", (_, fields) => {
    expect(() => decode(event(fields))).toThrow(expect.objectContaining({ code: "invalid_log" }));
  });
});
