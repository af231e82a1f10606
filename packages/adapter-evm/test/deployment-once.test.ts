import { type AnvilChain, startAnvil } from "@chainlearn/adapter-evm/testing";
import { verify } from "@chainlearn/adapter-local";
import {
  type DeploymentReceipt,
  type DeployOptions,
  type ResolvedComposition,
  readModelState,
  resolveComposition,
  type Trainer,
} from "@chainlearn/core";
import { champion, stake } from "@chainlearn/mechanisms";
import { averagedPerceptron, naiveBayes } from "@chainlearn/models-wasm";
import { type Address, concatHex, encodeAbiParameters, type Hex, numberToHex } from "viem";
import { afterAll, beforeAll, expect, it } from "vitest";
import { compileComposition } from "../src/compiler/index.ts";
import { codeOf } from "./support/stage.ts";

/** Naive Bayes has hot cells; 40 features of 2 classes are ten words, 33 are nine with a part of the last unused. */
const composed = (features: number, classes = 2) =>
  resolveComposition({
    model: naiveBayes,
    mechanism: stake,
    shape: { features, classes, lane: 32, encoding: "sparse", valueBits: 0, maxEntries: 4 },
    mechanismParams: { costWeightUnits: 1_000n, refundWaitSeconds: 10n },
  });
const composition = composed(40);
const SAMPLE = { indices: [1, 2, 39] };

let chain: AnvilChain;
beforeAll(async () => {
  chain = await startAnvil();
});
afterAll(() => chain.close());

const initialState = {
  cells: Array.from({ length: 80 }, (_, i) => BigInt(i % 7)),
  hot: [5n, 40n, 4n, 30n],
};
const deploy = (options: Partial<DeployOptions> = {}, of: ResolvedComposition = composition) =>
  chain.adapter.deploy(of, {
    from: chain.accounts[0]!,
    initialState: of === composition ? initialState : {},
    roles: { beneficiary: chain.accounts[5]! },
    ...options,
  });

/** Contributes, claims, and compares the chain with a replay of its log. */
async function used(trainer: Trainer): Promise<void> {
  const [, ann] = chain.accounts as [string, string];
  const label = await trainer.predict(SAMPLE);
  const { entries } = await trainer.addData({ from: ann, sample: SAMPLE, label, pay: 100_000n });
  const [entry] = entries;
  if (entry?.kind !== "dataAdded") throw new Error("nothing was added");
  await chain.setTime((await chain.now()) + 20);
  const contribution = { id: entry.id, time: entry.time, submitter: ann, label, sample: entry.sample };
  await trainer.act("refund", { from: ann, contribution });
  const report = await verify(trainer);
  expect([report.firstDifference, report.ok]).toEqual([undefined, true]);
}

it("deploys and seals in one transaction what is deployed in several, and runs the same", async () => {
  const progress: string[] = [];
  const receipts: DeploymentReceipt[] = [];
  const { trainer, receipt } = await deploy({
    upload: "once",
    onReceipt: (written) => void receipts.push(written),
    onProgress: (done, total, step) => void progress.push(`${done}/${total} ${step}`),
  });
  expect(progress).toEqual(["1/1 create"]);
  expect(receipts).toEqual([receipt]);
  expect(receipt).toMatchObject({ sealed: true, upload: "once", steps: [{ step: "create" }] });
  const inChunks = await deploy();
  expect(receipt.initialStateHash).toBe(inChunks.receipt.initialStateHash);
  const sum = (steps: DeploymentReceipt["steps"]) =>
    steps.reduce((total, { gasUsed }) => total + Number(gasUsed), 0);
  expect(sum(receipt.steps)).toBeLessThan(sum(inChunks.receipt.steps));
  expect(await readModelState(trainer)).toEqual(await readModelState(inChunks.trainer));
  const kinds = async (of: Trainer) => (await of.log()).map(({ position, ...entry }) => entry);
  const sealed = (entries: Awaited<ReturnType<typeof kinds>>) =>
    entries.map((entry) => (entry.kind === "sealed" ? { ...entry, time: 0 } : entry));
  expect(sealed(await kinds(trainer))).toEqual(sealed(await kinds(inChunks.trainer)));
  await used(trainer);
  expect((await trainer.verifyCode()).matches).toBe(true);
  await used(await chain.adapter.attach(composition, receipt));
});

