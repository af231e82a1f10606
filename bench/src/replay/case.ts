import { accumulator, type ResolvedComposition, resolveComposition, stored, unique } from "@chainlearn/core";
import { stake } from "@chainlearn/mechanisms";
import { sparsePerceptron } from "@chainlearn/models-wasm";

const HANDLERS = { stored, unique, accumulator };

export type HandlerName = keyof typeof HANDLERS;
export const HANDLER_NAMES: readonly HandlerName[] = ["stored", "unique", "accumulator"];

/** A filter of mails by 1,000 words with deposits, the composition whose log is generated. */
export const compositionWith = (dataHandler: HandlerName): ResolvedComposition =>
  resolveComposition({
    ...{ model: sparsePerceptron, mechanism: stake, dataHandler: HANDLERS[dataHandler] },
    shape: { features: 1_000, classes: 2, lane: 32, encoding: "sparse", valueBits: 0, maxEntries: 64 },
    mechanismParams: {
      ...{ costWeightUnits: 600n, refundWaitSeconds: 3_600n },
      ...{ ownerWaitSeconds: 7_200n, anyWaitSeconds: 14_400n },
    },
  });

export const PARTIES = { deployer: "local1deployer", roles: { beneficiary: "local1deployer" } } as const;
