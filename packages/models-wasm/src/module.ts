import { type ModelPlugin, ROLES } from "@chainlearn/core";
import { ContainerModule } from "inversify";
import { averagedPerceptron } from "./averaged-perceptron/plugin.ts";
import { densePerceptron } from "./dense-perceptron/plugin.ts";
import { logisticRegression } from "./logistic-regression/plugin.ts";
import { multiclassAveragedPerceptron } from "./multiclass-averaged-perceptron/plugin.ts";
import { multiclassPerceptron } from "./multiclass-perceptron/plugin.ts";
import { naiveBayes } from "./naive-bayes/plugin.ts";
import { nearestCentroidDense } from "./nearest-centroid-dense/plugin.ts";
import { nearestCentroidSparse } from "./nearest-centroid-sparse/plugin.ts";
import { passiveAggressive } from "./passive-aggressive/plugin.ts";
import { sparsePerceptron } from "./sparse-perceptron/plugin.ts";

const all: readonly ModelPlugin[] = [
  averagedPerceptron,
  densePerceptron,
  logisticRegression,
  multiclassAveragedPerceptron,
  multiclassPerceptron,
  naiveBayes,
  nearestCentroidDense,
  nearestCentroidSparse,
  passiveAggressive,
  sparsePerceptron,
];

/** Registers every model of this package. */
export const models: ContainerModule = new ContainerModule(({ bind }) => {
  for (const model of all) bind(ROLES.model).toConstantValue(model);
});
