import { toHex } from "../../bytes.ts";
import type { DevChain } from "../../dev-chain.ts";
import { cellsToWords, type ModelState, stateHash } from "../../state.ts";
import { Stage } from "../adapter/stage.ts";
import { assertEqual, CheckFailure } from "../assert.ts";
import { Random } from "../random.ts";
import { casesOf, compose, type ModelCase, usualState } from "./cases.ts";
import { type ModelRule, train } from "./check.ts";
import { ModelRun } from "./run.ts";
import type { ModelSubject } from "./subject.ts";

const STEPS = 10;

/** Uploads a state in chunks of these sizes in turn, and seals. @returns the hash in the log */
async function uploaded(
  subject: ModelSubject,
  chain: DevChain,
  modelCase: ModelCase,
  state: ModelState,
  chunkSizes: readonly number[],
): Promise<{ run: ModelRun; sealedHash: string }> {
  const from = chain.accounts[0]!;
  const stage = await Stage.unsealedOf(chain, compose(subject, modelCase), { from });
  const words = cellsToWords(state.cells, modelCase.shape.lane);
  for (let firstWord = 0, chunk = 0; firstWord < words.length; chunk++) {
    const next = words.slice(firstWord, firstWord + chunkSizes[chunk % chunkSizes.length]!);
    await stage.trainer.rawInitialize({ from, firstWord, words: next });
    firstWord += next.length;
  }
  const { entries } = await stage.trainer.rawSeal({ from, hot: state.hot });
  const seal = entries.find((entry) => entry.kind === "sealed");
  if (seal === undefined) throw new CheckFailure("sealing logged no seal.");
  const run = await ModelRun.of(subject, chain, modelCase, stage.trainer, { state });
  return { run, sealedHash: seal.stateHash };
}

export const stateChecks: readonly ModelRule[] = [
  {
    id: "initial-state",
    title: "starts alike from a state in chunks, in one piece and as the adapter uploads it",
    async run(subject, { chain }) {
      const [modelCase] = casesOf(subject);
      const random = new Random(8);
      const state = usualState(random, subject, modelCase!);
      const words = cellsToWords(state.cells, modelCase!.shape.lane);
      const hash = toHex(stateHash(words, state.hot));
      const runs: ModelRun[] = [await ModelRun.start(subject, chain, modelCase!, { state })];
      for (const [how, sizes] of [
        ["in one piece", [words.length]],
        ["in chunks", [1, 2]],
      ] as const) {
        const { run, sealedHash } = await uploaded(subject, chain, modelCase!, state, sizes);
        assertEqual(sealedHash, hash, `hash in the seal of a state uploaded ${how}`);
        runs.push(run);
      }
      const seed = random.next();
      for (const run of runs) {
        assertEqual(await run.compareState("after sealing"), hash, "hash of the sealed state");
        await train(run, new Random(seed), STEPS);
        await run.compareState(`after ${STEPS} additions`);
      }
    },
  },
];
