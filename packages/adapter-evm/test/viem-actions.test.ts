import { chainlearnActions, chainlearnWalletActions, shellAbi } from "@chainlearn/adapter-evm";
import { type AnvilChain, startAnvil } from "@chainlearn/adapter-evm/testing";
import {
  type DeploymentReceipt,
  type MechanismPlugin,
  type PlacedLogEntry,
  type ResolvedComposition,
  readModelState,
  resolveComposition,
} from "@chainlearn/core";
import { champion, stake } from "@chainlearn/mechanisms";
import { sparsePerceptron } from "@chainlearn/models-wasm";
import {
  type Address,
  createPublicClient,
  createWalletClient,
  http,
  parseEventLogs,
  toHex,
  type WalletClient,
} from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { afterAll, beforeAll, describe, expect, expectTypeOf, it } from "vitest";
import {
  contributionOf,
  deployed,
  type FullTrainer,
  PRICE,
  SAMPLE,
  composition as untyped,
} from "./support/stage.ts";

const composition = resolveComposition({
  model: sparsePerceptron,
  mechanism: stake,
  shape: untyped.shape,
  modelParams: { learningRate: 3n },
  mechanismParams: Object.fromEntries(
    untyped.params.filter(({ owner }) => owner === "mechanism").map(({ spec, value }) => [spec.name, value]),
  ),
});

