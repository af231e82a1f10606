import { encodeSample, keccak256 } from "@chainlearn/core";
import { beforeAll, describe, expect, it } from "vitest";
import { Bench, base64, codeOf, compose, entriesOf, SHAPE } from "./support/bench.ts";

const sample = encodeSample({ indices: [1, 5, 39] }, SHAPE);
const SAMPLE = base64(sample);
const HASH = base64(keccak256(sample));
const ADD = { label: 1, sample: SAMPLE };

describe("instantiating", () => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await Bench.uploaded(compose(), { denom: "atest", decimals: 18 });
  });

  const changed = (change: object): object => ({ ...bench.instantiation, ...change });
  const params = (change: object): object =>
    changed({ params: { ...(bench.instantiation.params as object), ...change } });

  it("stores what it was given", async () => {
    const roles = { beneficiary: bench.account(3) };
    bench.contract = await bench.instantiate(changed({ roles }));
    expect(await bench.query({ instance: {} })).toEqual({
      deployer: bench.deployer,
      params: bench.instantiation.params,
      roles,
      denom: "atest",
      unit: "1000000000",
      model_kernel: bench.composition.kernelIds.model,
      mechanism_kernel: bench.composition.kernelIds.mechanism,
      version: 1,
    });
  });

  it.each<[string, () => object | Uint8Array, string]>([
    ["a parameter below its range", () => params({ learningRate: "0" }), "argument_out_of_range"],
    ["a parameter above its range", () => params({ learningRate: "2147483648" }), "argument_out_of_range"],
    ["a parameter beyond an i64", () => params({ learningRate: "9223372036854775808" }), "malformed_message"],
    ["a parameter that is a number", () => params({ learningRate: 1 }), "malformed_message"],
    ["an unknown parameter", () => params({ extra: "1" }), "malformed_message"],
    ["a missing parameter", () => params({ learningRate: undefined }), "malformed_message"],
    ["an unknown role", () => changed({ roles: { owner: bench.deployer } }), "malformed_message"],
    [
      "a role that is no address",
      () => changed({ roles: { beneficiary: "wasm1qqqq" } }),
      "argument_out_of_range",
    ],
    [
      "a role on another chain",
      () => changed({ roles: { beneficiary: "cosmos1fl48vsnmsdzcv85q5d2q4z5ajdha8yu34mf0eh" } }),
      "argument_out_of_range",
    ],
    ["an empty role", () => changed({ roles: { beneficiary: "" } }), "argument_out_of_range"],
    ["a denomination too short", () => changed({ denom: "ab" }), "argument_out_of_range"],
    ["a denomination with a space", () => changed({ denom: "ab c" }), "argument_out_of_range"],
    ["a denomination that starts with a digit", () => changed({ denom: "1abc" }), "argument_out_of_range"],
    ["a unit that is no power of ten", () => changed({ unit: "20" }), "argument_out_of_range"],
    ["a unit of 0", () => changed({ unit: "0" }), "argument_out_of_range"],
    ["a unit that is a number", () => changed({ unit: 1 }), "malformed_message"],
    ["no roles", () => changed({ roles: undefined }), "malformed_message"],
    ["an unknown field", () => changed({ owner: "x" }), "malformed_message"],
    ["a list", () => [], "malformed_message"],
    ["no JSON", () => new TextEncoder().encode("{"), "malformed_message"],
  ])("refuses %s", async (_, message, code) => {
    expect(await codeOf(bench.instantiate(message()))).toBe(code);
  });

  it("takes no coins", async () => {
    expect(await codeOf(bench.instantiate(bench.instantiation, bench.coins(10n ** 9n)))).toBe(
      "payment_not_accepted",
    );
  });
});

