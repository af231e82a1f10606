import { markdownTable } from "@chainlearn/example-kit/markdown";

/** One measurement of bench/throughput.json. */
export interface ThroughputRow {
  readonly model: string;
  readonly classes: number;
  readonly features: number;
  /** Features that a sample has. */
  readonly entries: number;
  readonly lane: number;
  readonly implementation: string;
  readonly operation: string;
  readonly samplesPerSecond: number;
  /** Null where no compiler was found. */
  readonly ratioToScalarNative: number | null;
  readonly ratioToNative: number | null;
}

const number = (value: number | null | undefined): string => value?.toFixed(2) ?? "";

const sampleOf = ({ entries, features, classes, lane }: ThroughputRow): string =>
  `${entries === features ? "" : `${entries} of `}${features.toLocaleString("en-GB")} features, ${classes} classes, int${lane}`;

/** One model's measurements, or nothing where there are none. */
export function throughputTable(model: string, rows: readonly ThroughputRow[]): string | null {
  const own = rows.filter((row) => row.model === model);
  if (own.length === 0) return null;
  const lines = own
    .filter(({ operation }) => operation === "update")
    .map((update) => {
      const predict = own.find(
        (row) =>
          row.operation === "predict" &&
          row.implementation === update.implementation &&
          sampleOf(row) === sampleOf(update),
      );
      return [
        sampleOf(update),
        update.implementation,
        number(update.samplesPerSecond / 1e6),
        number(predict && predict.samplesPerSecond / 1e6),
        `${number(update.ratioToScalarNative)} / ${number(predict?.ratioToScalarNative)}`,
        `${number(update.ratioToNative)} / ${number(predict?.ratioToNative)}`,
      ];
    });
  return markdownTable(
    ["sample", "implementation", "updates, M/s", "predictions, M/s", "of scalar C", "of the best C"],
    lines,
  );
}
