/** A perceptron as the original writes it. Class 1 if `intercept` and the weights of the sample sum to more than 0. */
export interface PerceptronFile {
  readonly type: "perceptron" | "dense perceptron" | "sparse perceptron";
  readonly classifications: readonly string[];
  /** The weights of features 0, 1, … */
  readonly weights: readonly number[];
  /** Weights of further features, by index; sparse perceptrons only. */
  readonly sparseWeights?: Readonly<Record<string, number>>;
  readonly intercept: number;
  /** What a mistake adds to or takes from the weight of a feature of value 1. */
  readonly learningRate?: number;
  /** Weight j is about feature featureIndices[j] of the encoder. */
  readonly featureIndices?: readonly number[];
}

/** Class means as the original writes them, in the order of the classes. Squared Euclidean distances decide. */
export interface CentroidsFile {
  readonly type:
    | "nearest centroid classifier"
    | "dense nearest centroid classifier"
    | "sparse nearest centroid classifier";
  readonly centroids: Readonly<
    Record<
      string,
      {
        readonly centroid: readonly number[] | Readonly<Record<string, number>>;
        /** Samples that the mean is of. */
        readonly dataCount: number;
      }
    >
  >;
}

/** Multinomial naive Bayes as the original writes it. */
export interface NaiveBayesFile {
  readonly type: "naive bayes";
  readonly classifications: readonly string[];
  /** Samples of each class. */
  readonly classCounts: readonly number[];
  /** For each class [feature, occurrences], in any order; features left out did not occur. */
  readonly featureCounts: readonly (readonly (readonly [feature: number, count: number])[])[];
  readonly totalNumFeatures: number;
  readonly smoothingFactor?: number;
}

/** A model file of the original system, 0xDeCA10B. */
export type OriginalModelFile = PerceptronFile | CentroidsFile | NaiveBayesFile;
