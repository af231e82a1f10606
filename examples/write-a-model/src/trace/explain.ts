// #region explain
import { type ChainlearnError, readModelState, type Sample, type Trainer } from "@chainlearn/core";
import { traceModel } from "@chainlearn/kernel/testing";

/** Adds a sample; if the chain refuses it, says which word of the kernel was at fault, whatever the chain is. */
export async function explain(
  trainer: Trainer,
  from: string,
  sample: Sample,
  label: number,
): Promise<string> {
  try {
    await trainer.addData({ from, sample, label });
    return "accepted";
  } catch (error) {
    const { code } = error as ChainlearnError;
    const state = await readModelState(trainer);
    const { calls, trap } = traceModel(trainer.composition, state, { sample, label });
    const last = calls.at(-1);
    return `${code}: ${last?.word}(${last?.args.join(", ")}): ${trap}`;
  }
}
// #endregion
