import { type AnvilChain, startAnvil } from "@chainlearn/adapter-evm/testing";
import { type DeploymentReceipt, describeContract, resolveComposition } from "@chainlearn/core";
import { stake } from "@chainlearn/mechanisms";
import { sparsePerceptron } from "@chainlearn/models-wasm";
import {
  type Address,
  concatHex,
  getContractAddress,
  type Hex,
  numberToHex,
  pad,
  size,
  stringToHex,
} from "viem";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { slots } from "../src/slots.ts";
import { composition, deployed } from "./support/stage.ts";

/** On most chains, and on anvil: creates what it is sent with CREATE2. */
const CREATE2_FACTORY = "0x4e59b44847b379578588920cA78FbF26c0B4956C";

let chain: AnvilChain;
let receipt: DeploymentReceipt;
beforeAll(async () => {
  chain = await startAnvil();
  ({ receipt } = await deployed(chain));
});
afterAll(() => chain.close());

const verified = async (told: Partial<DeploymentReceipt>, of = composition) =>
  (await chain.adapter.attach(of, { ...receipt, ...told })).verifyCode();
const createdBy = (transaction: string): Pick<DeploymentReceipt, "steps"> => ({
  steps: [{ step: "create", transaction, gasUsed: "0" }],
});

/** Creation code that stores one word and leaves any runtime code behind. */
function storing(slot: bigint, word: bigint, runtime: Hex): Hex {
  const store = concatHex([
    "0x7f",
    numberToHex(word, { size: 32 }),
    "0x7f",
    numberToHex(slot, { size: 32 }),
    "0x55",
  ]);
  const length = numberToHex(size(runtime), { size: 2 });
  // PUSH2 length, DUP1, PUSH2 offset, PUSH0, CODECOPY, PUSH0, RETURN
  const head = size(store) + 11;
  const give = concatHex(["0x61", length, "0x8061", numberToHex(head, { size: 2 }), "0x5f395ff3"]);
  expect(size(store) + size(give)).toBeLessThanOrEqual(head);
  return concatHex([store, give, pad("0x", { size: head - size(store) - size(give) }), runtime]);
}

describe("the creation of a contract", () => {
  it("is part of what is verified", async () => {
    expect(await verified({})).toMatchObject({ matches: true });
  });

  it("by other code that leaves the right code and a credit behind is found out", async () => {
    const from = chain.accounts[0] as Address;
    const nonce = await chain.client.getTransactionCount({ address: from });
    const address = getContractAddress({ from, nonce: BigInt(nonce) });
    const word = (of: Address): string => of.slice(2).toLowerCase();
    const genuine = await chain.client.getCode({ address: receipt.address as Address });
    const runtime = genuine!.replaceAll(word(receipt.address as Address), word(address)) as Hex;
    const thief = chain.accounts[4] as Address;
    const data = storing(BigInt(slots.account(thief, 0)), 1_000n, runtime);
    const hash = await chain.client.sendUnsignedTransaction({ from, data, gas: 10_000_000n } as never);
    await chain.client.mine({ blocks: 1 });
    expect(await chain.client.getCode({ address })).toBe(runtime);

    const told = { address, ...createdBy(hash) };
    const trainer = await chain.adapter.attach(composition, { ...receipt, ...told });
    expect((await trainer.account(thief)).credit).toBe(1_000n);
    expect(await verified(told)).toMatchObject({
      matches: false,
      difference: "it was created by other code than the composition's, or with other parameters or roles",
    });
    // Nor does it help to name somebody else's creation.
    expect(await verified({ address, steps: receipt.steps })).toMatchObject({
      matches: false,
      difference: expect.stringMatching(/did not create it/),
    });
  });

  it("of what a clone runs has to be one that can have had no other code before", async () => {
    const from = chain.accounts[0] as Address;
    const { input } = await chain.client.getTransaction({ hash: receipt.steps[0]!.transaction as Hex });
    const salt = pad("0x", { size: 32 });
    const original = getContractAddress({ opcode: "CREATE2", from: CREATE2_FACTORY, salt, bytecode: input });
    const data = concatHex([salt, input]);
    await chain.client.sendUnsignedTransaction({
      from,
      to: CREATE2_FACTORY,
      data,
      gas: 10_000_000n,
    } as never);
    await chain.client.mine({ blocks: 1 });

    const deploy = (cloneOf: DeploymentReceipt) => chain.adapter.deploy(composition, { from, cloneOf });
    const { trainer } = await deploy({ ...receipt, address: original });
    expect(await trainer.verifyCode()).toMatchObject({
      matches: false,
      difference: expect.stringMatching(/may have been other code before/),
    });
    expect(await (await deploy(receipt)).trainer.verifyCode()).toMatchObject({ matches: true });
  });

  it("needs no description behind it", async () => {
    const from = chain.accounts[0] as Address;
    const { input } = await chain.client.getTransaction({ hash: receipt.steps[0]!.transaction as Hex });
    const described = stringToHex(describeContract(composition, undefined)).slice(2);
    expect(input.endsWith(described)).toBe(true);
    const nonce = await chain.client.getTransactionCount({ address: from });
    const address = getContractAddress({ from, nonce: BigInt(nonce) });
    const data = input.slice(0, -described.length) as Hex;
    const hash = await chain.client.sendUnsignedTransaction({ from, data, gas: 10_000_000n } as never);
    await chain.client.mine({ blocks: 1 });
    expect(await verified({ address, ...createdBy(hash) })).toMatchObject({ matches: true });
  });

  it("has to be known", async () => {
    expect(await verified(createdBy(`0x${"12".repeat(32)}`))).toMatchObject({
      matches: false,
      difference: expect.stringMatching(/does not know the transaction/),
    });
    expect(await verified({ steps: [] })).toMatchObject({ matches: false });
  });

  it("is the same for clones, for states that come with it and for weights as code", async () => {
    const small = resolveComposition({
      model: sparsePerceptron,
      mechanism: stake,
      shape: { features: 40, classes: 2, lane: 32, encoding: "sparse", valueBits: 0, maxEntries: 4 },
      mechanismParams: { costWeightUnits: 1n },
    });
    const from = chain.accounts[0]!;
    const initialState = { cells: [5n, 6n], hot: [1n] };
    const deploy = (options: object) => chain.adapter.deploy(small, { from, initialState, ...options });
    const original = await deploy({});
    for (const one of [
      original,
      await deploy({ cloneOf: original.receipt, from: chain.accounts[1] }),
      await deploy({ upload: "once" }),
      await deploy({ weights: "code" }),
    ])
      expect(await one.trainer.verifyCode()).toMatchObject({ matches: true });
  });
});
