import type { DataItem, Sample } from "@chainlearn/core";
import type { Bench } from "./evm-gas.ts";
import { median } from "./workloads.ts";

/** Samples of a batch, and measured batches per row. */
export const BATCH_SAMPLES = 16;
export const BATCHES_PER_ROW = 5;
export const BATCH_ACTION = `addMany of ${BATCH_SAMPLES} incorrect, per sample`;

/** Samples with the labels that the model disagrees with when the ones before have trained it. */
const disputedItems = (bench: Bench, samples: readonly Sample[]): Promise<DataItem[]> =>
  bench.isolated(async () => {
    const items: DataItem[] = [];
    for (const sample of samples) {
      const label = 1 - (await bench.trainer.predict(sample));
      await bench.add(bench.account(1), sample, label);
      items.push({ sample, label });
    }
    return items;
  });

/** Gas a sample of batches in which every sample trains the model; the median over the batches. */
export async function batchRow(bench: Bench, batches: readonly (readonly Sample[])[]): Promise<number> {
  const gas: bigint[] = [];
  for (const samples of batches) {
    const items = await disputedItems(bench, samples);
    const result = await bench.isolated(() => bench.trainer.addDataBatch({ from: bench.account(1), items }));
    gas.push(result.gasUsed / BigInt(items.length));
  }
  return median(gas);
}

/** The next batches of a stream. */
export function takeBatches<T>(stream: Iterator<T>, batches: number): T[][] {
  const next = (): T => stream.next().value as T;
  return Array.from({ length: batches }, () => Array.from({ length: BATCH_SAMPLES }, next));
}
