import { createLocalChain } from "@chainlearn/adapter-local";
import { bigintToBytes, cellsToWords, concatBytes, keccak256, toHex, wordsToCells } from "@chainlearn/core";
import { beforeEach, describe, expect, it } from "vitest";
import { probeComposition, SHAPE, stakeComposition } from "./support/compositions.ts";
import { codeOf, expectRefused, type Stage, setStage } from "./support/stage.ts";

const CELLS = Array.from({ length: 20 }, (_, i) => BigInt(3 * i - 30));
const WORDS = cellsToWords(CELLS, SHAPE.lane);

/** A contract that was created and nothing more: the deployment is cancelled after its first step. */
async function createdOnly(): Promise<Stage> {
  const chain = await createLocalChain();
  const [deployer, alice, bob, carol] = chain.accounts as [string, string, string, string];
  const composition = stakeComposition();
  const controller = new AbortController();
  let address = "";
  let attach = (): Promise<Stage["trainer"]> => Promise.reject(new Error("no receipt"));
  const deployment = chain.adapter.deploy(composition, {
    from: deployer,
    signal: controller.signal,
    onReceipt: (receipt) => {
      controller.abort();
      address = receipt.address;
      attach = async () => (await chain.adapter.attach(composition, receipt)) as Stage["trainer"];
    },
  });
  expect(await codeOf(deployment)).toBe("aborted");
  return { chain, trainer: await attach(), address, deployer, alice, bob, carol };
}

describe("uploading the initial state", () => {
  let stage: Stage;
  beforeEach(async () => {
    stage = await createdOnly();
  });

  const initialize = (firstWord: number, words: readonly bigint[], from = stage.deployer) =>
    stage.trainer.rawInitialize({ from, firstWord, words });

  it("stores chunks in order and seals with the hash over words and hot cells", async () => {
    await initialize(0, WORDS.slice(0, 1));
    expect((await stage.trainer.snapshot({})).nextId).toBe(1);
    await initialize(1, WORDS.slice(1));
    const { entries } = await stage.trainer.rawSeal({ from: stage.deployer, hot: [-7n] });

    let hash: Uint8Array = new Uint8Array(32);
    for (const word of [...WORDS, -7n]) hash = keccak256(concatBytes(hash, bigintToBytes(word, 32)));
    expect(entries).toMatchObject([{ kind: "sealed", stateHash: toHex(hash), hot: [-7n] }]);
    const snapshot = await stage.trainer.snapshot({});
    expect(snapshot).toMatchObject({ sealed: true, nextId: 0, words: WORDS, hot: [-7n] });
    expect(wordsToCells(snapshot.words, 32, 20)).toEqual(CELLS);
    expect(await stage.trainer.log()).toMatchObject([
      { kind: "stateWritten", actor: stage.deployer, firstWord: 0, words: WORDS.slice(0, 1) },
      { kind: "stateWritten", actor: stage.deployer, firstWord: 1, words: WORDS.slice(1) },
      { kind: "sealed", actor: stage.deployer },
    ]);
  });

  it("predicts before it is sealed", async () => {
    await initialize(0, WORDS);
    expect(await stage.trainer.predict({ indices: [19] })).toBe(1);
    expect(await stage.trainer.predict({ indices: [1] })).toBe(0);
  });

  it("refuses everybody but the deployer, before all else", async () => {
    await expectRefused(stage, "not_deployer", () => initialize(5, [], stage.alice));
    await expectRefused(stage, "not_deployer", () => stage.trainer.rawSeal({ from: stage.alice, hot: [] }));
  });

  it.each([
    ["a gap", 1, WORDS.slice(1)],
    ["no words", 0, []],
    ["more than are missing", 0, [...WORDS, 0n]],
    ["a negative position", -1, WORDS.slice(0, 1)],
  ])("refuses %s", async (_title, firstWord, words) => {
    await expectRefused(stage, "wrong_chunk", () => initialize(firstWord, words));
  });

  it("refuses a chunk a second time", async () => {
    await initialize(0, WORDS.slice(0, 1));
    await expectRefused(stage, "wrong_chunk", () => initialize(0, WORDS.slice(0, 1)));
  });

  it("refuses words that are none", async () => {
    await expectRefused(stage, "malformed_message", () => initialize(0, [1n << 256n]));
    await expectRefused(stage, "malformed_message", () => initialize(0, [-1n]));
  });

  it("refuses bits beyond the last cell", async () => {
    const stray = [...WORDS.slice(0, -1), WORDS.at(-1)! | (1n << 128n)];
    await expectRefused(stage, "initial_state_malformed", () => initialize(0, stray));
    await initialize(0, [...WORDS.slice(0, -1), WORDS.at(-1)! | (1n << 127n)]);
  });

  it("seals a complete state only, with one value within its cell for every hot cell", async () => {
    await initialize(0, WORDS.slice(0, 2));
    const seal = (hot: readonly bigint[]) => stage.trainer.rawSeal({ from: stage.deployer, hot });
    await expectRefused(stage, "state_incomplete", () => seal([0n]));
    await initialize(2, WORDS.slice(2));
    await expectRefused(stage, "initial_state_malformed", () => seal([]));
    await expectRefused(stage, "initial_state_malformed", () => seal([0n, 0n]));
    await expectRefused(stage, "initial_state_malformed", () => seal([1n << 47n]));
    await expectRefused(stage, "initial_state_malformed", () => seal([-(1n << 47n) - 1n]));
    await seal([-(1n << 47n)]);
  });

  it("changes nothing after sealing", async () => {
    await initialize(0, WORDS);
    await stage.trainer.rawSeal({ from: stage.deployer, hot: [0n] });
    await expectRefused(stage, "already_sealed", () => initialize(0, WORDS));
    await expectRefused(stage, "already_sealed", () =>
      stage.trainer.rawSeal({ from: stage.deployer, hot: [0n] }),
    );
    await expectRefused(stage, "not_deployer", () => initialize(0, WORDS, stage.bob));
  });

  it("takes no data and runs no action before sealing", async () => {
    await initialize(0, WORDS);
    await expectRefused(stage, "not_sealed", () =>
      stage.trainer.rawAddData({ from: stage.alice, label: 9, sample: new Uint8Array(1), payBaseUnits: 0n }),
    );
  });
});

describe("sealing", () => {
  it("runs the mechanism's seal at the block's time", async () => {
    const stage = await setStage(probeComposition());
    const { pool } = await stage.trainer.snapshot({});
    expect(pool).toEqual([0n, 0n, BigInt(await stage.chain.now())]);
  });

  it("comes before actions about no contribution", async () => {
    const chain = await createLocalChain();
    const composition = probeComposition();
    const controller = new AbortController();
    let code = "";
    const run = chain.adapter.deploy(composition, {
      from: chain.accounts[0]!,
      signal: controller.signal,
      onReceipt: async (receipt) => {
        const trainer = await chain.adapter.attach(composition, receipt);
        code = await codeOf(trainer.act("refuse", { from: chain.accounts[1]! }));
        controller.abort();
      },
    });
    expect(await codeOf(run)).toBe("aborted");
    expect(code).toBe("not_sealed");
  });
});
