import { entryBytes, indexBytes, type ModelManifest, type Shape } from "@chainlearn/core";

/** Where a linked model keeps things in its linear memory, in bytes. */
export interface ModelMemory {
  /** Labels in use, an i32; read only where the composition grows. */
  readonly labels: number;
  /** One i64 per hot cell. */
  readonly hot: number;
  /** Least and largest value of each hot cell, an i64 each. */
  readonly bounds: number;
  /** Logarithms that the host remembers. */
  readonly logs: number;
  /** One i64 per scratch cell. */
  readonly scratch: number;
  /** Canonical bytes of one sample. */
  readonly sample: number;
  /** Its indices once they have been checked, 2 or 4 bytes each. */
  readonly indices: number;
  /** Its values, 4 bytes each. */
  readonly values: number;
  /** State words, 32 bytes little-endian each: the lanes are contiguous. */
  readonly state: number;
  /** First byte behind the state. */
  readonly end: number;
  /** Samples to be trained on or predicted in one call. */
  readonly batch: number;
}

const WORD_BYTES = 32;
/** Vectors may reach behind the end of what they read or write by less than this. */
export const VECTOR_SLACK = 64;
/** `REMEMBERED` of assembly/host/logs.ts, 16 bytes each. */
const LOGS_BYTES = 2048 * 16;
const align = (address: number): number => Math.ceil(address / WORD_BYTES) * WORD_BYTES;

/** The linker folds these addresses into the code; the runner reads and writes there. */
export function modelMemory(manifest: ModelManifest, shape: Shape): ModelMemory {
  // Address 0 stays unused, as everywhere in AssemblyScript.
  const labels = 8;
  const hot = WORD_BYTES;
  const bounds = align(hot + 8 * manifest.hot(shape).length);
  const logs = align(bounds + 16 * manifest.hot(shape).length);
  const scratch = logs + LOGS_BYTES;
  const sample = align(scratch + 8 * manifest.scratch(shape) + VECTOR_SLACK);
  const indices = align(sample + shape.maxEntries * entryBytes(shape) + VECTOR_SLACK);
  const values = align(
    indices + (shape.encoding === "dense" ? 0 : shape.maxEntries * indexBytes(shape) + VECTOR_SLACK),
  );
  const state = align(values + (shape.encoding === "sparse" ? 0 : shape.maxEntries * 4 + VECTOR_SLACK));
  const end = align(state + (manifest.cells(shape) * shape.lane) / 8);
  return {
    labels,
    hot,
    bounds,
    logs,
    scratch,
    sample,
    indices,
    values,
    state,
    end,
    batch: end + VECTOR_SLACK,
  };
}
