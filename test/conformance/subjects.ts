import type { ModelPlugin } from "@chainlearn/core";
import type { ModelReferenceFactory, ModelSubject } from "@chainlearn/core/testing";
import { copiesMechanism, createReferenceModel } from "@chainlearn/kernel/testing";
import { stake } from "@chainlearn/mechanisms";
import * as exported from "@chainlearn/models-wasm";
import { averagedPerceptron } from "../../packages/models-wasm/test/oracles/averaged-perceptron.ts";
import { binaryPerceptron } from "../../packages/models-wasm/test/oracles/binary-perceptron.ts";
import { logisticRegression } from "../../packages/models-wasm/test/oracles/logistic-regression.ts";
import { multiclassAveragedPerceptron } from "../../packages/models-wasm/test/oracles/multiclass-averaged-perceptron.ts";
import { multiclassPerceptron } from "../../packages/models-wasm/test/oracles/multiclass-perceptron.ts";
import { naiveBayes } from "../../packages/models-wasm/test/oracles/naive-bayes.ts";
import { nearestCentroidDense } from "../../packages/models-wasm/test/oracles/nearest-centroid-dense.ts";
import { nearestCentroidSparse } from "../../packages/models-wasm/test/oracles/nearest-centroid-sparse.ts";
import type { OracleFactory } from "../../packages/models-wasm/test/oracles/oracle.ts";
import { passiveAggressive } from "../../packages/models-wasm/test/oracles/passive-aggressive.ts";

/** The rule of every model, written from its README. */
const RULES: Readonly<Record<string, OracleFactory>> = {
  "averaged-perceptron": averagedPerceptron,
  "dense-perceptron": binaryPerceptron,
  "logistic-regression": logisticRegression,
  "multiclass-averaged-perceptron": multiclassAveragedPerceptron,
  "multiclass-perceptron": multiclassPerceptron,
  "naive-bayes": naiveBayes,
  "nearest-centroid-dense": nearestCentroidDense,
  "nearest-centroid-sparse": nearestCentroidSparse,
  "passive-aggressive": passiveAggressive,
  "sparse-perceptron": binaryPerceptron,
};

function ruleOf(id: string): ModelReferenceFactory {
  const rule = RULES[id];
  if (!rule) throw new Error(`${id} has no rule in test/conformance/subjects.ts`);
  return (_, shape, params) => rule(shape, params);
}

const isModel = (value: unknown): value is ModelPlugin =>
  typeof value === "object" && (value as Partial<ModelPlugin> | null)?.manifest?.kind === "model";

const copies = await copiesMechanism();

/** Every model that the package exports: none is left out by forgetting. */
export const subjects: readonly ModelSubject[] = Object.values(exported)
  .filter(isModel)
  .map((model) => ({
    model,
    mechanism: stake,
    // Free additions: their price depends on the time, which is not what the suite is about.
    mechanismParams: { costWeightUnits: 0n },
    copies,
    references: { "kernel on bigints": createReferenceModel, rule: ruleOf(model.manifest.id) },
  }));
