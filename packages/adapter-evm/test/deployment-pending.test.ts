import { createEvmAdapter } from "@chainlearn/adapter-evm";
import { type AnvilChain, startAnvil } from "@chainlearn/adapter-evm/testing";
import {
  type DeploymentReceipt,
  type DeployOptions,
  type ResolvedComposition,
  resolveComposition,
} from "@chainlearn/core";
import { stake } from "@chainlearn/mechanisms";
import { sparsePerceptron } from "@chainlearn/models-wasm";
import { type Address, custom, type EIP1193RequestFn, type Hex, RpcRequestError } from "viem";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

/** 32 words: one upload, and "once" holds them too. */
const composition: ResolvedComposition = resolveComposition({
  model: sparsePerceptron,
  mechanism: stake,
  shape: { features: 1_000, classes: 2, lane: 8, encoding: "sparse", valueBits: 0, maxEntries: 4 },
  mechanismParams: { costWeightUnits: 1n },
});

const STEPS = ["create", "upload words 0 to 31", "seal"];

describe.each(["chunks", "once"] as const)(
  "a deployment (%s) that dies with a signed transaction",
  (upload) => {
    const steps = upload === "once" ? ["create"] : STEPS;
    let chain: AnvilChain;
    let from: Address;
    let options: DeployOptions;
    let before: { readonly nonce: number; readonly balance: bigint };

    beforeAll(async () => {
      chain = await startAnvil();
      from = chain.accounts[0] as Address;
      options = { from, initialState: { cells: [1n, -2n], hot: [5n] }, upload };
    });
    afterAll(() => chain?.close());

    const nonce = (): Promise<number> => chain.client.getTransactionCount({ address: from });
    beforeEach(async () => {
      before = { nonce: await nonce(), balance: await chain.balance(from) };
    });

    const death = new Error("the process died");

    /** What is written down when the process dies with the transaction of a step signed and not sent. */
    async function diedWith(step: string): Promise<DeploymentReceipt> {
      let written: DeploymentReceipt | undefined;
      const deployment = chain.adapter.deploy(composition, {
        ...options,
        onPending: (receipt) => {
          written = JSON.parse(JSON.stringify(receipt)) as DeploymentReceipt;
          if (receipt.pending?.step === step) throw death;
        },
      });
      await expect(deployment).rejects.toMatchObject({ cause: death });
      return written!;
    }

    const pendingOf = ({ pending }: DeploymentReceipt) => pending!.transactions[0]!;

    async function expectWhole(
      resume: DeploymentReceipt,
      transactions = steps.length,
    ): Promise<DeploymentReceipt> {
      const { receipt, trainer } = await chain.adapter.deploy(composition, { ...options, resume });
      expect(receipt.steps.map(({ step }) => step)).toEqual(steps);
      expect(receipt).toMatchObject({ sealed: true });
      expect(receipt).not.toHaveProperty("pending");
      const snapshot = await trainer.snapshot({});
      expect(snapshot).toMatchObject({ sealed: true, hot: [5n] });
      expect((await nonce()) - before.nonce).toBe(transactions);
      expect(await trainer.verifyCode()).toMatchObject({ matches: true });
      return receipt;
    }

    it.each(steps)("sends it in the next run: %s", async (step) => {
      const resume = await diedWith(step);
      expect(await nonce()).toBe(before.nonce + steps.indexOf(step));
      const receipt = await expectWhole(resume);
      expect(receipt.address).toBe(resume.address);
      expect(receipt.steps[steps.indexOf(step)]!.transaction).toBe(pendingOf(resume).transaction);
    });

    it.each(steps)("finds it when it was sent all the same: %s", async (step) => {
      const resume = await diedWith(step);
      const { bytes, transaction } = pendingOf(resume);
      await chain.client.sendRawTransaction({ serializedTransaction: `0x${bytes}` });
      const receipt = await expectWhole(resume);
      expect(receipt.address).toBe(resume.address);
      expect(receipt.steps[steps.indexOf(step)]!.transaction).toBe(transaction);
    });

    it.each(steps)("signs anew when another transaction has its number: %s", async (step) => {
      const resume = await diedWith(step);
      const { number } = pendingOf(resume);
      await chain.client.impersonateAccount({ address: from });
      await chain.client.request({
        method: "eth_sendTransaction",
        params: [
          {
            from,
            to: from,
            nonce: `0x${number.toString(16)}`,
            maxFeePerGas: "0x0",
            maxPriorityFeePerGas: "0x0",
          },
        ],
      } as never);
      await chain.client.stopImpersonatingAccount({ address: from });
      const receipt = await expectWhole(resume, steps.length + 1);
      expect(receipt.address === resume.address).toBe(step !== "create");
    });

    it.each(steps)("signs anew when the node has refused it: %s", async (step) => {
      let sends = 0;
      const ask = chain.client.request as EIP1193RequestFn;
      const refusing = createEvmAdapter({
        chain: chain.client.chain,
        transport: custom(
          {
            request: async (request: { readonly method: string }) => {
              if (request.method === "eth_sendRawTransaction" && sends++ === steps.indexOf(step))
                throw new RpcRequestError({
                  ...{ body: {}, url: "", error: { code: -32_000, message: "exceeds block gas limit" } },
                });
              return ask(request as never);
            },
          },
          { retryCount: 0 },
        ),
        signers: chain.signers,
      });
      const kept: DeploymentReceipt[] = [];
      const keep = (receipt: DeploymentReceipt): void =>
        void kept.push(JSON.parse(JSON.stringify(receipt)) as DeploymentReceipt);
      const deployment = refusing.deploy(composition, { ...options, onPending: keep, onReceipt: keep });
      await expect(deployment).rejects.toMatchObject({ code: "chain_failure" });
      const [pending, resume] = kept.slice(-2);
      expect(pending!.pending!.step).toBe(step);
      expect(resume).not.toHaveProperty("pending");
      const receipt = await expectWhole(resume!);
      expect(receipt.steps.map(({ transaction }) => transaction)).not.toContain(
        pendingOf(pending!).transaction,
      );
    });

    it("takes the one of several with its number that is in a block", async () => {
      const resume = await diedWith("create");
      const first = pendingOf(resume);
      const other = pendingOf(await diedWith("create"));
      expect(other.number).toBe(first.number);
      await chain.client.sendRawTransaction({ serializedTransaction: `0x${first.bytes}` });
      const pending = { step: "create", transactions: [first, other] };
      const receipt = await expectWhole({ ...resume, pending });
      expect(receipt.steps[0]!.transaction).toBe(first.transaction);
    });

    it("does it again when it has failed in its block", async () => {
      const resume = await diedWith("create");
      const { transaction, bytes } = pendingOf(resume);
      // The contract's address is taken, so that its creation fails.
      await chain.client.setNonce({ address: resume.address as Address, nonce: 1 });
      await chain.client.sendRawTransaction({ serializedTransaction: `0x${bytes}` });
      const failed = await chain.client.waitForTransactionReceipt({ hash: transaction as Hex });
      expect(failed.status).toBe("reverted");
      const receipt = await expectWhole(resume, steps.length + 1);
      expect(receipt.address).not.toBe(resume.address);
    });

    it("has an address before it is sent", async () => {
      const resume = await diedWith("create");
      expect(await chain.client.getCode({ address: resume.address as Address })).toBeUndefined();
      expect(resume).toMatchObject({ steps: [], sealed: false });
      await expectWhole(resume);
      expect(await chain.client.getCode({ address: resume.address as Address })).toBeDefined();
    });
  },
);
