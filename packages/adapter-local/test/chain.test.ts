import { createLocalChain } from "@chainlearn/adapter-local";
import { cellsToWords, type DeploymentReceipt, stateHash, toHex } from "@chainlearn/core";
import { describe, expect, it } from "vitest";
import { probeComposition, SHAPE, stakeComposition } from "./support/compositions.ts";
import { codeOf, contribute, setStage, touched } from "./support/stage.ts";

describe("the chain", () => {
  it("has funded accounts under a CAIP-2 id", async () => {
    const chain = await createLocalChain({ name: "story", accounts: ["ann", "ben"], balance: 5n });
    expect(chain.adapter.chainId).toBe("local:story");
    expect(chain.accounts).toEqual(["local1ann", "local1ben"]);
    expect(await chain.balance("local1ben")).toBe(5n);
    expect(await codeOf(chain.balance("nobody"))).toBe("invalid_id");
  });

  it.each([{ name: "no spaces" }, { accounts: ["Ann"] }])(
    "refuses names that make no id: %j",
    async (options) => {
      expect(await codeOf(createLocalChain(options))).toBe("invalid_id");
    },
  );

  it.each([
    { decimals: 37 },
    { decimals: 1.5 },
    { wordsPerChunk: 0 },
    { time: -1 },
    { secondsPerBlock: 0.5 },
  ])("refuses options out of range: %j", async (options) => {
    expect(await codeOf(createLocalChain(options))).toBe("argument_out_of_range");
  });

  it("passes time with blocks, or to where it is set", async () => {
    const stage = await setStage(stakeComposition(), { chain: { time: 1_000, secondsPerBlock: 5 } });
    expect(await stage.chain.now()).toBe(1_015);
    await stage.chain.setTime(5_000);
    expect(await stage.chain.now()).toBe(1_015);
    expect((await contribute(stage, stage.alice, [1], 1)).time).toBe(5_000);
    expect((await contribute(stage, stage.alice, [1], 1)).time).toBe(5_005);
    expect(await codeOf(stage.chain.setTime(5_005))).toBe("argument_out_of_range");
    expect(await codeOf(stage.chain.setTime(2 ** 40))).toBe("argument_out_of_range");
  });

  it("quotes at the time that was set", async () => {
    const stage = await setStage(stakeComposition());
    const sealedAt = await stage.chain.now();
    await stage.chain.setTime(sealedAt + 3_600);
    expect(await stage.trainer.quote()).toBe(600n);
    await stage.chain.setTime(sealedAt + 4 * 3_600);
    expect(await stage.trainer.quote()).toBe(300n);
  });

  it("can make many blocks in one second, each dearer by its own price", async () => {
    const stage = await setStage(stakeComposition(), { chain: { secondsPerBlock: 0 } });
    const first = await contribute(stage, stage.alice, [1], 1);
    const second = await contribute(stage, stage.alice, [1], 1);
    expect(second.time).toBe(first.time);
    expect(second.id).toBe(1);
  });

  it("keeps the log by block", async () => {
    const stage = await setStage(probeComposition());
    const block = await stage.trainer.block();
    await contribute(stage, stage.alice, [1], 1);
    await contribute(stage, stage.alice, [2], 1);
    const ids = async (range: { fromBlock?: number; toBlock?: number }) =>
      (await stage.trainer.log(range)).flatMap((entry) => (entry.kind === "dataAdded" ? [entry.id] : []));
    expect(await ids({})).toEqual([0, 1]);
    expect(await ids({ toBlock: block + 1 })).toEqual([0]);
    expect(await ids({ fromBlock: block + 2 })).toEqual([1]);
    expect(await ids({ fromBlock: block + 3 })).toEqual([]);
    expect(await codeOf(stage.trainer.log({ signal: AbortSignal.abort() }))).toBe("aborted");
  });

  it("shows the state at every block since the deployment", async () => {
    const stage = await setStage(probeComposition());
    const created = (await stage.trainer.block()) - 2;
    const seen = [];
    for (let i = 0; i < 6; i++) {
      await contribute(stage, stage.alice, [i], i % 2);
      if (i === 2) stage.chain.setBlocked(stage.bob, true);
      if (i === 3) stage.chain.forceCoins(stage.address, 7n * stage.chain.baseUnitsPerUnit);
      await stage.trainer.act("payCaller", { from: stage.bob, args: [BigInt(i)] });
      const request = touched(await stage.trainer.log(), stage.chain.accounts);
      seen.push({ request, snapshot: await stage.trainer.snapshot(request) });
    }
    for (const { request, snapshot } of seen) {
      expect(await stage.trainer.snapshot(request, snapshot.block)).toEqual(snapshot);
    }
    expect(await stage.trainer.snapshot({}, created)).toMatchObject({
      sealed: false,
      nextId: 0,
      balance: 0n,
    });
    expect(await codeOf(stage.trainer.snapshot({}, created - 1))).toBe("chain_failure");
    expect(await codeOf(stage.trainer.snapshot({}, (await stage.trainer.block()) + 1))).toBe("chain_failure");
  });

  it("lets anybody force coins into a contract", async () => {
    const stage = await setStage(probeComposition());
    stage.chain.forceCoins(stage.address, stage.chain.baseUnitsPerUnit - 1n);
    expect((await stage.trainer.snapshot({})).balance).toBe(0n);
    stage.chain.forceCoins(stage.address, 1n);
    expect((await stage.trainer.snapshot({})).balance).toBe(1n);
    expect(() => stage.chain.forceCoins(stage.alice, 1n)).toThrow("chain_failure");
  });
});

