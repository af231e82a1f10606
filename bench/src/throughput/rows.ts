import { caseName, type ThroughputCase } from "./cases.ts";
import type { Fastest, Operation } from "./measure.ts";
import { NATIVE_FLAGS } from "./native.ts";

/** One implementation of one operation. */
export interface ThroughputRow {
  readonly model: string;
  readonly classes: number;
  readonly features: number;
  /** Present features of a sparse sample, all features of a dense one. */
  readonly entries: number;
  readonly encoding: string;
  readonly lane: number;
  readonly implementation: string;
  readonly operation: Operation;
  readonly samplesPerSecond: number;
  /** Null where no C compiler was found. */
  readonly ratioToScalarNative: number | null;
  /** To the faster of the two native programs. */
  readonly ratioToNative: number | null;
}

/** What a ratio in process should at least be; see the issue of the model family. */
export interface Limit {
  readonly row: ThroughputRow;
  readonly ratio: "ratioToScalarNative" | "ratioToNative";
  readonly least: number;
}

const [SCALAR, VECTORISED] = Object.keys(NATIVE_FLAGS) as ["native C, scalar", "native C, vectorised"];
export const IN_PROCESS = "in process";
const OPERATIONS = ["predict", "update"] as const;

const rounded = (value: number): number => Number(value.toPrecision(3));

/** The rows of a case. */
export function rowsOf(subject: ThroughputCase, samples: number, fastest: Fastest): ThroughputRow[] {
  const { shape } = subject.composition;
  return OPERATIONS.flatMap((operation) => {
    const speed = (implementation: string): number | null => {
      const seconds = fastest.get(implementation)?.[operation];
      return seconds === undefined ? null : samples / seconds;
    };
    const scalar = speed(SCALAR);
    const vectorised = speed(VECTORISED);
    const native = scalar === null || vectorised === null ? null : Math.max(scalar, vectorised);
    return [...fastest.keys()].map((implementation) => {
      const own = speed(implementation)!;
      return {
        model: subject.model,
        classes: shape.classes,
        features: shape.features,
        entries: subject.entries,
        encoding: shape.encoding,
        lane: shape.lane,
        implementation,
        operation,
        samplesPerSecond: Math.round(rounded(own)),
        ratioToScalarNative: scalar === null ? null : rounded(own / scalar),
        ratioToNative: native === null ? null : rounded(own / native),
      };
    });
  });
}

/** The limits that rows in process have to keep: scalar code for all, vectors for ten classes. */
export function limitsOf(rows: readonly ThroughputRow[]): Limit[] {
  return rows
    .filter(({ implementation }) => implementation === IN_PROCESS)
    .flatMap((row) => [
      { row, ratio: "ratioToScalarNative" as const, least: row.operation === "predict" ? 0.8 : 0.6 },
      ...(row.classes === 10
        ? [{ row, ratio: "ratioToNative" as const, least: row.encoding === "dense" ? 0.4 : 0.6 }]
        : []),
    ]);
}

/** The limits that are not kept. A ratio that could not be measured breaks none. */
export const broken = (limits: readonly Limit[]): Limit[] =>
  limits.filter(({ row, ratio, least }) => (row[ratio] ?? least) < least);

const millions = (row: ThroughputRow | undefined): string =>
  row ? (row.samplesPerSecond / 1e6).toPrecision(3) : "-";

/** One line for each case and operation: million samples a second, and what that is of native code. */
export function tableRows(
  cases: readonly ThroughputCase[],
  rows: readonly ThroughputRow[],
  implementations: readonly string[],
): Record<string, string>[] {
  return cases.flatMap((subject) =>
    OPERATIONS.map((operation) => {
      const { shape } = subject.composition;
      const find = (implementation: string): ThroughputRow | undefined =>
        rows.find(
          (row) =>
            `${row.model}/${row.classes}/${row.encoding}` === caseName(subject) &&
            row.operation === operation &&
            row.implementation === implementation,
        );
      const own = find(IN_PROCESS);
      return {
        model: subject.model,
        samples: `${shape.encoding}, int${shape.lane}`,
        classes: String(shape.classes),
        operation,
        ...Object.fromEntries(implementations.map((name) => [name, millions(find(name))])),
        "of scalar C": own?.ratioToScalarNative?.toFixed(2) ?? "-",
        "of fastest C": own?.ratioToNative?.toFixed(2) ?? "-",
      };
    }),
  );
}
