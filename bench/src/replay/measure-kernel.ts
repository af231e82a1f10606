import { modelParams, stateHash, toHex } from "@chainlearn/core";
import { instantiateModel, packBatch } from "@chainlearn/kernel";
import { linkModel } from "@chainlearn/kernel/compiler";
import { LogStore } from "@chainlearn/log-store";
import { compositionWith, type HandlerName } from "./case.ts";

/** Samples that are in memory at a time. */
const BATCH = 10_000;

/** What the model's kernel alone does with the samples of a log. */
export interface KernelMeasurement {
  readonly samples: number;
  /** Of training; reading and unpacking the samples is not in it. */
  readonly seconds: number;
  readonly stateHash: string;
}

/** Trains the model of the case on the samples of a stored log, without a shell around it. */
export async function measureKernel(file: string, handler: HandlerName): Promise<KernelMeasurement> {
  const composition = compositionWith(handler);
  const { shape, constants } = composition;
  const linked = await linkModel(composition.model, shape, constants, modelParams(composition));
  const model = instantiateModel(linked, composition);
  const store = await LogStore.openFile(file);
  let seconds = 0;
  let samples = 0;
  let batch: { sample: Uint8Array; label: number }[] = [];
  const train = (): void => {
    const loaded = model.load(packBatch(batch), batch.length);
    const start = performance.now();
    loaded.update();
    seconds += (performance.now() - start) / 1_000;
    samples += batch.length;
    batch = [];
  };
  try {
    const [deployment] = await store.deployments();
    for await (const entry of store.entries(deployment!.id)) {
      if (entry.kind !== "dataAdded") continue;
      batch.push({ sample: entry.sample, label: entry.label });
      if (batch.length === BATCH) train();
    }
    if (batch.length > 0) train();
  } finally {
    await store.close();
  }
  return { samples, seconds, stateHash: toHex(stateHash(model.words(), model.hot())) };
}
