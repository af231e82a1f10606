import { contractAbi } from "@chainlearn/adapter-evm";
import { type AnvilChain, startAnvil } from "@chainlearn/adapter-evm/testing";
import { type Contribution, type DeploymentReceipt, ERROR_CODES } from "@chainlearn/core";
import {
  type AbiFunction,
  type Address,
  encodeFunctionData,
  type Hex,
  parseEventLogs,
  toFunctionSelector,
} from "viem";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bytesToHex } from "../src/encode.ts";
import { type Attacker, adapterOf, compileAttackers, createAttacker, sendAs } from "./support/attackers.ts";
import {
  composition,
  contributionOf,
  deployed,
  everything,
  type FullTrainer,
  PRICE,
  SAMPLE,
} from "./support/stage.ts";

const abi = contractAbi(composition);
const REJECTED = toFunctionSelector("Rejected(uint16)");

let chain: AnvilChain;
let attacker: Attacker;
let wallet: Address;
let trainer: FullTrainer;
let theirs: FullTrainer;
let receipt: DeploymentReceipt;
/** The attacker's contribution, which it could have refunded. */
let own: Contribution;
/** Somebody else's, which it could report and take. */
let other: Contribution;
beforeAll(async () => {
  chain = await startAnvil();
  attacker = (await compileAttackers()).Reenterer!;
  ({ trainer, receipt } = await deployed(chain));
  wallet = await createAttacker(chain, attacker);
  const adapter = await adapterOf(chain, [wallet]);
  theirs = (await adapter.attach(composition, receipt)) as FullTrainer;
  own = contributionOf(await theirs.addData({ from: wallet, sample: SAMPLE, label: 1, pay: PRICE }));
  other = contributionOf(
    await trainer.addData({ from: chain.accounts[1]!, sample: SAMPLE, label: 0, pay: PRICE }),
  );
});
afterAll(() => chain?.close());

const claim = ({ id, time, submitter, label, sample }: Contribution, hash = false): readonly unknown[] => [
  id,
  time,
  submitter,
  label,
  hash ? `0x${"11".repeat(32)}` : bytesToHex(sample),
];

/** A call of every entry that changes something, with arguments that would be taken at another moment. */
const calls = (): Readonly<Record<string, { args: readonly unknown[]; value?: bigint }>> => ({
  initialize: { args: [0n, [1n]] },
  seal: { args: [[0n]] },
  addData: { args: [1, "0x0001"], value: PRICE * chain.baseUnitsPerUnit },
  addMany: { args: [1n, "0x0001000000020001"], value: PRICE * chain.baseUnitsPerUnit },
  multicall: { args: [[encodeFunctionData({ abi, functionName: "refund", args: claim(own) })]] },
  refund: { args: claim(own) },
  report: { args: claim(other) },
  take: { args: claim(other, true) },
  withdraw: { args: [wallet] },
});

const prepare = (message: Hex, value: bigint, refuses: boolean): Promise<unknown> =>
  sendAs(chain, chain.accounts[0] as Address, {
    to: wallet,
    data: encodeFunctionData({
      abi: attacker.abi,
      functionName: "prepare",
      args: [receipt.address, value, message, refuses],
    }),
  });

/** Lets the contract pay the attacker, whose code calls back; says what the call back was answered. */
async function pay(): Promise<{ ok: boolean; code: number; kinds: string[] }> {
  const label = await trainer.predict(SAMPLE);
  const result = await theirs.addData({ from: wallet, sample: SAMPLE, label, pay: PRICE + 1n });
  const { logs } = await chain.client.getTransactionReceipt({ hash: result.transaction as Hex });
  const [answered] = parseEventLogs({ abi: attacker.abi, logs, eventName: "Answered" });
  const args = answered?.args as unknown as { succeeded: boolean; selector: Hex; code: bigint } | undefined;
  if (args && !args.succeeded) expect(args.selector).toBe(REJECTED);
  return {
    ok: args?.succeeded ?? false,
    code: Number(args?.code ?? 0n),
    kinds: result.entries.map((e) => e.kind),
  };
}

describe("re-entry from the code of a paid contract", () => {
  const names = abi
    .filter((item): item is AbiFunction => item.type === "function" && item.stateMutability === "payable")
    .map((item) => item.name);

  it("is tried through every entry that changes something", () => {
    expect(names.toSorted()).toEqual(Object.keys(calls()).toSorted());
  });

  it.each([...names, "no entry", "plain coins"])("%s", async (name) => {
    const call = calls()[name];
    const message = call
      ? encodeFunctionData({ abi, functionName: name, args: call.args })
      : name === "no entry"
        ? "0x12345678"
        : "0x";
    const value = call ? (call.value ?? 0n) : name === "no entry" ? 0n : chain.baseUnitsPerUnit;
    await prepare(message, value, false);
    const look = () => everything(trainer, [wallet, ...chain.accounts.slice(0, 2)], [own, other]);
    const before = await look();
    expect(await pay()).toEqual({ ok: false, code: ERROR_CODES.reentrant_call, kinds: ["dataAdded"] });
    const after = await look();
    // Only what the addition itself does: the model agreed, so that no weight changed.
    expect(after).toEqual({
      ...before,
      nextId: before.nextId + 1,
      balance: before.balance + PRICE,
      entries: before.entries + 1,
      pool: after.pool,
    });
  });

  it("that fails the payment leaves it credited", async () => {
    await prepare(encodeFunctionData({ abi, functionName: "addData", args: [1, "0x0001"] }), 0n, true);
    const { credit } = await trainer.account(wallet);
    // Its events are undone with its payment, so there is nothing to be read from it.
    expect(await pay()).toEqual({ ok: false, code: 0, kinds: ["dataAdded", "credited"] });
    expect((await trainer.account(wallet)).credit).toBe(credit + 1n);
  });

  it("through a withdrawal is refused too", async () => {
    await prepare(encodeFunctionData({ abi, functionName: "withdraw", args: [wallet] }), 0n, false);
    const { credit } = await trainer.account(wallet);
    expect(credit).toBeGreaterThan(0n);
    const { transaction } = await theirs.withdraw({ from: wallet });
    const { logs } = await chain.client.getTransactionReceipt({ hash: transaction as Hex });
    const [answered] = parseEventLogs({ abi: attacker.abi, logs, eventName: "Answered" });
    expect(answered?.args).toMatchObject({ succeeded: false, code: BigInt(ERROR_CODES.reentrant_call) });
    expect((await trainer.account(wallet)).credit).toBe(0n);
  });

  it("of a view is answered", async () => {
    await prepare(encodeFunctionData({ abi, functionName: "quote" }), 0n, false);
    expect(await pay()).toMatchObject({ ok: true });
  });
});