describe("messages", () => {
  let bench: Bench;
  let claim: Record<string, unknown>;
  beforeAll(async () => {
    bench = await Bench.sealed(compose());
    await bench.execute(1, { add_data: ADD }, bench.coins(1000n));
    claim = { id: 0, time: await bench.chain.time(), submitter: bench.account(1), label: 1, sample: SAMPLE };
  });

  const text = (value: unknown): string => JSON.stringify(value);
  const hashClaim = (change: object = {}): object => {
    const { sample: _, ...parts } = claim;
    return { ...parts, sample_hash: HASH, ...change };
  };

  it.each<[string, () => object | string]>([
    ["no JSON", () => "{"],
    ["nothing", () => ""],
    ["something behind the message", () => `${text({ add_data: ADD })} x`],
    ["a second message", () => text({ add_data: ADD, withdraw: {} })],
    ["no message", () => ({})],
    ["a list", () => [{ add_data: ADD }]],
    ["an unknown message", () => ({ add_datum: ADD })],
    ["camelCase", () => ({ addData: ADD })],
    ["a key twice", () => `{"add_data":{"label":1,"label":1,"sample":"${SAMPLE}"}}`],
    ["a message twice", () => `{"add_data":${text(ADD)},"add_data":${text(ADD)}}`],
    ["an unknown key", () => ({ add_data: { ...ADD, extra: 1 } })],
    ["a missing key", () => ({ add_data: { label: 1 } })],
    ["a body that is no object", () => ({ add_data: [ADD] })],
    ["null for a body", () => ({ add_data: null })],
    ["a label as text", () => ({ add_data: { ...ADD, label: "1" } })],
    ["a negative label", () => ({ add_data: { ...ADD, label: -1 } })],
    ["a label with a fraction", () => `{"add_data":{"label":1.0,"sample":"${SAMPLE}"}}`],
    ["a label with an exponent", () => `{"add_data":{"label":1e0,"sample":"${SAMPLE}"}}`],
    ["a label beyond 16 bits", () => ({ add_data: { ...ADD, label: 65_536 } })],
    ["a label beyond 64 bits", () => `{"add_data":{"label":18446744073709551617,"sample":"${SAMPLE}"}}`],
    ["a sample as a list", () => ({ add_data: { ...ADD, sample: [1, 5] } })],
    ["base64 without padding", () => ({ add_data: { ...ADD, sample: "AAE" } })],
    ["base64 with other unused bits", () => ({ add_data: { ...ADD, sample: "AAF=" } })],
    ["base64url", () => ({ add_data: { ...ADD, sample: "AA-_" } })],
    ["an escape", () => `{"add_data":{"label":1,"sample":"\\u0041AEA"}}`],
    ["a character beyond ASCII", () => ({ "add_data\u00e9": ADD })],
    ["an address beyond ASCII", () => ({ refund: { ...claim, submitter: "w\u00e4sm1" } })],
    ["deep nesting", () => `{"add_data":{"label":${"[".repeat(5000)}${"]".repeat(5000)}}}`],
    ["an id beyond 48 bits", () => ({ refund: { ...claim, id: 2 ** 48 } })],
    ["a time beyond 40 bits", () => ({ refund: { ...claim, time: 2 ** 40 } })],
    ["arguments of an action that has none", () => ({ refund: { ...claim, args: [] } })],
    ["a hash where the sample belongs", () => ({ refund: hashClaim() })],
    ["a sample where the hash belongs", () => ({ take: claim })],
    ["a hash of 31 bytes", () => ({ take: hashClaim({ sample_hash: base64(new Uint8Array(31)) }) })],
    [
      "words that are not whole",
      () => ({ initialize: { first_word: 0, words: base64(new Uint8Array(31)) } }),
    ],
    ["hot cells as numbers", () => ({ seal: { hot: [0] } })],
    ["hot cells that are no list", () => ({ seal: { hot: "0" } })],
    ["a recipient that is no text", () => ({ withdraw: { to: 1 } })],
  ])("refuses %s before everything else", async (_, message) => {
    const before = await bench.storage();
    // Foreign coins as well: that the message cannot be read comes first.
    expect(await bench.codeOf(1, message(), [{ denom: "uother", amount: "1" }])).toBe("malformed_message");
    expect(await bench.storage()).toEqual(before);
  });

  it("takes space and any order of keys", async () => {
    const message = ` {\n"add_data" :\t{ "sample": "${SAMPLE}" , "label" :1 } }\r\n`;
    const [entry] = entriesOf(await bench.execute(2, message, bench.coins(1000n)));
    expect(entry).toMatchObject({ kind: "dataAdded", label: "1", sample: SAMPLE, cost: "1000" });
  });

  it.each<[string, readonly { denom: string; amount: string }[], object, string]>([
    [
      "another denomination",
      [{ denom: "uother", amount: "1000" }],
      { add_data: ADD },
      "payment_wrong_denomination",
    ],
    [
      "two denominations",
      [
        { denom: "uatom", amount: "1000" },
        { denom: "uother", amount: "1" },
      ],
      { add_data: ADD },
      "payment_wrong_denomination",
    ],
    ["2^63 units", [{ denom: "uatom", amount: `${2n ** 63n}` }], { add_data: ADD }, "payment_too_large"],
    [
      "more digits than an i64 has",
      [{ denom: "uatom", amount: "99999999999999999999" }],
      { add_data: ADD },
      "payment_too_large",
    ],
    ["coins with a withdrawal", [{ denom: "uatom", amount: "1" }], { withdraw: {} }, "payment_not_accepted"],
    [
      "foreign coins with a withdrawal",
      [{ denom: "uother", amount: "1" }],
      { withdraw: {} },
      "payment_wrong_denomination",
    ],
    [
      "coins with a seal",
      [{ denom: "uatom", amount: "1" }],
      { seal: { hot: ["0"] } },
      "payment_not_accepted",
    ],
  ])("refuses %s", async (_, coins, message, code) => {
    expect(await bench.codeOf(1, message, coins)).toBe(code);
  });

  it("takes 2^63 - 1 units and gives back what is too much", async () => {
    const before = await bench.chain.balance(bench.account(1));
    await bench.execute(1, { add_data: ADD }, bench.coins(2n ** 63n - 1n));
    expect(before - (await bench.chain.balance(bench.account(1)))).toBe(1000n);
  });
});

