import { type AnvilChain, startAnvil } from "@chainlearn/adapter-evm/testing";
import {
  cellsToWords,
  type DeploymentReceipt,
  type DeployOptions,
  type RawTrainer,
  type ResolvedComposition,
  readModelState,
  resolveComposition,
  type Trainer,
} from "@chainlearn/core";
import { stake } from "@chainlearn/mechanisms";
import { sparsePerceptron } from "@chainlearn/models-wasm";
import { type Address, decodeAbiParameters } from "viem";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { encodeShellCall } from "../src/encode.ts";

/** 2,050 words: three uploads. */
const large = (change: { refundWaitSeconds?: bigint } = {}): ResolvedComposition =>
  resolveComposition({
    model: sparsePerceptron,
    mechanism: stake,
    shape: { features: 65_600, classes: 2, lane: 8, encoding: "sparse", valueBits: 0, maxEntries: 4 },
    mechanismParams: { costWeightUnits: 1n, ...change },
  });

const STEPS = [
  "create",
  "upload words 0 to 695",
  "upload words 696 to 1391",
  "upload words 1392 to 2049",
  "seal",
];

describe("a deployment", () => {
  let chain: AnvilChain;
  let options: DeployOptions;
  beforeAll(async () => {
    chain = await startAnvil();
    options = {
      from: chain.accounts[0]!,
      // Few words that are not zero, the first and the last of a chunk among them: cheap to upload.
      initialState: {
        cells: Array.from({ length: 65_600 }, (_, i) => (i % 22_271 === 0 ? BigInt(i % 100) - 50n : 0n)),
        hot: [-3n],
      },
      roles: { beneficiary: chain.accounts[3]! },
    };
  });
  afterAll(() => chain?.close());

  const transactions = async (): Promise<number> =>
    chain.client.getTransactionCount({ address: chain.accounts[0] as `0x${string}` });

  /** Deploys and aborts after some steps. */
  async function interrupted(steps: number): Promise<DeploymentReceipt[]> {
    const abort = new AbortController();
    const receipts: DeploymentReceipt[] = [];
    const deployment = chain.adapter.deploy(large(), {
      ...options,
      signal: abort.signal,
      onReceipt: (receipt) => {
        receipts.push(JSON.parse(JSON.stringify(receipt)) as DeploymentReceipt);
        if (receipts.length === steps) abort.abort();
      },
    });
    await expect(deployment).rejects.toMatchObject({ code: "aborted" });
    return receipts;
  }

  it("takes one transaction for each step and reports progress", async () => {
    const before = await transactions();
    const progress: [number, number, string][] = [];
    const { receipt } = await chain.adapter.deploy(large(), {
      ...options,
      onProgress: (...step) => progress.push(step),
    });
    expect(receipt.steps.map(({ step }) => step)).toEqual(STEPS);
    expect(progress).toEqual(STEPS.map((step, i) => [i + 1, STEPS.length, step]));
    expect((await transactions()) - before).toBe(STEPS.length);
    for (const { gasUsed } of receipt.steps) expect(Number(gasUsed)).toBeLessThan(2 ** 24);
  });

  it.each(STEPS.map((step, i) => [step, i + 1] as const).slice(0, -1))(
    "that stops after %s goes on there",
    async (_, steps) => {
      const before = await transactions();
      const receipts = await interrupted(steps);
      expect(await transactions()).toBe(before + steps);
      const resume = receipts.at(-1)!;
      const progress: [number, number, string][] = [];
      const { receipt, trainer } = await chain.adapter.deploy(large(), {
        ...options,
        resume,
        onProgress: (...step) => progress.push(step),
      });
      expect(receipt.address).toBe(resume.address);
      expect(await transactions()).toBe(before + STEPS.length);
      expect(receipt.steps.slice(0, steps)).toEqual(resume.steps);
      expect(receipt.steps.map(({ step }) => step)).toEqual(STEPS);
      expect(new Set(receipt.steps.map(({ transaction }) => transaction)).size).toBe(STEPS.length);
      expect(progress).toEqual(STEPS.map((step, i) => [i + 1, STEPS.length, step]).slice(steps));
      expect((await trainer.snapshot({})).sealed).toBe(true);
    },
  );

  it("that lost the receipts of its last steps does not repeat them", async () => {
    const before = await transactions();
    const [created, ...later] = await interrupted(3);
    const { receipt } = await chain.adapter.deploy(large(), { ...options, resume: created! });
    expect(receipt.steps.slice(0, 3)).toEqual(later.at(-1)!.steps);
    expect(receipt.steps.map(({ step }) => step)).toEqual(STEPS);
    expect(await transactions()).toBe(before + STEPS.length);
  });

  it("that is finished is not repeated", async () => {
    const { receipt } = await chain.adapter.deploy(large(), options);
    const before = await transactions();
    const again = await chain.adapter.deploy(large(), { ...options, resume: receipt });
    expect(again.receipt).toEqual(receipt);
    expect(await transactions()).toBe(before);
  });

  it("does not go on with a receipt of another one", async () => {
    const resume = (await interrupted(2)).at(-1)!;
    const before = await transactions();
    const others: readonly (readonly [ResolvedComposition, DeployOptions])[] = [
      [large({ refundWaitSeconds: 5n }), { ...options, resume }],
      [large(), { ...options, resume, initialState: {} }],
      [large(), { ...options, resume, roles: {} }],
      [large(), { ...options, resume, from: chain.accounts[1]! }],
      [large(), { ...options, resume: { ...resume, chain: "eip155:1" } }],
      [large(), { ...options, resume: { ...resume, address: chain.accounts[7]! } }],
      [large(), { ...options, resume: { ...resume, address: "nowhere" } }],
    ];
    for (const [composition, changed] of others)
      await expect(chain.adapter.deploy(composition, changed)).rejects.toMatchObject({
        code: "receipt_mismatch",
      });
    expect(await transactions()).toBe(before);
  });

  it("refuses bad input before it sends anything", async () => {
    const before = await transactions();
    const bad: readonly (readonly [string, Partial<DeployOptions>])[] = [
      ["unknown_account", { from: "0x0000000000000000000000000000000000000001" }],
      ["unknown_account", { from: "nobody" }],
      ["initial_state_malformed", { initialState: { cells: [128n] } }],
      ["initial_state_malformed", { initialState: { cells: Array.from({ length: 65_601 }, () => 0n) } }],
      ["initial_state_malformed", { initialState: { hot: [2n ** 47n] } }],
      ["initial_state_malformed", { initialState: { hot: [0n, 0n] } }],
      ["invalid_composition", { roles: { treasurer: chain.accounts[0]! } }],
      ["invalid_id", { roles: { beneficiary: "0x12" } }],
    ];
    for (const [code, change] of bad)
      await expect(chain.adapter.deploy(large(), { ...options, ...change })).rejects.toMatchObject({ code });
    expect(await transactions()).toBe(before);
  });

  it("with weights as code creates one data contract after the other, and goes on after any of them", async () => {
    const cells = Array.from({ length: 65_600 }, (_, i) => BigInt((i * 37) % 255) - 127n);
    const wanted = { ...options, initialState: { cells, hot: [1n] }, weights: "code" } as const;
    const before = await transactions();
    let receipt: DeploymentReceipt | undefined;
    for (let runs = 0; !receipt?.sealed; runs++) {
      expect(runs).toBeLessThan(9);
      const abort = new AbortController();
      const run = chain.adapter.deploy(large(), {
        ...wanted,
        signal: abort.signal,
        ...(receipt && { resume: JSON.parse(JSON.stringify(receipt)) as DeploymentReceipt }),
        onReceipt: (written) => {
          receipt = written;
          abort.abort();
        },
      });
      await run.catch((error: unknown) => expect(error).toMatchObject({ code: "aborted" }));
    }
    expect(receipt.steps.map(({ step }) => step)).toEqual([
      "create",
      "upload words 0 to 766",
      "upload words 767 to 1533",
      "upload words 1534 to 2049",
      "seal",
    ]);
    expect((await transactions()) - before).toBe(5);
    for (const { gasUsed } of receipt.steps) expect(Number(gasUsed)).toBeLessThan(2 ** 24);

    const trainer = await chain.adapter.attach(large(), receipt);
    expect((await readModelState(trainer)).cells).toEqual(cells);
    // A word of each data contract, and the last of all.
    const ids = [3, 767 * 32 + 5, 1534 * 32, 65_599];
    const score = (at: readonly bigint[]): bigint => ids.reduce((sum, i) => sum + at[i]!, 1n);
    const label = score(cells) > 0n ? 0 : 1;
    expect(await trainer.predict({ indices: ids })).toBe(1 - label);
    await trainer.addData({ from: chain.accounts[1]!, sample: { indices: ids }, label });
    const step = label === 1 ? 1n : -1n;
    const learned = cells.map((cell, i) => (ids.includes(i) ? cell + step : cell));
    expect((await readModelState(trainer)).cells).toEqual(learned);
    // In storage is what differs from the initial words.
    const [initial, changed] = [cells, learned].map((all) => cellsToWords(all, 8).slice(765, 769));
    const stored = await viewedSlots(chain, receipt, (1n << 64n) + 765n, 4);
    expect(stored).toEqual(changed!.map((word, w) => word ^ initial![w]!));
    expect((await trainer.verifyCode()).matches).toBe(true);
  });

  it("with weights as code takes no chunk of another size, and no cell that does not fit", async () => {
    const small = resolveComposition({
      model: sparsePerceptron,
      mechanism: stake,
      shape: { features: 40, classes: 2, lane: 32, encoding: "sparse", valueBits: 0, maxEntries: 4 },
      mechanismParams: { costWeightUnits: 1n },
    });
    const abort = new AbortController();
    let receipt: DeploymentReceipt | undefined;
    const deployment = chain.adapter.deploy(small, {
      from: chain.accounts[0]!,
      initialState: { cells: [127n] },
      weights: "code",
      signal: abort.signal,
      onReceipt: (written) => {
        receipt = written;
        abort.abort();
      },
    });
    await expect(deployment).rejects.toMatchObject({ code: "aborted" });
    const trainer = (await chain.adapter.attach(small, receipt!)) as Trainer & RawTrainer;
    const initialize = (words: readonly bigint[]) =>
      trainer.rawInitialize({ from: chain.accounts[0]!, firstWord: 0, words });
    await expect(initialize([1n, 1n, 1n, 1n])).rejects.toMatchObject({ code: "wrong_chunk" });
    await expect(initialize([128n, 0n, 0n, 0n, 0n])).rejects.toMatchObject({
      code: "initial_state_malformed",
    });
    await expect(initialize([0n, 0n, 0n, 0n, 0xff7fn << 112n])).rejects.toMatchObject({
      code: "initial_state_malformed",
    });
    const minimum = 0xffff_ff80n;
    await initialize([127n, 0n, 0n, 0n, minimum << 224n]);
    expect((await readModelState(trainer)).cells).toEqual([127n, ...Array<bigint>(38).fill(0n), -128n]);
  });
});

/** Storage as the contract itself gives it. */
async function viewedSlots(
  chain: AnvilChain,
  receipt: DeploymentReceipt,
  first: bigint,
  count: number,
): Promise<readonly bigint[]> {
  const { data = "0x" } = await chain.client.call({
    to: receipt.address as Address,
    data: encodeShellCall("slots", [first, count]),
  });
  return decodeAbiParameters([{ type: "uint256[]" }], data)[0];
}
