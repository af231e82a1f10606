import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { ImageModelOptions } from "@chainlearn/encoders/tfjs";

const entry = createRequire(import.meta.url).resolve("@vladmandic/human");
const file = (name: string): Uint8Array => new Uint8Array(readFileSync(join(entry, "../../models", name)));

/** A small network that a package ships, and one of its layers. */
export const network: ImageModelOptions = {
  topology: file("liveness.json"),
  weights: [file("liveness.bin")],
  layer: "StatefulPartitionedCall/sequential_1/batch_normalization_4/FusedBatchNormV3",
  pool: 8,
  width: 28,
  height: 28,
};
