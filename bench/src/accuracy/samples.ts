/** One sample as a model may take it: the features that are there, and how much of each, as a quantised number. */
export interface Features {
  /** Strictly increasing. */
  readonly indices: readonly number[];
  /** One per index, `valueBits` fraction bits; never 0. */
  readonly values: readonly number[];
}

/** A sample and its label. */
export interface Labelled {
  readonly features: Features;
  /** 0 to classes - 1. */
  readonly label: number;
}

/** A data set prepared for models: learnt one by one, then measured on what nobody learnt. */
export interface Stream {
  readonly features: number;
  /** 1.0 is 2^valueBits. */
  readonly valueBits: number;
  readonly trained: readonly Labelled[];
  readonly heldBack: readonly Labelled[];
}

/** Features that are there count as 1. */
export const present = (indices: readonly number[]): Features => ({
  indices,
  values: indices.map(() => 1),
});

/** The entries of a vector of quantised values that are not 0. */
export function nonZero(values: readonly number[]): Features {
  const indices = values.flatMap((value, index) => (value === 0 ? [] : [index]));
  return { indices, values: indices.map((index) => values[index]!) };
}
