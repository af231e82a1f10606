import { encodeAbiParameters, encodeEventTopics, type Log, pad } from "viem";
import { describe, expect, it } from "vitest";
import { growthAbi, shellAbi } from "../src/abi.ts";
import { decodeLogs } from "../src/log.ts";

const CONTRACT = "0x00000000000000000000000000000000000000C0";
const ACTOR = "0x00000000000000000000000000000000000000A1";

/** Bits from the top down, written out by hand. */
const packed = (...fields: readonly (readonly [value: bigint, bits: number])[]): bigint => {
  const bits = fields.map(([value, width]) => value.toString(2).padStart(width, "0")).join("");
  return BigInt(`0b${bits.padEnd(256, "0")}`);
};

const log = (topics: Log["topics"], data: Log["data"]): Log => ({
  address: CONTRACT,
  blockHash: pad("0x1"),
  blockNumber: 7n,
  data,
  logIndex: 3,
  transactionHash: pad("0x2"),
  transactionIndex: 0,
  removed: false,
  topics,
});

const credited = (entry: bigint): Log =>
  log(
    encodeEventTopics({ abi: shellAbi, eventName: "Credited", args: { actor: ACTOR } }) as Log["topics"],
    encodeAbiParameters([{ type: "uint256" }], [entry]),
  );

describe("decoding of the log", () => {
  const position = { block: 7, index: 3, transaction: pad("0x2") };

  it("unpacks fields of full width", () => {
    const topics = encodeEventTopics({
      abi: shellAbi,
      eventName: "DataAdded",
      args: { id: 2n ** 48n - 2n, actor: ACTOR },
    }) as Log["topics"];
    const entry = packed(
      [1n, 8],
      [65_534n, 16],
      [2n ** 40n - 1n, 40],
      [2n ** 63n - 1n, 64],
      [2n ** 63n - 2n, 64],
    );
    const data = encodeAbiParameters([{ type: "uint256" }, { type: "bytes" }], [entry, "0x0102"]);
    expect(decodeLogs([log(topics, data)], CONTRACT)).toEqual([
      {
        kind: "dataAdded",
        actor: ACTOR,
        id: 2 ** 48 - 2,
        label: 65_534,
        time: 2 ** 40 - 1,
        paid: 2n ** 63n - 1n,
        cost: 2n ** 63n - 2n,
        sample: Uint8Array.of(1, 2),
        position,
      },
    ]);
    expect(decodeLogs([credited(packed([1n, 8], [2n ** 64n - 1n, 64]))], CONTRACT)).toEqual([
      { kind: "credited", actor: ACTOR, amount: 2n ** 64n - 1n, position },
    ]);
  });

  it("reads a class with its label and its name", () => {
    const topics = encodeEventTopics({ abi: growthAbi, eventName: "ClassAdded", args: { actor: ACTOR } });
    const entry = packed([1n, 8], [65_534n, 16], [2n ** 40n - 1n, 40]);
    const name = pad("0xc3bc626572", { dir: "right" });
    const data = encodeAbiParameters([{ type: "uint256" }, { type: "bytes32" }], [entry, name]);
    expect(decodeLogs([log(topics as Log["topics"], data)], CONTRACT)).toEqual([
      { kind: "classAdded", actor: ACTOR, label: 65_534, time: 2 ** 40 - 1, name: "über", position },
    ]);
  });

  it("leaves out what other contracts log", () => {
    const other = { ...credited(packed([1n, 8])), address: ACTOR } as const;
    expect(decodeLogs([other], CONTRACT)).toEqual([]);
  });

  it("refuses another version, unknown events and cut data", () => {
    const good = credited(packed([1n, 8], [5n, 64]));
    const bad: readonly Log[] = [
      credited(packed([2n, 8], [5n, 64])),
      credited(packed([0n, 8], [5n, 64])),
      log([pad("0x1234")], "0x"),
      log([], "0x"),
      { ...good, data: good.data.slice(0, -2) as `0x${string}` },
      { ...good, blockNumber: null, blockHash: null },
    ];
    for (const entry of bad)
      expect(() => decodeLogs([good, entry], CONTRACT)).toThrow(
        expect.objectContaining({ code: "invalid_log" }),
      );
  });
});
