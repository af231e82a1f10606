import { createLocalChain, verify } from "@chainlearn/adapter-local";
import {
  commitItems,
  createTrainers,
  readModelState,
  type Shape,
  type Trainer,
  WORKING,
} from "@chainlearn/core";
import { champion } from "@chainlearn/mechanisms";
import { passiveAggressive } from "@chainlearn/models-wasm";
import { describe, expect, it } from "vitest";

const FEATURES = 40;
/** 8 cells of 16 bits in the half of a word. */
const WORDS = 5;
const SETTLE_WAIT = 10;
const CYCLE = 1_000;
const shape: Shape = {
  features: FEATURES,
  classes: 2,
  lane: 16,
  encoding: "sparse",
  valueBits: 0,
  maxEntries: 4,
};
const sampleOf = (...indices: number[]) => ({ indices });

/** A contract in its first test: every item is revealed, and the challenger, trained on every feature, has won. */
async function won(): Promise<{ trainer: Trainer; caller: string }> {
  const chain = await createLocalChain();
  const [curator = "", ann = "", caller = ""] = chain.accounts;
  const { trainer } = await createTrainers({ adapter: chain.adapter }).deploy(
    {
      ...{ model: passiveAggressive, mechanism: champion, shape },
      modelParams: { targetMargin: 30_000n, aggressiveness: 50n },
      mechanismParams: {
        ...{ depositUnits: 1_000n, bondUnits: 5_000n, openItems: 1n, itemsPerCycle: 3n, minWins: 1n },
        ...{ strictness: 0n, settleWaitSeconds: BigInt(SETTLE_WAIT), cycleSeconds: BigInt(CYCLE) },
      },
    },
    {
      ...{ from: curator, roles: { curator } },
      initialState: { cells: Array.from({ length: FEATURES }, () => -1n), hot: [4n] },
    },
  );
  // With three features or fewer the sum is above 0, with four it is 0: label 0. Training on label 1 lifts every weight.
  const test = [sampleOf(0, 1, 2, 3), sampleOf(4, 5, 6, 7), sampleOf(8, 9, 10, 11)];
  const items = [sampleOf(0, 1), ...test].map((sample) => ({ sample, label: 1 }));
  const secret = new Uint8Array(32).fill(9);
  const committed = commitItems(items, secret, shape);
  const pass = async (seconds: number): Promise<void> => chain.setTime((await chain.now()) + seconds);
  await trainer.act("commit", { from: curator, digest: committed.head, args: [4n], pay: 5_000n });
  await trainer.act("reveal", { from: curator, item: committed.items[0]! });
  for (let j = 0; j < FEATURES; j += 2) {
    const { entries } = await trainer.addData({ from: ann, sample: sampleOf(j, j + 1), label: 1 });
    const [added] = entries;
    if (added?.kind !== "dataAdded") throw new Error("nothing was added");
    await pass(SETTLE_WAIT);
    await trainer.act("settle", { from: caller, contribution: { ...added, submitter: ann } });
  }
  await pass(CYCLE);
  for (const item of committed.items.slice(1)) await trainer.act("reveal", { from: curator, item });
  return { trainer, caller };
}

describe("a promotion on the shell's own words", () => {
  it.each(Array.from({ length: WORDS + 1 }, (_, k) => k + 1))(
    "resumes in steps of %i words",
    async (step) => {
      const { trainer, caller } = await won();
      expect(trainer.composition.layout.stateWords).toBe(WORDS);
      const before = await readModelState(trainer);
      const challenger = await readModelState(trainer, undefined, WORKING);
      for (let copied = 0; copied < WORDS; copied += step) {
        const isLast = copied + step >= WORDS;
        const { entries } = await trainer.act("decide", { from: caller, args: [BigInt(step)] });
        expect(entries).toMatchObject([{ kind: "acted", reason: isLast ? 1 : 3 }]);
        const served = await readModelState(trainer);
        const cells = Math.min(FEATURES, (copied + step) * (FEATURES / WORDS));
        expect(served.cells).toEqual([...challenger.cells.slice(0, cells), ...before.cells.slice(cells)]);
        expect(served.hot).toEqual(isLast ? challenger.hot : before.hot);
      }
      expect(await readModelState(trainer, undefined, WORKING)).toEqual(challenger);
      expect(challenger.cells.every((cell, j) => cell > before.cells[j]!)).toBe(true);
      expect(await trainer.predict(sampleOf(0, 1, 2, 3))).toBe(1);
      expect(await verify(trainer)).toMatchObject({ ok: true });
    },
  );
});
