import { accountKey, encodeSample, keccak256, recordKey, toHex } from "@chainlearn/core";
import { beforeEach, describe, expect, it } from "vitest";
import { purse } from "../golden/purse/plugin.ts";
import { Bench, base64, compose, entriesOf, SHAPE } from "./support/bench.ts";

const sample = encodeSample({ indices: [1, 5, 39] }, SHAPE);
const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);
const uint = (hex: string | undefined, from: number, to: number): bigint =>
  BigInt(
    `0x${Buffer.from(hex ?? "00".repeat(32), "hex")
      .subarray(from, to)
      .reverse()
      .toString("hex")}`,
  );

describe("a mechanism that pays whatever it is told to", () => {
  let bench: Bench;
  let claim: object;
  const [ann, ben] = [1, 2];

  beforeEach(async () => {
    bench = await Bench.sealed(compose({ mechanism: await purse() }));
    await bench.execute(ann, { add_data: { label: 1, sample: base64(sample) } }, bench.coins(10n));
    await bench.execute(ben, { fill: {} }, bench.coins(500n));
    claim = {
      ...{ id: 0, time: (await bench.chain.time()) - 1, submitter: bench.account(ann), label: 1 },
      sample_hash: base64(keccak256(sample)),
    };
  });

  const creditOf = async (account: number): Promise<bigint> =>
    uint((await bench.storage())[`05${toHex(accountKey(ascii(bench.account(account))))}`], 0, 8);

  it("pays the caller", async () => {
    const before = await bench.chain.balance(bench.account(ben));
    const [entry, ...more] = entriesOf(await bench.execute(ben, { pay_caller: { args: ["300"] } }));
    expect(entry).toEqual({
      ...{
        v: "1",
        kind: "acted",
        actor: bench.account(ben),
        action: "1",
        time: `${await bench.chain.time()}`,
      },
      ...{ reason: "1", paid: "0", amount: "300", args: "300" },
    });
    expect(more).toEqual([]);
    expect((await bench.chain.balance(bench.account(ben))) - before).toBe(300n);
  });

  it("credits a caller that may not receive, who withdraws to himself or to somebody else later", async () => {
    bench.chain.blocked.add(bench.account(ben));
    const entries = entriesOf(await bench.execute(ben, { pay_caller: { args: ["300"] } }));
    expect(entries.map(({ kind, amount }) => [kind, amount])).toEqual([
      ["acted", "300"],
      ["credited", "300"],
    ]);
    expect(await creditOf(ben)).toBe(300n);
    expect(await bench.chain.balance(bench.contract)).toBe(510n);

    const storage = await bench.storage();
    expect(await bench.codeOf(ben, { withdraw: {} })).toBe("delivery_failed");
    expect(await bench.codeOf(ben, { withdraw: { to: "nobody" } })).toBe("delivery_failed");
    expect(await bench.storage()).toEqual(storage);

    const before = await bench.chain.balance(bench.account(3));
    const [entry] = entriesOf(await bench.execute(ben, { withdraw: { to: bench.account(3) } }));
    expect(entry).toMatchObject({ kind: "withdrawn", to: bench.account(3), amount: "300" });
    expect((await bench.chain.balance(bench.account(3))) - before).toBe(300n);
    expect(await creditOf(ben)).toBe(0n);
    expect(await bench.codeOf(ben, { withdraw: {} })).toBe("nothing_to_withdraw");
  });

  it("adds to a credit that is there, without touching the mechanism's cells beside it", async () => {
    bench.chain.blocked.add(bench.account(ben));
    await bench.execute(ben, { pay_caller: { args: ["200"] } });
    await bench.execute(ben, { pay_caller: { args: ["77"] } });
    expect(await creditOf(ben)).toBe(277n);
    const word = (await bench.storage())[`05${toHex(accountKey(ascii(bench.account(ben))))}`];
    expect(uint(word, 13, 16) & 0xf_ffffn).toBe(2n);
  });

  it("credits the excess of an addition by a caller that may not receive", async () => {
    bench.chain.blocked.add(bench.account(ben));
    const add = { add_data: { label: 0, sample: base64(sample) } };
    const entries = entriesOf(await bench.execute(ben, add, bench.coins(25n)));
    expect(entries.map(({ kind }) => kind)).toEqual(["dataAdded", "credited"]);
    expect(await creditOf(ben)).toBe(15n);
  });

  it("credits the submitter, whoever calls, without an entry of its own", async () => {
    for (const caller of [ben, ann]) {
      const entries = entriesOf(await bench.execute(caller, { pay_submitter: { ...claim, args: ["4"] } }));
      expect(entries.map(({ kind, amount, id }) => [kind, amount, id])).toEqual([["acted", "4", "0"]]);
    }
    expect(await creditOf(ann)).toBe(8n);
    const { id, time, submitter, label } = claim as {
      id: number;
      time: number;
      submitter: string;
      label: number;
    };
    const key = toHex(recordKey(id, time, label, keccak256(sample), ascii(submitter)));
    const word = (await bench.storage())[`04${key}`];
    expect([uint(word, 0, 8), uint(word, 8, 16)]).toEqual([10n, 2n]);
  });

  it("credits what the contract does not have", async () => {
    const entries = entriesOf(await bench.execute(ben, { pay_caller: { args: ["511"] } }));
    expect(entries.map(({ kind }) => kind)).toEqual(["acted", "credited"]);
    expect(await creditOf(ben)).toBe(511n);
  });

  it("sends nothing for a payment of 0", async () => {
    const { events } = await bench.execute(ben, { pay_caller: { args: ["0"] } });
    expect(events.map(({ type }) => type)).toEqual(["execute", "wasm-chainlearn"]);
  });

  it.each<[string, object, string]>([
    ["an own code", { deny: {} }, "plugin_error_1000"],
    ["unreachable", { crash: {} }, "trap"],
    ["a division by zero", { divide: { args: ["1", "0"] } }, "trap"],
    ["an overflowing division", { divide: { args: ["-9223372036854775808", "-1"] } }, "trap"],
    ["a reason above 255", { divide: { args: ["256", "1"] } }, "trap"],
    ["a negative reason", { divide: { args: ["-1", "1"] } }, "trap"],
    ["a negative payment", { pay_caller: { args: ["-1"] } }, "trap"],
    ["too few arguments", { divide: { args: ["1"] } }, "malformed_message"],
    ["too many arguments", { divide: { args: ["1", "1", "1"] } }, "malformed_message"],
    ["no arguments", { divide: {} }, "malformed_message"],
    [
      "an unknown record",
      {
        pay_submitter: {
          id: 1,
          time: 1,
          submitter: "x",
          label: 1,
          sample_hash: base64(new Uint8Array(32)),
          args: ["1"],
        },
      },
      "unknown_record",
    ],
  ])("undoes everything after %s", async (_, message, code) => {
    const [storage, balance] = [await bench.storage(), await bench.chain.balance(bench.account(ben))];
    const height = await bench.chain.height();
    expect(await bench.codeOf(ben, message)).toBe(code);
    expect(await bench.storage()).toEqual(storage);
    expect(await bench.chain.balance(bench.account(ben))).toBe(balance);
    expect(await bench.chain.height()).toBe(height);
  });

  it("gives the largest reason as it is", async () => {
    const [entry] = entriesOf(await bench.execute(ben, { divide: { args: ["255", "1"] } }));
    expect(entry).toMatchObject({ reason: "255", args: "255,1" });
  });

  it("undoes a whole transaction when its last call fails, coins included", async () => {
    const [storage, balance] = [await bench.storage(), await bench.chain.balance(bench.account(ben))];
    const call = (message: object, units: bigint) => ({
      ...{ contract: bench.contract, message, funds: bench.coins(units) },
    });
    const calls = [
      call({ fill: {} }, 100n),
      call({ pay_caller: { args: ["50"] } }, 0n),
      call({ deny: {} }, 0n),
    ];
    await expect(bench.chain.executeAll(bench.account(ben), calls)).rejects.toMatchObject({ number: 1000 });
    expect(await bench.storage()).toEqual(storage);
    expect(await bench.chain.balance(bench.account(ben))).toBe(balance);
    const { events } = await bench.chain.executeAll(bench.account(ben), calls.slice(0, 2));
    expect(entriesOf({ events } as never).map(({ kind, paid, amount }) => [kind, paid, amount])).toEqual([
      ["acted", "100", "0"],
      ["acted", "0", "50"],
    ]);
  });
});
