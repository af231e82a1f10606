import { markdownTable } from "../markdown.ts";

/** One measurement of bench/throughput.json. */
export interface ThroughputRow {
  readonly model: string;
  readonly classes: number;
  readonly features: number;
  /** Features that a sample has. */
  readonly entries: number;
  readonly implementation: string;
  readonly operation: string;
  readonly samplesPerSecond: number;
  /** Null where no compiler was found. */
  readonly ratioToScalarNative: number | null;
  readonly ratioToNative: number | null;
}

const ratio = (value: number | null): string => (value === null ? "" : value.toFixed(2));

/** One model's measurements, or nothing where there are none. */
export function throughputTable(model: string, rows: readonly ThroughputRow[]): string | null {
  const own = rows.filter((row) => row.model === model);
  if (own.length === 0) return null;
  const lines = own.map((row) => [
    `${row.entries === row.features ? "" : `${row.entries} of `}${row.features.toLocaleString("en-GB")} features, ${row.classes} classes`,
    row.operation,
    row.implementation,
    (row.samplesPerSecond / 1e6).toFixed(2),
    ratio(row.ratioToScalarNative),
    ratio(row.ratioToNative),
  ]);
  return markdownTable(["sample", "operation", "implementation", "million/s", "of scalar C", "of C"], lines);
}
