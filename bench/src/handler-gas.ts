import {
  type Contribution,
  type DataAddedEntry,
  type DataHandlerPlugin,
  mountainHeight,
  type Sample,
} from "@chainlearn/core";
import { BATCH_ACTION, BATCH_SAMPLES, BATCHES_PER_ROW, batchRow, takeBatches } from "./batch-gas.ts";
import type { GasModel } from "./compositions.ts";
import type { Bench } from "./evm-gas.ts";

const ENTRIES = 20;
/** Additions before anything is measured: the peaks that the measured ones write have been written before. */
const BEFORE = 32;
/** Successive additions, whose gas differs with the peak that is written. */
const ADDITIONS = 16;

/** A model of the bench with another data handler. */
export const withHandler = (model: GasModel, dataHandler: DataHandlerPlugin): GasModel => ({
  ...model,
  composition: (lanes) => ({ ...model.composition(lanes), dataHandler }),
});

type Emit = (entries: number | null, action: string, gas: number) => void;

/** Rows of one data handler, whose name stands before the action; those of `stored` are there to be compared with. */
export async function handlerRows(
  bench: Bench,
  { manifest: { id } }: DataHandlerPlugin,
  mail: readonly (readonly number[])[],
  emit: Emit,
): Promise<void> {
  const samples = bench.model.samples(ENTRIES);
  const next = (): Sample => samples.next().value as Sample;
  const provider = bench.account(1);
  for (let i = 0; i < BEFORE; i++) await bench.add(provider, next(), i % 2);

  await bench.isolated(async () => {
    for (const trains of [false, true]) {
      const gas: bigint[] = [];
      for (let i = 0; i < ADDITIONS; i++) {
        const sample = next();
        const predicted = await bench.trainer.predict(sample);
        gas.push((await bench.add(provider, sample, trains ? 1 - predicted : predicted)).gasUsed);
      }
      const mean = Number(gas.reduce((sum, one) => sum + one, 0n)) / ADDITIONS;
      emit(
        ENTRIES,
        `${id}: addData ${trains ? "incorrect" : "correct"}, mean of ${ADDITIONS}`,
        Math.round(mean),
      );
    }
  });

  await bench.isolated(async () => {
    const claimed = await contribute(bench, next());
    const again = await contribute(bench, next());
    await bench.validate(provider, next());
    for (let i = 0; i < BEFORE; i++) await bench.add(provider, next(), i % 2);
    const height = mountainHeight(claimed.id, claimed.id + 3 + BEFORE);
    const refund = await bench.trainer.act("refund", { from: provider, contribution: claimed });
    emit(ENTRIES, `${id}: refund later, ${height} levels deep`, Number(refund.gasUsed));
    const take = await bench.trainer.act("take", { from: bench.account(2), contribution: again });
    emit(ENTRIES, `${id}: take of the whole, ${height} levels deep`, Number(take.gasUsed));
  });

  const uniform = takeBatches(samples, BATCHES_PER_ROW);
  emit(ENTRIES, `${id}: ${BATCH_ACTION}`, await batchRow(bench, uniform));
  if (mail.length < BATCH_SAMPLES) return;
  const mails = mail.map((indices) => ({ indices }));
  const batches = takeBatches(mails.values(), Math.floor(mails.length / BATCH_SAMPLES));
  emit(null, `${id}: ${BATCH_ACTION}, real mail`, await batchRow(bench, batches));
}

/** An addition that the model agrees with, old enough to be claimed when the rest is done. */
async function contribute(bench: Bench, sample: Sample): Promise<Contribution> {
  const { entries } = await bench.add(bench.account(1), sample, await bench.trainer.predict(sample));
  const { id, time, actor, label, sample: bytes } = entries[0] as DataAddedEntry;
  return { id, time, submitter: actor, label, sample: bytes };
}
