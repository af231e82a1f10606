import { entryBytes, type ModelManifest, type Shape } from "@chainlearn/core";

/** Where a linked model keeps things in its linear memory, in bytes. */
export interface ModelMemory {
  /** One i64 per hot cell. */
  readonly hot: number;
  /** One i64 per scratch cell. */
  readonly scratch: number;
  /** Canonical bytes of one sample. */
  readonly sample: number;
  /** State words, 32 bytes little-endian each: the lanes are contiguous. */
  readonly state: number;
  /** First byte behind everything. */
  readonly end: number;
}

const WORD_BYTES = 32;
const align = (address: number): number => Math.ceil(address / WORD_BYTES) * WORD_BYTES;

/** The linker folds these addresses into the code; the runner reads and writes there. */
export function modelMemory(manifest: ModelManifest, shape: Shape): ModelMemory {
  // Address 0 stays unused, as everywhere in AssemblyScript.
  const hot = WORD_BYTES;
  const scratch = align(hot + 8 * manifest.hot(shape).length);
  const sample = align(scratch + 8 * manifest.scratch(shape));
  const state = align(sample + shape.maxEntries * entryBytes(shape));
  const end = align(state + (manifest.cells(shape) * shape.lane) / 8);
  return { hot, scratch, sample, state, end };
}
