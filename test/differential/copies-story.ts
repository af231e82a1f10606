import { verify } from "@chainlearn/adapter-local";
import type { DevChain, Shape } from "@chainlearn/core";
import { CopiesRun, type ModelSubject } from "@chainlearn/core/testing";
import { copiesMechanism, createReferenceModel } from "@chainlearn/kernel/testing";
import { stake } from "@chainlearn/mechanisms";
import { sparsePerceptron } from "@chainlearn/models-wasm";
import { expect } from "vitest";

const STEPS = 60;
const shape: Shape = {
  ...{ features: 45, classes: 2, lane: 16, encoding: "sparse-values" },
  ...{ valueBits: 4, maxEntries: 16 },
};
const subject: ModelSubject = {
  ...{ model: sparsePerceptron, mechanism: stake, copies: await copiesMechanism() },
  references: { "kernel on bigints": createReferenceModel },
};
const modelCase = { shape, params: { learningRate: 21n, interceptRateQ16: 32_768n } };

/** The same calls on one chain, everything compared on the way; then its log, repeated. */
export async function copiesEndOn(chain: DevChain): Promise<string> {
  try {
    const run = await CopiesRun.start(subject, chain, modelCase);
    await run.steps(STEPS);
    const { ok, firstDifference } = await verify(run.trainer);
    expect([ok, firstDifference]).toEqual([true, undefined]);
    return await run.compare("at the end");
  } finally {
    await chain.close();
  }
}
