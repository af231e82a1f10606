import { isChainlearnError } from "../../errors.ts";
import { readModelState } from "../../model-export.ts";
import type { DeploymentReceipt } from "../../receipt.ts";
import { assertEqual, assertRejects, assertThat } from "../assert.ts";
import { Random } from "../random.ts";
import type { Check, CheckContext } from "./check.ts";
import { type CompositionChange, composition, SMALL } from "./compositions.ts";
import { assertFound } from "./found.ts";
import { deployOptions, interruptedDeployment, Stage } from "./stage.ts";

/** Cells of 16 bits whose values fit 8, the extremes among them; the last word is not full. */
const CELLS = Array.from({ length: SMALL.features }, (_, i) => [127n, -128n, 0n, -1n, 5n][i % 5]!);
const CHANGE: CompositionChange = { model: { learningRate: 1n, interceptRateQ16: 65_536n } };

/** Whether the chain keeps weights as code. One that does not has to say so before it sends anything. */
async function keepsCode({ chain, plugins }: CheckContext): Promise<boolean> {
  const options = { ...deployOptions(chain), initialState: { cells: CELLS }, weights: "code" } as const;
  const before = await chain.balance(options.from);
  try {
    await chain.adapter.deploy(composition(plugins, CHANGE), options);
    return true;
  } catch (error) {
    if (!isChainlearnError(error) || error.code !== "unsupported") throw error;
    assertEqual(await chain.balance(options.from), before, "balance: nothing was sent");
    return false;
  }
}

export const codeWeightsChecks: readonly Check[] = [
  {
    id: "code-weights",
    title: "keeps initial weights as code and then behaves as with cells, or says that it cannot",
    async run(context) {
      if (!(await keepsCode(context))) return;
      const state = { cells: CELLS, hot: [-3n] };
      const cells = await Stage.open(context, { ...CHANGE, initialState: state });
      const code = await Stage.open(context, { ...CHANGE, initialState: state, weights: "code" });
      assertEqual(code.receipt.codeWeights, { bits: 8 }, "narrowest cells");
      assertEqual(code.receipt.initialStateHash, cells.receipt.initialStateHash, "hash of the initial state");
      const random = new Random(7);
      for (let n = 0; n < 24; n++) {
        const indices = Array.from({ length: SMALL.features }, (_, i) => i)
          .filter(() => random.chance(20))
          .slice(0, SMALL.maxEntries);
        const sample = { indices: indices.length > 0 ? indices : [n % SMALL.features] };
        const label = random.below(2);
        assertEqual(
          await code.trainer.predict(sample),
          await cells.trainer.predict(sample),
          `prediction ${n}`,
        );
        for (const stage of [cells, code]) await stage.add(stage.people.ann, sample, label);
        assertEqual(await readModelState(code.trainer), await readModelState(cells.trainer), `state ${n}`);
      }
      const logOf = async ({ trainer }: Stage) =>
        (await trainer.log()).map((entry) => ({ ...entry, position: undefined, time: undefined }));
      assertEqual(await logOf(code), await logOf(cells), "log");
      assertThat((await code.trainer.verifyCode()).matches, "the code is not verified.");
      const attached = await context.chain.adapter.attach(code.composition, code.receipt);
      assertEqual(
        await readModelState(attached),
        await readModelState(code.trainer),
        "state seen when attached",
      );
      assertThat((await attached.verifyCode()).matches, "the code is not verified when attached.");
      await assertFound(code);
    },
  },
  {
    id: "code-weights-zero",
    title: "tells a word of code weights that became 0 from one that never changed",
    async run(context) {
      if (!(await keepsCode(context))) return;
      const initialState = { cells: [0n, 1n, 1n] };
      const change = { model: { learningRate: 1n, interceptRateQ16: 0n } };
      const stage = await Stage.open(context, { ...change, initialState, weights: "code" });
      const { trainer, people } = stage;
      const cells = async () => (await readModelState(trainer)).cells.slice(0, 4);
      await stage.add(people.ann, { indices: [1, 2] }, 0);
      assertEqual(await cells(), [0n, 0n, 0n, 0n], "cells after they became 0");
      assertEqual(await trainer.predict({ indices: [1] }), 0, "prediction");
      await stage.add(people.ann, { indices: [1, 2] }, 1);
      assertEqual(await cells(), [0n, 1n, 1n, 0n], "cells that are what they were first");
      await stage.add(people.ann, { indices: [3] }, 1);
      assertEqual(await cells(), [0n, 1n, 1n, 1n], "cells after all");
    },
  },
  {
    id: "code-weights-interrupted",
    title: "resumes an upload of code weights, and clones what has them",
    async run(context) {
      if (!(await keepsCode(context))) return;
      const { chain, plugins } = context;
      const resolved = composition(plugins, CHANGE);
      const options = { ...deployOptions(chain), initialState: { cells: CELLS }, weights: "code" } as const;
      let receipt: DeploymentReceipt | undefined;
      for (let runs = 0; !receipt?.sealed; runs++) {
        assertThat(runs < 10, "ten runs, each with one more transaction, do not seal the contract.");
        const resume: DeploymentReceipt | undefined = receipt && JSON.parse(JSON.stringify(receipt));
        const going = { ...options, ...(resume && { resume }) };
        receipt = await interruptedDeployment(chain, resolved, going, () => true);
        const saved = receipt;
        if (saved.sealed) break;
        await assertRejects("receipt_mismatch", "going on with cells", () =>
          chain.adapter.deploy(resolved, { ...options, weights: "cells", resume: saved }),
        );
      }
      const clone = await Stage.open(context, {
        ...CHANGE,
        cloneOf: receipt,
        initialState: { cells: [3n, -3n] },
      });
      assertEqual(clone.receipt.codeWeights, { bits: 8 }, "cells of the clone");
      await clone.add(clone.people.ann, { indices: [0, 1] }, 1);
      assertEqual(
        (await readModelState(clone.trainer)).cells.slice(0, 3),
        [4n, -2n, 0n],
        "cells of the clone",
      );
      const original = await chain.adapter.attach(resolved, receipt);
      assertEqual((await readModelState(original)).cells, CELLS, "cells of its original");
      assertThat((await clone.trainer.verifyCode()).matches, "the clone's code is not verified.");
      await assertFound(clone);
      const refuses = (what: string, change: object) =>
        assertRejects("receipt_mismatch", what, () =>
          chain.adapter.deploy(resolved, { ...deployOptions(chain), cloneOf: receipt!, ...change }),
        );
      await refuses("a clone with cells", { weights: "cells" });
      await refuses("a clone with wider cells", { initialState: { cells: [128n] } });
    },
  },
];