describe("viem clients that are extended", () => {
  let chain: AnvilChain;
  let trainer: FullTrainer;
  let receipt: DeploymentReceipt;
  let ann: Address;
  const transport = () => http(chain.url, { retryCount: 0 });
  const reading = () =>
    createPublicClient({ chain: chain.client.chain, transport: transport(), pollingInterval: 10 }).extend(
      chainlearnActions({ composition, receipt }),
    );
  /** As a browser's wallet: the node has the key. */
  const writing = (account: Address | ReturnType<typeof privateKeyToAccount> = ann) =>
    createWalletClient({
      account,
      chain: chain.client.chain,
      transport: transport(),
      pollingInterval: 10,
    }).extend(chainlearnWalletActions({ composition, receipt }));
  beforeAll(async () => {
    chain = await startAnvil();
    ann = chain.accounts[1] as Address;
    ({ trainer, receipt } = await deployed(chain));
    await chain.client.impersonateAccount({ address: ann });
  });
  afterAll(() => chain?.close());

  it("add data, see it and get the deposit back", async () => {
    const [reader, writer] = [reading(), writing()];
    expect(await reader.quote()).toBe(PRICE);
    expect(await reader.predict({ sample: SAMPLE })).toBe(1);
    const added = await writer.addData({ sample: SAMPLE, label: 1 });
    expect(added.entries).toMatchObject([{ kind: "dataAdded", id: 0, actor: ann, label: 1, cost: PRICE }]);

    const found = (await reader.contribution({ id: 0 }))!;
    expect(found).toMatchObject({
      contribution: {
        id: 0,
        submitter: ann,
        label: 1,
        sample: contributionOf(added).sample,
      },
      record: { deposit: PRICE, left: PRICE },
      cost: PRICE,
      transaction: added.transaction,
    });
    expect(await reader.contribution({ id: 1 })).toBeUndefined();
    expect(await reader.contractBalance()).toBe(PRICE);
    expect(await reader.modelState()).toEqual(await readModelState(trainer));
    expect(await reader.logEntries()).toEqual(await trainer.log());

    const refunded = await writer.mechanism.refund({ contribution: found.contribution });
    expect(refunded.entries).toMatchObject([{ kind: "acted", id: 0, amount: PRICE }]);
    expect(await reader.accountState({ address: ann })).toEqual(await trainer.account(ann));
    expect((await reader.contribution({ id: 0 }))!.record).toMatchObject({ deposit: PRICE, left: 0n });
    expect(await reader.contractBalance()).toBe(0n);
  });

  it("send with a key of their own", async () => {
    const account = privateKeyToAccount(generatePrivateKey());
    await chain.client.setBalance({ address: account.address, value: 10n ** 18n });
    const { entries } = await writing(account).addDataBatch({ items: [{ sample: SAMPLE, label: 0 }] });
    expect(entries).toMatchObject([{ kind: "dataAdded", actor: account.address, label: 0 }]);
  });

  it("reject with the contract's codes, and with those of the client", async () => {
    const { contribution } = (await reading().contribution({ id: 0 }))!;
    await expect(writing().mechanism.refund({ contribution })).rejects.toMatchObject({
      code: "already_claimed",
    });
    await expect(writing().withdraw()).rejects.toMatchObject({ code: "nothing_to_withdraw" });
    await expect(writing().addClass({ name: "more" })).rejects.toMatchObject({ code: "unsupported" });
    const keyless = createPublicClient({ chain: chain.client.chain, transport: transport() }).extend(
      chainlearnWalletActions({ composition, receipt }),
    );
    await expect(keyless.withdraw()).rejects.toMatchObject({ code: "unknown_account" });
    const chainless = createPublicClient({ transport: transport() }).extend(
      chainlearnActions({ composition, receipt }),
    );
    await expect(chainless.quote()).rejects.toMatchObject({ code: "unsupported" });
    const elsewhere = createPublicClient({
      chain: { ...chain.client.chain, id: 1 },
      transport: transport(),
    }).extend(chainlearnActions({ composition, receipt }));
    await expect(elsewhere.quote()).rejects.toMatchObject({ code: "receipt_mismatch" });
  });

  it("watch the log until they are told to stop", async () => {
    const seen: PlacedLogEntry[] = [];
    const stop = new AbortController();
    const watching = await new Promise<() => void>((resolve) => {
      const end = reading().watchLogEntries({
        fromBlock: receipt.block,
        signal: stop.signal,
        onEntries: (entries) => {
          seen.push(...entries);
          resolve(end);
        },
      });
    });
    expect(seen).toEqual(await trainer.log());
    const arrived = new Promise<void>((resolve) => {
      const end = reading().watchLogEntries({
        onEntries: (entries) => {
          expect(entries).toMatchObject([{ kind: "dataAdded", label: 0 }]);
          end();
          resolve();
        },
      });
    });
    await new Promise((resolve) => setTimeout(resolve, 50));
    await writing().addData({ sample: { indices: [7] }, label: 0 });
    await arrived;
    stop.abort();
    watching();
  });

  it("see the events as viem decodes them", async () => {
    const logs = await reading().getLogs({ address: receipt.address as Address, fromBlock: 0n });
    const added = parseEventLogs({ abi: shellAbi, logs, eventName: "DataAdded" });
    expectTypeOf(added[0]!.args.id).toEqualTypeOf<bigint>();
    const entries = (await trainer.log()).filter((entry) => entry.kind === "dataAdded");
    expect(added.map(({ args }) => [args.id, args.actor, args.sample])).toEqual(
      entries.map(({ id, actor, sample }) => [BigInt(id), actor, toHex(sample)]),
    );
  });

  it("have the methods of their mechanism, and no others", async () => {
    const wallet = {} as WalletClient;
    const typed = chainlearnWalletActions({ composition, receipt })(wallet).mechanism;
    expectTypeOf(typed).toHaveProperty("refund");
    expectTypeOf(typed).not.toHaveProperty("settle");
    expect(Object.keys(typed)).toEqual(["refund", "report", "take"]);
    // @ts-expect-error a claim is about a contribution
    const incomplete = typed.refund({});
    await expect(incomplete).rejects.toMatchObject({ code: "unknown_account" });

    const champions = resolveComposition({
      model: sparsePerceptron,
      mechanism: champion,
      shape: untyped.shape,
      mechanismParams: { depositUnits: 1n, bondUnits: 1n },
    });
    const { mechanism } = chainlearnWalletActions({ composition: champions, receipt })(wallet);
    expectTypeOf(mechanism.commit).parameter(0).toHaveProperty("digest").toEqualTypeOf<Uint8Array>();
    expectTypeOf(mechanism.commit)
      .parameter(0)
      .toHaveProperty("args")
      .toEqualTypeOf<{ readonly items: bigint }>();
    expectTypeOf(mechanism.collect).toBeCallableWith();
    expectTypeOf<ResolvedComposition<typeof stake>>().toExtend<ResolvedComposition>();
    expectTypeOf<typeof stake>().toExtend<MechanismPlugin>();
  });
});