describe("deployment", () => {
  const composition = stakeComposition({ features: 100 });
  const cells = Array.from({ length: 70 }, (_, i) => BigInt(i));

  it("uploads in chunks, reports every step and writes a receipt", async () => {
    const chain = await createLocalChain({ wordsPerChunk: 5 });
    const progress: string[] = [];
    const receipts: DeploymentReceipt[] = [];
    const { trainer, receipt } = await chain.adapter.deploy(composition, {
      from: chain.accounts[0]!,
      initialState: { cells, hot: [4n] },
      roles: { beneficiary: chain.accounts[1]! },
      onProgress: (done, total, step) => progress.push(`${done}/${total} ${step}`),
      onReceipt: (one) => {
        receipts.push(one);
      },
    });
    expect(progress).toEqual([
      "1/5 create",
      "2/5 initialize 1/3",
      "3/5 initialize 2/3",
      "4/5 initialize 3/3",
      "5/5 seal",
    ]);
    expect(receipts.at(-1)).toEqual(receipt);
    expect(receipts.map((one) => one.sealed)).toEqual([false, false, false, false, true]);
    const words = cellsToWords([...cells, ...Array.from({ length: 30 }, () => 0n)], SHAPE.lane);
    expect(receipt).toMatchObject({
      version: 1,
      chain: "local:dev",
      address: "local1contract-1",
      deployer: chain.accounts[0],
      kernelIds: composition.kernelIds,
      plugins: { model: "sparse-perceptron", mechanism: "stake", dataHandler: "stored" },
      params: { learningRate: "1", costWeightUnits: "600" },
      roles: { beneficiary: chain.accounts[1] },
      initialStateHash: toHex(stateHash(words, [4n])),
      sealed: true,
    });
    expect(JSON.parse(JSON.stringify(receipt))).toEqual(receipt);
    expect(await trainer.snapshot({})).toMatchObject({ words, hot: [4n], sealed: true });
    expect(trainer.accountId).toBe("local:dev:local1contract-1");
    expect(trainer.deployer).toBe(chain.accounts[0]);
  });

  it.each([1, 2, 3, 4])("resumes after step %i without repeating a step", async (steps) => {
    const chain = await createLocalChain({ wordsPerChunk: 5 });
    const options = { from: chain.accounts[0]!, initialState: { cells } };
    const controller = new AbortController();
    let saved: DeploymentReceipt | undefined;
    const broken = chain.adapter.deploy(composition, {
      ...options,
      signal: controller.signal,
      onReceipt: (receipt) => {
        saved = JSON.parse(JSON.stringify(receipt)) as DeploymentReceipt;
        if (receipt.steps.length === steps) controller.abort();
      },
    });
    expect(await codeOf(broken)).toBe("aborted");
    const { trainer, receipt } = await chain.adapter.deploy(composition, { ...options, resume: saved! });
    expect(receipt.steps.map(({ step }) => step)).toEqual([
      "create",
      "initialize 1/3",
      "initialize 2/3",
      "initialize 3/3",
      "seal",
    ]);
    expect(await trainer.log()).toHaveLength(4);
    const again = await chain.adapter.deploy(composition, { ...options, resume: receipt });
    expect(again.receipt).toEqual(receipt);
    expect(await trainer.log()).toHaveLength(4);
  });

  it("does not resume as somebody else or with another state", async () => {
    const chain = await createLocalChain();
    const options = { from: chain.accounts[0]!, initialState: { cells } };
    const { receipt } = await chain.adapter.deploy(composition, options);
    const resume = (changed: object) =>
      codeOf(chain.adapter.deploy(composition, { ...options, resume: receipt, ...changed }));
    expect(await resume({ from: chain.accounts[1] })).toBe("receipt_mismatch");
    expect(await resume({ initialState: { cells: [1n] } })).toBe("receipt_mismatch");
    expect(await resume({ roles: { beneficiary: chain.accounts[1] } })).toBe("receipt_mismatch");
  });

  it("attaches to what the receipt is about only", async () => {
    const chain = await createLocalChain();
    const { trainer, receipt } = await chain.adapter.deploy(composition, { from: chain.accounts[0]! });
    await trainer.addData({ from: chain.accounts[1]!, sample: { indices: [1] }, label: 1 });
    const attached = await chain.adapter.attach(composition, receipt);
    expect(await attached.log()).toEqual(await trainer.log());

    const attach = (changed: Partial<DeploymentReceipt>, other = composition) =>
      codeOf(chain.adapter.attach(other, { ...receipt, ...changed }));
    expect(await attach({ chain: "local:other" })).toBe("receipt_mismatch");
    expect(await attach({ address: "local1contract-9" })).toBe("receipt_mismatch");
    expect(await attach({ deployer: "local1bob" })).toBe("receipt_mismatch");
    expect(await attach({ roles: { beneficiary: "local1bob" } })).toBe("receipt_mismatch");
    expect(await attach({}, stakeComposition())).toBe("receipt_mismatch");
    expect(await attach({}, stakeComposition({ features: 100 }, { costWeightUnits: 1n }))).toBe(
      "receipt_mismatch",
    );
    expect(await attach({}, probeComposition({ features: 100 }))).toBe("receipt_mismatch");
  });

  it("refuses a state that does not fit", async () => {
    const chain = await createLocalChain();
    const deploy = (initialState: object) =>
      codeOf(chain.adapter.deploy(composition, { from: chain.accounts[0]!, initialState }));
    expect(await deploy({ cells: Array.from({ length: 101 }, () => 0n) })).toBe("initial_state_malformed");
    expect(await deploy({ cells: [1n << 31n] })).toBe("initial_state_malformed");
    expect(await deploy({ hot: [0n, 0n] })).toBe("initial_state_malformed");
    expect(await codeOf(chain.adapter.deploy(composition, { from: "local1mallory" }))).toBe(
      "unknown_account",
    );
  });

  it("puts several contracts on one chain", async () => {
    const chain = await createLocalChain();
    const from = chain.accounts[0]!;
    const [one, two] = await Promise.all([
      chain.adapter.deploy(composition, { from }),
      chain.adapter.deploy(probeComposition(), { from }),
    ]);
    expect(one.trainer.accountId).not.toBe(two.trainer.accountId);
    await two.trainer.addData({ from, sample: { indices: [1] }, label: 1 });
    expect((await one.trainer.snapshot({})).nextId).toBe(0);
    expect((await two.trainer.snapshot({})).nextId).toBe(1);
  });
});
