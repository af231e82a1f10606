import type { LaneBits, ModelState, Params, Shape } from "@chainlearn/core";

/** A model on its way into a deployment or out of one. */
export interface PortableModel {
  /** Spread it into a composition beside a mechanism. */
  readonly composition: {
    /** Id of a model of this package. */
    readonly model: string;
    readonly shape: Shape;
    readonly modelParams: Params;
  };
  readonly state: ModelState;
  /** Names of the classes in use; their positions are the labels. */
  readonly classes: readonly string[];
  /** Feature j of the model is feature featureIndices[j] of the encoder; see {@link selectFeatures}. */
  readonly featureIndices?: readonly number[];
  /** Perceptrons: a weight of 1.0 is 2^weightBits. */
  readonly weightBits?: number;
  /** What an import did that may surprise; for people. */
  readonly warnings?: readonly string[];
}

/** What an import chooses where the file leaves it open, and what it can be told to choose instead. */
export interface ImportOptions {
  /** Width of a cell. Default: the smallest that keeps the model's precision and leaves room to learn. */
  readonly lane?: LaneBits;
  /** Perceptrons: fraction bits of the weights. Default: as many as leave room for 1,000 mistakes at one feature. */
  readonly weightBits?: number;
  /** Dense models: fraction bits of the values of samples. Default 16. */
  readonly valueBits?: number;
  /** Sparse models: most entries of a sample. Default 255, or what the samples seen had on average if that is more. */
  readonly maxEntries?: number;
  /** Sparse perceptrons and centroids: features, if more than the file names. */
  readonly features?: number;
  /** Naive Bayes and centroids: room for classes, if more than the file has, for a composition that grows. */
  readonly classes?: number;
  /** Perceptrons: instead of the file's. */
  readonly learningRate?: number;
}
