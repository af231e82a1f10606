import type { ModelPlugin } from "@chainlearn/core";
import {
  type CentroidsFile,
  densePerceptron,
  type NaiveBayesFile,
  naiveBayes,
  nearestCentroidDense,
  nearestCentroidSparse,
  type OriginalModelFile,
  type PerceptronFile,
  sparsePerceptron,
} from "@chainlearn/models-wasm";
import type fc from "fast-check";
import {
  denseCentroidFiles,
  densePerceptronFiles,
  naiveBayesFiles,
  sparseCentroidFiles,
  sparsePerceptronFiles,
} from "./files.ts";
import { type FloatModel, floatCentroids, floatNaiveBayes, floatPerceptron } from "./float-model.ts";
import {
  denseCentroidRounding,
  naiveBayesRounding,
  perceptronRounding,
  type Rounding,
  sparseCentroidRounding,
} from "./rounding.ts";

/** One kind of file of the original, random ones, and what it says in floating point. */
export interface FormatCase {
  readonly title: string;
  readonly model: ModelPlugin;
  readonly files: fc.Arbitrary<OriginalModelFile>;
  floatModel(file: OriginalModelFile, features: number): FloatModel;
  roundingOf(file: OriginalModelFile): Rounding;
}

export const formatCases: readonly FormatCase[] = [
  {
    title: "sparse perceptron",
    model: sparsePerceptron,
    files: sparsePerceptronFiles,
    floatModel: (file) => floatPerceptron(file as PerceptronFile),
    roundingOf: () => perceptronRounding,
  },
  {
    title: "dense perceptron",
    model: densePerceptron,
    files: densePerceptronFiles,
    floatModel: (file) => floatPerceptron(file as PerceptronFile),
    roundingOf: () => perceptronRounding,
  },
  {
    title: "dense nearest centroid classifier",
    model: nearestCentroidDense,
    files: denseCentroidFiles,
    floatModel: (file, features) => floatCentroids(file as CentroidsFile, features),
    roundingOf: () => denseCentroidRounding,
  },
  {
    title: "sparse nearest centroid classifier",
    model: nearestCentroidSparse,
    files: sparseCentroidFiles,
    floatModel: (file, features) => floatCentroids(file as CentroidsFile, features),
    roundingOf: () => sparseCentroidRounding,
  },
  {
    title: "naive bayes",
    model: naiveBayes,
    files: naiveBayesFiles,
    floatModel: (file) => floatNaiveBayes(file as NaiveBayesFile),
    roundingOf: (file) => naiveBayesRounding((file as NaiveBayesFile).smoothingFactor ?? 1),
  },
];
