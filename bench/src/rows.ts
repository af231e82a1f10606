import { readFileSync } from "node:fs";

/** One measured action beside the baseline; gas is the median over the row's samples. */
export interface GasRow {
  readonly model: string;
  readonly entries: number | null;
  readonly mechanism: string;
  readonly action: string;
  readonly lanes: 16 | 32;
  readonly gas: number;
  readonly originalAsShipped: number | null;
  readonly originalBestOptimizer: number | null;
  readonly floor: number | null;
}

/** Bytes of runtime code of a deployed contract. */
export interface ContractSize {
  readonly model: string;
  readonly lanes: 16 | 32;
  readonly bytes: number;
}

interface BaselineRow {
  readonly model: string;
  readonly entries: number | null;
  readonly mechanism: string;
  readonly action: string;
  readonly originalAsShipped: number;
  readonly originalBestOptimizer: number;
  readonly floor: number;
}

const baseline = JSON.parse(readFileSync(new URL("../baseline/evm-gas.json", import.meta.url), "utf8")) as {
  rows: BaselineRow[];
};

/** Adds the baseline's figures where it has the same row; `sameAs` names the action that it has instead. */
export function besideBaseline(
  row: Omit<GasRow, "originalAsShipped" | "originalBestOptimizer" | "floor">,
  sameAs: string | null = row.action,
): GasRow {
  const peer = baseline.rows.find(
    (candidate) =>
      candidate.model === row.model &&
      candidate.entries === row.entries &&
      candidate.mechanism === row.mechanism &&
      candidate.action === sameAs,
  );
  return {
    ...row,
    originalAsShipped: peer?.originalAsShipped ?? null,
    originalBestOptimizer: peer?.originalBestOptimizer ?? null,
    floor: peer?.floor ?? null,
  };
}

/** The flat key under which a row stands in the snapshot. */
export const rowKey = (row: GasRow): string =>
  `${row.model}/${row.entries ?? "-"}/${row.mechanism}/${row.action}/int${row.lanes}`;

/** The gas of a row. @throws Error when the snapshot has no such row */
export function gasIn(snapshot: Readonly<Record<string, number>>, row: string): number {
  const gas = snapshot[row];
  if (gas === undefined) throw new Error(`bench/gas.snapshot.json has no row "${row}".`);
  return gas;
}