describe("units of more than one base unit", () => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await Bench.sealed(compose(), { denom: "atest", decimals: 18, fundsBaseUnits: 10n ** 30n });
  });
  const unit = 10n ** 9n;

  it.each([
    [1n, "payment_not_whole_units"],
    [unit - 1n, "payment_not_whole_units"],
    [1000n * unit + 1n, "payment_not_whole_units"],
    [1000n * unit + unit / 10n, "payment_not_whole_units"],
    [999n * unit, "payment_below_quote"],
    [2n ** 63n * unit, "payment_too_large"],
    [2n ** 63n * unit - 1n, "payment_not_whole_units"],
  ])("refuses %s base units", async (amount, code) => {
    expect(await bench.codeOf(1, { add_data: ADD }, bench.coins(amount))).toBe(code);
  });

  it("counts and sends whole units", async () => {
    const before = await bench.chain.balance(bench.account(1));
    const [entry] = entriesOf(await bench.execute(1, { add_data: ADD }, bench.coins(1007n * unit)));
    expect(entry).toMatchObject({ paid: "1007", cost: "1000" });
    expect(before - (await bench.chain.balance(bench.account(1)))).toBe(1000n * unit);
    expect(await bench.chain.balance(bench.contract)).toBe(1000n * unit);
  });
});

describe("queries", () => {
  let bench: Bench;
  let time: number;
  beforeAll(async () => {
    bench = await Bench.sealed(compose());
    await bench.execute(1, { add_data: ADD }, bench.coins(1000n));
    time = await bench.chain.time();
  });
  const record = (change: object = {}): object => ({
    record: { id: 0, time, submitter: bench.account(1), label: 1, sample_hash: HASH, ...change },
  });
  const bytes = async (message: object): Promise<Buffer> =>
    Buffer.from((await bench.query(message)) as string, "base64");

  it("answer what storage has", async () => {
    const storage = await bench.storage();
    expect((await bytes({ meter: {} })).toString("hex")).toBe(storage["00"]);
    expect((await bytes({ words: { first: 0, count: 3 } })).toString("hex")).toBe(
      [0, 1, 2].map((page) => storage[`0100000${page}`] ?? "00".repeat(32)).join(""),
    );
    expect(Object.values(storage)).toContain((await bytes(record())).toString("hex"));
    expect(await bytes({ account: { address: bench.account(1) } })).toEqual(Buffer.alloc(32));
    expect(await bytes({ marks: { address: bench.account(1), bucket: 0 } })).toEqual(Buffer.alloc(32));
    expect(await bench.query({ quote: {} })).toBe("1000");
    expect(await bench.query({ predict: { sample: SAMPLE } })).toBe(1);
  });

  it.each([
    { id: 1 },
    { time: 1 },
    { label: 0 },
    { submitter: "x" },
    { sample_hash: base64(new Uint8Array(32)) },
  ])("know no record with %j", async (change) => {
    expect(await bench.query(record(change))).toBeNull();
  });

  it.each<[object | string, string]>([
    [{ predict: { sample: "" } }, "sample_empty"],
    [{ predict: { sample: "AAE" } }, "malformed_message"],
    [{ predict: { sample: base64(Uint8Array.of(0, 1, 0, 1)) } }, "index_out_of_order"],
    [{ words: { first: 2, count: 2 } }, "argument_out_of_range"],
    [{ words: { first: 4_294_967_295, count: 4_294_967_295 } }, "argument_out_of_range"],
    [{ words: { first: -1, count: 1 } }, "malformed_message"],
    [{ quote: { now: 1 } }, "malformed_message"],
    [{ quote: {}, meter: {} }, "malformed_message"],
    [{ balance: {} }, "malformed_message"],
    ["{", "malformed_message"],
  ])("refuse %j", async (message, code) => {
    expect(await codeOf(bench.query(message))).toBe(code);
  });
});