it("leaves nothing else in the meter, of however many words that is", async () => {
  const wide = resolveComposition({
    model: averagedPerceptron,
    mechanism: champion,
    shape: { features: 40, classes: 2, lane: 32, encoding: "sparse", valueBits: 0, maxEntries: 4 },
    mechanismParams: { depositUnits: 100n, bondUnits: 1_000n },
  });
  expect(wide.layout.meterWords).toBeGreaterThan(2);
  // Words that would be seen where they do not belong.
  const state = { cells: Array.from({ length: 80 }, (_, i) => BigInt(i + 1)) };
  const pools: (readonly bigint[])[] = [];
  for (const upload of ["once", "chunks"] as const) {
    const { trainer } = await deploy({ upload, initialState: state, roles: {} }, wide);
    pools.push((await trainer.snapshot({})).pool);
    const report = await verify(trainer);
    expect([report.firstDifference, report.ok]).toEqual([undefined, true]);
  }
  expect(pools[0]).toEqual(pools[1]);
});

it("is finished by its only transaction, so that resuming does nothing", async () => {
  const { receipt } = await deploy({ upload: "once" });
  const before = await chain.client.getBlockNumber({ cacheTime: 0 });
  expect((await deploy({ upload: "once", resume: receipt })).receipt).toEqual(receipt);
  await expect(deploy({ resume: receipt })).rejects.toMatchObject({ code: "receipt_mismatch" });
  const { upload, ...inChunks } = receipt;
  await expect(deploy({ upload: "once", resume: inChunks })).rejects.toMatchObject({
    code: "receipt_mismatch",
  });
  expect(await chain.client.getBlockNumber({ cacheTime: 0 })).toBe(before);
});

it("has no entries of an upload, so nobody can set the state and nothing can be cloned", async () => {
  const { receipt } = await deploy({ upload: "once" });
  const { runtimeCode } = await compileComposition(composition);
  const code = await chain.client.getCode({ address: receipt.address as Address });
  expect(code!.length).toBeLessThan(runtimeCode.length);
  const to = receipt.address as Address;
  for (const data of ["0xb59cfcb8", "0x8129fc1c"] as const)
    expect(await codeOf(chain.client.call({ account: receipt.deployer as Address, to, data }))).toBe(
      "malformed_message",
    );
  await expect(deploy({ cloneOf: receipt })).rejects.toMatchObject({ code: "receipt_mismatch" });
});

it("refuses what does not go together, and a state that one transaction cannot hold", async () => {
  const { receipt } = await deploy();
  await expect(deploy({ upload: "once", weights: "code" })).rejects.toMatchObject({ code: "unsupported" });
  await expect(deploy({ upload: "once", cloneOf: receipt })).rejects.toMatchObject({ code: "unsupported" });
  const before = await chain.client.getBlockNumber({ cacheTime: 0 });
  await expect(deploy({ upload: "once" }, composed(6_000))).rejects.toMatchObject({
    code: "unsupported",
    details: { words: 1_500 },
  });
  expect(await chain.client.getBlockNumber({ cacheTime: 0 })).toBe(before);
});

it("creates nothing from words or hot cells that are none", async () => {
  const odd = composed(33);
  const { creationCode } = await compileComposition(odd, { upload: "once" });
  const given = [...odd.params.map(({ value }) => value), chain.accounts[5]!];
  const types = [...odd.params.map(() => "int64"), "address", "bytes", "int256[]"].map((type) => ({ type }));
  const create = (words: readonly bigint[], hot: readonly bigint[]) => {
    const bytes: Hex = concatHex(["0x", ...words.map((word) => numberToHex(word, { size: 32 }))]);
    const data = concatHex([creationCode, encodeAbiParameters(types, [...given, bytes, hot])]);
    return codeOf(chain.client.call({ account: chain.accounts[0] as Address, data }));
  };
  const words = Array<bigint>(odd.layout.stateWords).fill(1n);
  const hot = [0n, 0n, 0n, 0n];
  expect(await create(words, hot)).toBe("accepted");
  expect(await create(words.slice(1), hot)).toBe("state_incomplete");
  expect(await create([...words, 0n], hot)).toBe("state_incomplete");
  expect(await create([], hot)).toBe("state_incomplete");
  // 66 cells of 32 bits: two in the last word.
  expect(await create([...words.slice(1), 1n << 64n], hot)).toBe("initial_state_malformed");
  expect(await create(words, hot.slice(1))).toBe("initial_state_malformed");
  expect(await create(words, [...hot, 0n])).toBe("initial_state_malformed");
  expect(await create(words, [-1n, 0n, 0n, 0n])).toBe("initial_state_malformed");
  expect(await create(words, [2n ** 63n, 0n, 0n, 0n])).toBe("initial_state_malformed");
});
