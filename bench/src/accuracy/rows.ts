/** One model on one data set in one order. Accuracies in percent. */
export interface AccuracyRow {
  readonly dataset: string;
  readonly model: string;
  readonly order: number;
  /** Of the training part, each sample predicted before it is learnt. */
  readonly prequential: number;
  /** Of the held-back part, after the training part. */
  readonly test: number;
  /** The same with the same rule on floats. */
  readonly floatTest: number;
  /** Held-back samples for which the float rule has no clear answer: the order of classes or rounding decides. */
  readonly ties: number;
  /** Other held-back samples that kernel and float rule answer differently. */
  readonly differences: number;
}

/** All orders of one model on one data set: means, and standard deviations of the test accuracy. */
export interface AccuracySummary {
  readonly dataset: string;
  readonly model: string;
  readonly orders: number;
  readonly prequential: number;
  readonly test: number;
  /** Of one order; 0 where there is only one. */
  readonly testDeviation: number;
  readonly floatTest: number;
  readonly ties: number;
  readonly differences: number;
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

function deviation(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const middle = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1));
}

/** In the order in which data sets and models appear. */
export function summarize(rows: readonly AccuracyRow[]): AccuracySummary[] {
  const groups = new Map<string, AccuracyRow[]>();
  for (const row of rows) {
    const key = `${row.dataset} ${row.model}`;
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups.values()].map((group) => {
    const all = (pick: (row: AccuracyRow) => number): number[] => group.map(pick);
    const { dataset, model } = group[0]!;
    return {
      ...{ dataset, model, orders: group.length },
      prequential: mean(all((row) => row.prequential)),
      test: mean(all((row) => row.test)),
      testDeviation: deviation(all((row) => row.test)),
      floatTest: mean(all((row) => row.floatTest)),
      ties: mean(all((row) => row.ties)),
      differences: mean(all((row) => row.differences)),
    };
  });
}
