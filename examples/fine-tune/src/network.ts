import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { EmbeddingModel } from "@chainlearn/encoders";
import { loadImageModel } from "@chainlearn/encoders/tfjs";
import "@tensorflow/tfjs-backend-wasm";
import { SIDE } from "@chainlearn/example-kit/digits";
import { setBackend } from "@tensorflow/tfjs-core";

/**
 * A small network that has never seen a digit: it tells faces from photographs of faces (32 x 32 pixels, 0.6 MB). The
 * package `@vladmandic/human` ships it as a graph model.
 */
const NAME = "liveness";
/** Its last convolution: 16 x 16 places of 32 numbers each. Behind it are the layers that know about faces. */
const LAYER = "StatefulPartitionedCall/sequential_1/batch_normalization_4/FusedBatchNormV3";
/** Averages of 8 x 8 places: 2 x 2 x 32 = 128 numbers. */
const POOL = 8;

/** The network up to its last convolution. */
export async function loadNetwork(): Promise<EmbeddingModel<ArrayLike<number>> & { dispose(): void }> {
  const entry = createRequire(import.meta.url).resolve("@vladmandic/human");
  const file = (ending: string): string => join(entry, "../../models", `${NAME}.${ending}`);
  await setBackend("wasm");
  return loadImageModel({
    topology: await readFile(file("json")),
    weights: [await readFile(file("bin"))],
    layer: LAYER,
    pool: POOL,
    width: SIDE,
    height: SIDE,
  });
}
