import { moduleAddress, startWasmd, type Wasmd } from "@chainlearn/adapter-cosmwasm/testing";
import type {
  Contribution,
  Deployment,
  DeploymentReceipt,
  Trainer,
  TransactionResult,
} from "@chainlearn/core";
import { GasPrice, SigningStargateClient } from "@cosmjs/stargate";
import { MsgExecuteContract } from "cosmjs-types/cosmwasm/wasm/v1/tx";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createCosmWasmAdapter } from "../../src/adapter.ts";
import { addDataMessage } from "../../src/client/messages.ts";
import type { Coin, Connection } from "../../src/connection.ts";
import { type CosmWasmConnectOptions, connectCosmWasm } from "../../src/cosmjs/connect.ts";
import { executeContract } from "../../src/cosmjs/messages.ts";
import { mnemonicSigner } from "../../src/cosmjs/signers.ts";
import { composition } from "./compositions.ts";
import { describeOnWasmd } from "./wasmd.ts";

const code = (name: string) => expect.objectContaining({ code: name });
const SAMPLE = Uint8Array.of(0, 4);

/** What the embedded chain does not have: signatures, fees, sequence numbers, an index, other users. */
describeOnWasmd("the cosmjs connection", () => {
  const resolved = composition();
  let chain: Wasmd;
  let deployment: Deployment;
  let trainer: Trainer;
  let contract: string;
  let deployer: string;
  let ann: string;
  let ben: string;

  beforeAll(async () => {
    chain = await startWasmd({ blockMilliseconds: 100 });
    [deployer, ann, ben] = chain.accounts as [string, string, string];
    deployment = await chain.adapter.deploy(resolved, { from: deployer });
    ({ trainer } = deployment);
    contract = deployment.receipt.address;
  });
  afterAll(() => chain?.close());

  const connect = async (change: Partial<CosmWasmConnectOptions> = {}): Promise<Connection> =>
    connectCosmWasm({
      rpc: chain.rpc,
      signers: [await mnemonicSigner(chain.mnemonic, { prefix: "wasm", count: 9 })],
      denom: chain.connection.denom,
      decimals: chain.connection.decimals,
      gasPrice: "0.001stake",
      pollingIntervalMs: 50,
      ...change,
    });
  const coins = (amount: string | number, denom = chain.connection.denom): Coin => ({
    denom,
    amount: `${amount}`,
  });
  const addition = (...funds: Coin[]) => ({ contract, message: addDataMessage(1, SAMPLE), funds });
  const text = (message: string) => ({ contract, message: new TextEncoder().encode(message), funds: [] });
  const nextId = async (): Promise<number> => (await trainer.snapshot({})).nextId;
  const contributionOf = ({ entries }: TransactionResult): Contribution => {
    const entry = entries.find((one) => one.kind === "dataAdded")!;
    return {
      id: entry.id,
      time: entry.time,
      submitter: entry.actor,
      label: entry.label,
      sample: entry.sample,
    };
  };
  const add = async (from: string): Promise<Contribution> =>
    contributionOf(await trainer.addData({ from, sample: { indices: [7] }, label: 1, pay: 1000n }));
  const untilRefundable = async (contribution: Contribution): Promise<void> => {
    while ((await chain.now()) < contribution.time + 1)
      await new Promise((resolve) => setTimeout(resolve, 100));
  };

  it("sends what one account asks for at once, one after the other", async () => {
    const first = await nextId();
    const results = await Promise.all([add(ann), add(ann), add(ann)]);
    expect(results.map(({ id }) => id)).toEqual([first, first + 1, first + 2]);
  });

  // The requests are equal: with one sequence number they would be one and the same transaction.
  it("gets along with another program that uses the same account", async () => {
    const other = createCosmWasmAdapter({ connection: await connect() });
    const theirs = await other.attach(resolved, deployment.receipt);
    const input = { from: ben, sample: { indices: [7] }, label: 1 };
    const results = await Promise.all(
      [1, 2, 3].flatMap(() => [trainer.addData(input), theirs.addData(input)]),
    );
    const ids = results.map((result) => contributionOf(result).id).sort((a, b) => a - b);
    expect(new Set(ids).size).toBe(6);
    const log = await trainer.log();
    for (const result of results) for (const entry of result.entries) expect(log).toContainEqual(entry);
  });

  it("reads one storage entry as it was at a block, of a node that has the block", async () => {
    const { connection } = chain;
    const earlier = await connection.height();
    await add(ann);
    const newest = await connection.height();
    const values: unknown[] = [];
    for (const height of [earlier, newest]) {
      const value = await connection.storageValue(contract, "00", height);
      expect(value).toEqual((await connection.storage(contract, height)).get("00"));
      values.push(value);
    }
    expect(values[0]).not.toEqual(values[1]);
    expect(await connection.storageValue(contract, "ffff", newest)).toBeUndefined();
    await expect(connection.storageValue(contract, "00", newest + 1_000)).rejects.toEqual(
      code("nodes_disagree"),
    );
  });

  it("pays fees in the denomination of the gas price", async () => {
    const stake = await connect({ denom: "stake" });
    const before = [await stake.balance(ann), await chain.balance(ann)] as const;
    const { gasUsed } = await chain.connection.executeAll(ann, [addition(coins(1000))]);
    const fee = before[0] - (await stake.balance(ann));
    expect(fee).toBeGreaterThanOrEqual(gasUsed / 1000n);
    expect(fee).toBeLessThan((2n * gasUsed) / 1000n);
    expect(before[1] - (await chain.balance(ann))).toBe(1000n);
  });

  it("fails with a reason when fees or gas are too low, or the account is empty", async () => {
    const free = await connect({ gasPrice: "0stake" });
    await expect(free.executeAll(ann, [addition(coins(1000))])).rejects.toMatchObject({
      code: "chain_failure",
      message: expect.stringContaining("insufficient fee"),
    });
    const scant = await connect({ gasMargin: 1 });
    await expect(scant.executeAll(ann, [addition(coins(1000))])).rejects.toMatchObject({
      code: "chain_failure",
      message: expect.stringContaining("out of gas"),
    });
    const signer = await mnemonicSigner(chain.mnemonic, { prefix: "wasm", count: 9 });
    const empty = (await signer.getAccounts())[8]!.address;
    const connection = await connect();
    await expect(connection.executeAll(empty, [addition(coins(1000))])).rejects.toEqual(
      code("insufficient_funds"),
    );
    await expect(connection.executeAll(moduleAddress("gov"), [addition()])).rejects.toEqual(
      code("unknown_account"),
    );
    await expect(connection.executeAll(ann, [addition(coins("9".repeat(30)))])).rejects.toEqual(
      code("insufficient_funds"),
    );
  });

  it.each<[string, string, () => Parameters<Connection["executeAll"]>[1][number]]>([
    ["another denomination", "payment_wrong_denomination", () => addition(coins(1000, chain.otherDenom))],
    [
      "two denominations",
      "payment_wrong_denomination",
      () => addition(coins(1000, chain.otherDenom), coins(1000)),
    ],
    ["JSON that ends too early", "malformed_message", () => text('{"add_data":')],
    ["JSON that is not ASCII", "malformed_message", () => text('{"add_data":{"label":1,"sample":"AAé="}}')],
    ["escapes", "malformed_message", () => text('{"add_data":{"label":1,"sample":"\\u0041AAE"}}')],
    ["a repeated key", "malformed_message", () => text('{"add_data":{"label":1,"label":1,"sample":"AAE="}}')],
    ["an unknown key", "malformed_message", () => text('{"add_data":{"label":1,"sample":"AAE=","x":1}}')],
    ["two entries", "malformed_message", () => text('{"withdraw":{},"seal":{"hot":["0"]}}')],
    ["no object", "malformed_message", () => text("[]")],
    ["a fraction", "malformed_message", () => text('{"add_data":{"label":1.0,"sample":"AAE="}}')],
  ])("is refused with %s: %s", async (_, expected, call) => {
    const before = await nextId();
    const balance = await chain.balance(ann);
    await expect(chain.connection.executeAll(ann, [call()])).rejects.toEqual(code(expected));
    expect(await nextId()).toBe(before);
    expect(await chain.balance(ann)).toBe(balance);
  });

  it("sends several messages in one transaction, all or none", async () => {
    const before = await nextId();
    await expect(
      chain.connection.executeAll(ann, [addition(coins(1000)), addition(coins(999))]),
    ).rejects.toEqual(code("payment_below_quote"));
    expect(await nextId()).toBe(before);
    const { transaction } = await chain.connection.executeAll(ann, [
      addition(coins(1000)),
      addition(coins(1000)),
    ]);
    const entries = (await trainer.log()).filter((entry) => entry.position.transaction === transaction);
    expect(entries).toEqual([
      expect.objectContaining({ kind: "dataAdded", id: before }),
      expect.objectContaining({ kind: "dataAdded", id: before + 1 }),
    ]);
    expect(entries[0]!.position.index).toBeLessThan(entries[1]!.position.index);
  });

  it("finds what happened outside of transactions, in its place", async () => {
    const sender = moduleAddress("gov");
    const signer = await mnemonicSigner(chain.mnemonic, { prefix: "wasm", count: 9 });
    const bank = await SigningStargateClient.connectWithSigner(chain.rpc, signer, {
      gasPrice: GasPrice.fromString(chain.gasPrice),
    });
    const { code: refusal } = await bank.sendTokens(ann, sender, [coins(1000)], 1.5);
    expect(refusal).toBe(0);
    const before = await nextId();
    const { typeUrl, value } = executeContract(sender, addition(coins(1000)));
    await chain.carryOut({ typeUrl, value: MsgExecuteContract.encode(value).finish() });
    await add(ben);
    const additions = (await trainer.log()).filter((entry) => entry.kind === "dataAdded");
    expect(additions.map(({ id }) => id)).toEqual(additions.map((_, id) => id));
    expect(additions).toHaveLength(before + 2);
    const own = additions[before]!;
    expect(own.actor).toBe(sender);
    expect(own.position.transaction).toBe(await trainer.blockHash(own.position.block));
  });

  it("credits a payment that the bank refuses, and pays it out later", async () => {
    const contribution = await add(ann);
    await untilRefundable(contribution);
    await chain.setSendEnabled(chain.connection.denom, false);
    const { entries } = await trainer.act("refund", { from: ann, contribution });
    expect(entries.map((entry) => entry.kind)).toEqual(["acted", "credited"]);
    expect((await trainer.account(ann)).credit).toBe(1000n);
    await expect(trainer.withdraw({ from: ann })).rejects.toEqual(code("delivery_failed"));
    await chain.setSendEnabled(chain.connection.denom, true);
    await expect(trainer.withdraw({ from: ann, to: moduleAddress("bonded_tokens_pool") })).rejects.toEqual(
      code("delivery_failed"),
    );
    // The bank would take the address in upper case too, in which it is another text.
    for (const to of [contract, contract.toUpperCase()])
      await expect(trainer.withdraw({ from: ann, to })).rejects.toEqual(code("delivery_failed"));
    expect((await trainer.account(ann)).credit).toBe(1000n);
    const before = await chain.balance(ben);
    await trainer.withdraw({ from: ann, to: ben });
    expect((await chain.balance(ben)) - before).toBe(1000n);
    await expect(trainer.withdraw({ from: ann })).rejects.toEqual(code("nothing_to_withdraw"));
  });

  it("stops waiting when it is told to, and the next transaction goes through", async () => {
    const abort = new AbortController();
    const sent = trainer.addData({
      from: ben,
      sample: { indices: [7] },
      label: 1,
      pay: 1000n,
      signal: abort.signal,
    });
    setTimeout(() => abort.abort(), 20);
    await expect(sent).rejects.toEqual(code("aborted"));
    await expect(add(ben)).resolves.toMatchObject({ submitter: ben });
    await expect(trainer.log({ signal: AbortSignal.abort() })).rejects.toEqual(code("aborted"));
  });

  it("goes on with a deployment that was interrupted after any transaction", async () => {
    const adapter = createCosmWasmAdapter({ connection: chain.connection, wordsPerTransaction: 2 });
    let receipt: DeploymentReceipt | undefined;
    let interruptions = 0;
    for (let sealed = false; !sealed; sealed = receipt?.sealed ?? false) {
      const abort = new AbortController();
      const options = {
        from: deployer,
        initialState: { cells: [1n, -1n], hot: [2n] },
        signal: abort.signal,
        onReceipt: (written: DeploymentReceipt) => {
          receipt = JSON.parse(JSON.stringify(written)) as DeploymentReceipt;
          abort.abort();
        },
      };
      await adapter
        .deploy(resolved, receipt ? { ...options, resume: receipt } : options)
        .catch((error: unknown) => {
          interruptions += 1;
          expect(error).toEqual(code("aborted"));
        });
    }
    expect(interruptions).toBe(4);
    expect(receipt!.steps).toHaveLength(5);
    const attached = await adapter.attach(resolved, receipt!);
    const log = await attached.log();
    expect(log.map((entry) => entry.kind)).toEqual(["stateWritten", "stateWritten", "sealed"]);
    expect(log.at(-1)).toMatchObject({ stateHash: receipt!.initialStateHash });
  });

  it("compares the code on the chain with the rebuilt contract", async () => {
    expect(await trainer.verifyCode()).toEqual({
      matches: true,
      checks: [{ part: "code" }, { part: "instance" }, { part: "creation" }],
      onChain: deployment.receipt.codeHash,
      rebuilt: deployment.receipt.codeHash,
      kernelIds: resolved.kernelIds,
    });
    const other = composition({}, { features: 41 });
    const forged = { ...deployment.receipt, shape: other.shape };
    const verification = await (await chain.adapter.attach(other, forged)).verifyCode();
    expect(verification).toMatchObject({ matches: false, onChain: deployment.receipt.codeHash });
    expect(verification.difference).toContain(verification.rebuilt);
  });

  it("reads the state of older blocks", async () => {
    const request = { contributions: [], accounts: [ann], marks: [] };
    const block = await trainer.block();
    const before = await trainer.snapshot(request, block);
    await add(ann);
    const after = await trainer.snapshot(request);
    expect(after.nextId).toBe(before.nextId + 1);
    expect(after.balance).toBe(before.balance + 1000n);
    expect(await trainer.snapshot(request, block)).toEqual(before);
    await expect(trainer.snapshot(request, block + 100_000)).rejects.toEqual(code("nodes_disagree"));
  });
});
