import { type AnvilChain, startAnvil } from "@chainlearn/adapter-evm/testing";
import {
  type DeploymentReceipt,
  type DeployOptions,
  type ResolvedComposition,
  resolveComposition,
} from "@chainlearn/core";
import { stake } from "@chainlearn/mechanisms";
import { sparsePerceptron } from "@chainlearn/models-wasm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

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
      expect((await trainer.snapshot({ contributions: [], accounts: [], marks: [] })).sealed).toBe(true);
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
});
