import { expect, test } from "vitest";
import { CUSTOMS } from "../src/customs/all.ts";
import { COIN, DAY } from "../src/people.ts";
import { createWorld, START, type World } from "../src/world.ts";
import { madeMails } from "./mails.ts";

const mails = madeMails(1);
const plan = { scenario: "no-attack", mechanism: "stake", model: "naive-bayes", seed: 1, days: 1 } as const;
const ALICE = "local1honest-1-1";
const BOB = "local1honest-2-1";

async function open(held = 0n): Promise<World> {
  return createWorld(plan, mails, { ...CUSTOMS.stake({}), held: () => held });
}

test("every coin is in a purse, in a deposit or in the contract's hands", async () => {
  const { contract } = await open();
  const mail = mails.contributed.find(({ bytes, label }) => contract.predict(bytes) === label)!;
  const added = contract.add(ALICE, START + 3_600, mail.label, mail.bytes)!;
  expect(contract.left(added)).toBe(COIN);
  expect(contract.deposits(ALICE)).toBe(COIN);
  expect(contract.purse(ALICE)).toBe(999n * COIN);
  contract.audit();
  expect(contract.act("refund", ALICE, added.time + DAY, { about: added })).toMatchObject({ amount: COIN });
  expect(contract.purse(ALICE)).toBe(1_000n * COIN);
  expect(contract.deposits(ALICE)).toBe(0n);
  contract.audit();
  expect(contract.calls).toEqual({ addData: 1, refund: 1 });
});

test("a refused call changes nothing, and is a mistake unless it may be refused", async () => {
  const { contract } = await open();
  const { bytes, label } = mails.contributed[0]!;
  const added = contract.add(ALICE, START + 3_600, label, bytes)!;
  const refund = (mayRefuse?: string): unknown =>
    contract.act("refund", BOB, added.time + DAY, { about: added, ...(mayRefuse && { mayRefuse }) });
  expect(refund("not_submitter")).toBeUndefined();
  expect(refund).toThrow("not_submitter");
  expect(() => refund("too_early")).toThrow("not_submitter");
  expect(() => contract.add("local1nobody", START + 7_200, label, bytes)).toThrow("insufficient_funds");
  expect(() => contract.add(ALICE, START + 7_200, 2, bytes)).toThrow("label_out_of_range");
  expect(contract.purse(ALICE)).toBe(999n * COIN);
  expect(contract.calls).toEqual({ addData: 1 });
  contract.audit();
});

test("actions about a contribution bring the sample, or its hash where that will do", async () => {
  const { contract } = await open();
  const { bytes, label } = mails.contributed[0]!;
  const added = contract.add(ALICE, START + 3_600, label, bytes)!;
  expect(contract.act("take", BOB, added.time + 9 * DAY, { about: added })).toMatchObject({ amount: COIN });
  expect(contract.purse(BOB)).toBe(1_001n * COIN);
});

test("a mechanism that holds another sum than it says is found at the first call", async () => {
  const { contract } = await open(1n);
  const { bytes, label } = mails.contributed[0]!;
  expect(() => contract.add(ALICE, START + 3_600, label, bytes)).toThrow("and holds 1");
  expect(() => contract.audit()).toThrow("held: 1 units, and 0 by the books");
});
