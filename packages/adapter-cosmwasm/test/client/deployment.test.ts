import { type EmbeddedDevChain, startEmbeddedChain } from "@chainlearn/adapter-cosmwasm/embedded";
import { type DeploymentReceipt, fromHex, type StateWrittenEntry } from "@chainlearn/core";
import { beforeAll, describe, expect, it } from "vitest";
import { createCosmWasmAdapter } from "../../src/adapter.ts";
import { saltedAddress } from "../../src/client/address.ts";
import { instantiateMessage } from "../../src/client/messages.ts";
import type { Connection, ContractRecord } from "../../src/connection.ts";
import { composition } from "./compositions.ts";

describe("deployment", () => {
  const resolved = composition();
  const initialState = { cells: [5n, -5n], hot: [9n] };
  let chain: EmbeddedDevChain;
  let deployer: string;
  beforeAll(async () => {
    chain = await startEmbeddedChain();
    deployer = chain.accounts[0]!;
  });

  const adapter = (wordsPerTransaction: number) =>
    createCosmWasmAdapter({ connection: chain.connection, wordsPerTransaction });

  it("reports every transaction and ends with all of them", async () => {
    const progress: [number, number, string][] = [];
    const receipts: DeploymentReceipt[] = [];
    const { receipt } = await adapter(2).deploy(resolved, {
      from: deployer,
      initialState,
      onProgress: (...step) => progress.push(step),
      onReceipt: (written) => {
        receipts.push(written);
      },
    });
    expect(progress.map(([done, total, step]) => [done, total, step.replace(/\d+$/, "#")])).toEqual([
      [1, 5, "upload code #"],
      [2, 5, "instantiate"],
      [3, 5, "initialize words 0 to #"],
      [4, 5, "initialize words 2 to #"],
      [5, 5, "seal"],
    ]);
    expect(receipts.at(-1)).toEqual(receipt);
    expect(receipts.map(({ sealed }) => sealed)).toEqual([false, false, false, false, true]);
    expect(receipt.steps.every(({ gasUsed }) => BigInt(gasUsed) > 0n)).toBe(true);
  });

  it.each([0, 1, 2, 3, 4])("goes on after a crash behind transaction %i", async (crashed) => {
    const kept: DeploymentReceipt[] = [];
    const crash = new Error("the process died");
    await expect(
      adapter(2).deploy(resolved, {
        from: deployer,
        initialState,
        onReceipt: (receipt) => {
          kept.push(receipt);
          if (kept.length === crashed + 1) throw crash;
        },
      }),
    ).rejects.toBe(crash);
    const resume = JSON.parse(JSON.stringify(kept.at(-1))) as DeploymentReceipt;
    const { trainer, receipt } = await adapter(2).deploy(resolved, { from: deployer, initialState, resume });
    expect(receipt.steps).toHaveLength(5);
    expect(receipt.sealed).toBe(true);
    await expectComplete(trainer);
  });

  it("does not repeat a transaction whose receipt was lost", async () => {
    const kept: DeploymentReceipt[] = [];
    await adapter(1).deploy(resolved, {
      from: deployer,
      initialState,
      onReceipt: (receipt) => {
        kept.push(receipt);
      },
    });
    const afterInstantiate = kept[1]!;
    const { trainer, receipt } = await adapter(1).deploy(resolved, {
      from: deployer,
      initialState,
      resume: afterInstantiate,
    });
    expect(receipt.sealed).toBe(true);
    expect(receipt.steps).toEqual(afterInstantiate.steps);
    await expectComplete(trainer);
  });

  async function expectComplete(
    trainer: Awaited<ReturnType<ReturnType<typeof adapter>["attach"]>>,
  ): Promise<void> {
    const log = await trainer.log();
    const words = log
      .filter((entry): entry is (typeof log)[number] & StateWrittenEntry => entry.kind === "stateWritten")
      .flatMap((entry) => entry.words);
    expect(words).toEqual([5n | (0xfffbn << 16n), 0n, 0n]);
    expect(log.at(-1)).toMatchObject({ kind: "sealed", hot: [9n] });
    const snapshot = await trainer.snapshot({});
    expect(snapshot).toMatchObject({ sealed: true, words, hot: [9n] });
  }

  describe("with a salt", () => {
    const options = { initialState, salt: "spam" };

    /** Deploys until a step is in a block, and dies. */
    async function diedAfter(steps: number, from: string): Promise<DeploymentReceipt[]> {
      const kept: DeploymentReceipt[] = [];
      const crash = new Error("the process died");
      const deployment = adapter(2).deploy(resolved, {
        ...options,
        from,
        onReceipt: (receipt) => {
          kept.push(JSON.parse(JSON.stringify(receipt)) as DeploymentReceipt);
          if (kept.length === steps) throw crash;
        },
      });
      await expect(deployment).rejects.toBe(crash);
      return kept;
    }

    it("has its address before anything is sent", async () => {
      const from = chain.accounts[1]!;
      const [uploaded] = await diedAfter(1, from);
      await expect(adapter(2).attach(resolved, uploaded!)).rejects.toMatchObject({
        code: "receipt_mismatch",
      });
      const { receipt, trainer } = await adapter(2).deploy(resolved, { ...options, from, resume: uploaded! });
      expect(receipt.address).toBe(uploaded!.address);
      expect(receipt.address).toBe(saltedAddress(receipt.codeHash, from, receipt.salt!));
      expect(receipt.steps).toHaveLength(5);
      await expectComplete(trainer);
      expect(await trainer.verifyCode()).toMatchObject({ matches: true });
    });

    it("goes on with its contract even if all receipts are lost, and pays for nothing twice", async () => {
      const from = chain.accounts[2]!;
      const kept = await diedAfter(3, from);
      const height = await chain.connection.height();
      const { receipt, trainer } = await adapter(2).deploy(resolved, { ...options, from });
      expect(receipt.address).toBe(kept[0]!.address);
      expect(await chain.connection.height()).toBe(height + 2);
      expect(receipt.steps[0]).toEqual(kept[1]!.steps[1]);
      expect(receipt.block).toBe(kept[1]!.block);
      await expectComplete(trainer);
      const again = await adapter(2).deploy(resolved, { ...options, from });
      expect(again.receipt).toMatchObject({ address: receipt.address, sealed: true });
      expect(await chain.connection.height()).toBe(height + 2);
    });

    it("does not take a contract that is not its own", async () => {
      const from = chain.accounts[3]!;
      const [uploaded] = await diedAfter(1, from);
      const { address, salt, steps } = uploaded!;
      const message = instantiateMessage(composition({ anyWaitSeconds: 99n }), {}, "uatom", 1n);
      const codeId = Number(steps[0]!.step.split(" ").at(-1));
      const created = await chain.connection.instantiate(from, codeId, message, "another", {
        salt: fromHex(salt!),
      });
      expect(created.address).toBe(address);
      const deployment = adapter(2).deploy(resolved, { ...options, from, resume: uploaded! });
      await expect(deployment).rejects.toMatchObject({
        code: "receipt_mismatch",
        message: expect.stringContaining("anyWaitSeconds"),
      });
    });

    it("has one address for one text, and others for others", async () => {
      const from = chain.accounts[4]!;
      const first = await adapter(2).deploy(resolved, { ...options, from });
      const other = await adapter(2).deploy(resolved, { ...options, from, salt: "ham" });
      const theirs = await adapter(2).deploy(resolved, { ...options, from: chain.accounts[5]! });
      const addresses = [first, other, theirs].map(({ receipt }) => receipt.address);
      expect(new Set(addresses).size).toBe(3);
      const same = await adapter(2).deploy(resolved, { ...options, from });
      expect(same.receipt.address).toBe(addresses[0]);
    });
  });

  it("refuses to go on with a signed transaction where nothing is signed", async () => {
    const { receipt } = await adapter(8).deploy(resolved, { from: deployer });
    const signed = { what: "seal", from: deployer, number: 1, transaction: "AB", bytes: "00" };
    const resume = { ...receipt, pending: { step: "seal", transactions: [signed] } };
    await expect(adapter(8).deploy(resolved, { from: deployer, resume })).rejects.toMatchObject({
      code: "unsupported",
    });
  });

  it("has no transaction left to send that the node has refused", async () => {
    const signed = { what: "upload", from: deployer, number: 1, transaction: "AB", bytes: "00" };
    const refused = new Error("insufficient fees");
    const poor = new Proxy<Connection>(chain.connection, {
      get: (target, key) => {
        if (key === "upload")
          return async (...[, , options]: Parameters<Connection["upload"]>) => {
            await options?.onSigned?.(signed);
            await options?.onVoid?.(signed);
            throw refused;
          };
        const value: unknown = Reflect.get(target, key, target);
        return typeof value === "function" ? value.bind(target) : value;
      },
    });
    const kept: DeploymentReceipt[] = [];
    const voided: unknown[] = [];
    const deployment = createCosmWasmAdapter({ connection: poor }).deploy(resolved, {
      from: deployer,
      onPending: (receipt) => void kept.push(JSON.parse(JSON.stringify(receipt)) as DeploymentReceipt),
      onVoid: (one) => void voided.push(one),
    });
    await expect(deployment).rejects.toBe(refused);
    expect(kept.map(({ pending }) => pending?.transactions)).toEqual([[signed], undefined]);
    expect(voided).toEqual([signed]);
    const { receipt } = await adapter(8).deploy(resolved, { from: deployer, resume: kept.at(-1)! });
    expect(receipt.sealed).toBe(true);
  });

  it("refuses to resume with something else", async () => {
    const { receipt } = await adapter(8).deploy(resolved, { from: deployer });
    const from = deployer;
    const mismatch = expect.objectContaining({ code: "receipt_mismatch" });
    const again = (change: object, other = resolved) =>
      adapter(8).deploy(other, { from, resume: receipt, ...change });
    await expect(again({ from: chain.accounts[1] })).rejects.toEqual(mismatch);
    await expect(again({ initialState })).rejects.toEqual(mismatch);
    await expect(again({ roles: { beneficiary: from } })).rejects.toEqual(mismatch);
    await expect(again({}, composition({ anyWaitSeconds: 99n }))).rejects.toEqual(mismatch);
    await expect(again({ resume: { ...receipt, codeHash: "00".repeat(32) } })).rejects.toEqual(mismatch);
  });

  it("sends nothing when it cannot succeed", async () => {
    const height = await chain.connection.height();
    const deploy = (options: object) => adapter(8).deploy(resolved, { from: deployer, ...options });
    await expect(deploy({ roles: { owner: deployer } })).rejects.toMatchObject({
      code: "invalid_composition",
    });
    await expect(deploy({ roles: { beneficiary: "not an address" } })).rejects.toMatchObject({
      code: "invalid_id",
    });
    await expect(deploy({ initialState: { cells: [2n ** 20n] } })).rejects.toMatchObject({
      code: "initial_state_malformed",
    });
    await expect(deploy({ signal: AbortSignal.abort() })).rejects.toMatchObject({ code: "aborted" });
    await expect(deploy({ from: "wasm1nobody" })).rejects.toMatchObject({ code: "unknown_account" });
    expect(() => adapter(0)).toThrow(expect.objectContaining({ code: "argument_out_of_range" }));
    expect(await chain.connection.height()).toBe(height);
  });

  it("attaches to what fits only", async () => {
    const { receipt } = await adapter(8).deploy(resolved, { from: deployer });
    const trainer = await adapter(8).attach(resolved, receipt);
    expect(trainer.accountId).toBe(`${receipt.chain}:${receipt.address}`);
    const mismatch = expect.objectContaining({ code: "receipt_mismatch" });
    await expect(adapter(8).attach(composition({ anyWaitSeconds: 99n }), receipt)).rejects.toEqual(mismatch);
    await expect(adapter(8).attach(resolved, { ...receipt, address: "" })).rejects.toEqual(mismatch);
  });

  it("finds that a contract is not what its receipt says", async () => {
    const other = composition({}, { features: 41 });
    const { receipt } = await adapter(8).deploy(other, { from: deployer });
    const forged = { ...receipt, shape: resolved.shape };
    const verification = await (await adapter(8).attach(resolved, forged)).verifyCode();
    expect(verification).toMatchObject({ matches: false, onChain: receipt.codeHash });
    expect(verification.difference).toContain(receipt.codeHash);
  });

  it("finds that an instance was given something else than its receipt says", async () => {
    const roles = { beneficiary: deployer };
    const { receipt } = await adapter(8).deploy(resolved, { from: deployer, roles });
    const difference = async (told: Partial<DeploymentReceipt>, of = resolved) =>
      (await (await adapter(8).attach(of, { ...receipt, ...told })).verifyCode()).difference;
    const other = chain.accounts[1]!;
    expect(await difference({})).toBeUndefined();
    expect(await difference({ roles: { beneficiary: other } })).toBe(
      `roles.beneficiary is ${deployer}, expected ${other}`,
    );
    expect(await difference({ roles: {} })).toBe(`roles.beneficiary is ${deployer}, expected nobody`);
    expect(await difference({ deployer: other })).toBe(`deployer is ${deployer}, expected ${other}`);
    const slow = composition({ anyWaitSeconds: 99n });
    const params = (await adapter(8).deploy(slow, { from: deployer })).receipt.params;
    expect(await difference({ params }, slow)).toMatch(/^params\.anyWaitSeconds is \d+, expected 99$/);
  });

  it("finds that a contract can be given other code, or was", async () => {
    const { receipt } = await adapter(8).deploy(resolved, { from: deployer });
    const difference = async (told: Partial<ContractRecord>): Promise<string | undefined> => {
      const record = { ...(await chain.connection.contract(receipt.address)), ...told };
      const connection = new Proxy<Connection>(chain.connection, {
        get: (target, key) => {
          if (key === "contract") return async () => record;
          const value: unknown = Reflect.get(target, key, target);
          return typeof value === "function" ? value.bind(target) : value;
        },
      });
      const attached = await createCosmWasmAdapter({ connection }).attach(resolved, receipt);
      return (await attached.verifyCode()).difference;
    };
    expect(await difference({ admin: deployer })).toBe(`${deployer} can give the contract other code`);
    expect(await difference({ codes: 2 })).toMatch(/^the contract has run 2 codes/);
  });
});
