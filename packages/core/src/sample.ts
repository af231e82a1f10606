import { ChainlearnError, type ErrorCode } from "./errors.ts";
import type { Shape } from "./manifest.ts";

/**
 * One sample. Sparse: `indices` strictly increasing. Values are fixed point with `shape.valueBits` fraction bits
 * (i32); a sparse sample without values has 1.0 at every index.
 */
export interface Sample {
  readonly indices?: readonly number[];
  readonly values?: readonly number[];
}

/** Bytes of one feature index: 2 up to 65,536 features, else 4. */
export const indexBytes = (shape: Shape): 2 | 4 => (shape.features <= 65_536 ? 2 : 4);

/** Bytes of one entry in the canonical encoding. */
export function entryBytes(shape: Shape): number {
  return (shape.encoding === "dense" ? 0 : indexBytes(shape)) + (shape.encoding === "sparse" ? 0 : 4);
}

const fail = (code: ErrorCode, message: string): never => {
  throw new ChainlearnError(code, message);
};

/**
 * Checks canonical bytes as every shell does, in the same order, with the same codes.
 * @returns the number of entries
 * @throws ChainlearnError sample_malformed, sample_empty, sample_too_large, index_out_of_order, index_out_of_range
 */
export function checkSample(bytes: Uint8Array, shape: Shape): number {
  const size = entryBytes(shape);
  if (bytes.length % size !== 0)
    fail("sample_malformed", `${bytes.length} bytes are not a multiple of ${size}.`);
  const count = bytes.length / size;
  if (count === 0) fail("sample_empty", "the sample has no entries.");
  if (count > shape.maxEntries)
    fail("sample_too_large", `${count} entries; at most ${shape.maxEntries} are admitted.`);
  if (shape.encoding === "dense") {
    if (count !== shape.features)
      fail("sample_malformed", `${count} values; a dense sample has exactly ${shape.features}.`);
    return count;
  }
  const view = viewOf(bytes);
  let last = -1;
  for (let p = 0; p < count; p++) {
    const index = indexAt(view, p * size, shape);
    if (index <= last)
      fail("index_out_of_order", `entry ${p} has index ${index} after ${last}; indices increase strictly.`);
    last = index;
  }
  if (last >= shape.features)
    fail("index_out_of_range", `index ${last}; there are ${shape.features} features.`);
  return count;
}

const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

const indexAt = (view: DataView, at: number, shape: Shape): number =>
  indexBytes(shape) === 2 ? view.getUint16(at) : view.getUint32(at);

/** The canonical bytes of a sample (big-endian). Checked before they are returned. */
export function encodeSample(sample: Sample, shape: Shape): Uint8Array {
  const { indices, values } = sample;
  const wantsIndices = shape.encoding !== "dense";
  const wantsValues = shape.encoding !== "sparse";
  if (wantsIndices !== (indices !== undefined) || wantsValues !== (values !== undefined)) {
    fail(
      "sample_malformed",
      `a ${shape.encoding} sample has ${[wantsIndices && "indices", wantsValues && "values"].filter(Boolean).join(" and ")} only.`,
    );
  }
  const count = (indices ?? values ?? []).length;
  if (indices && values && values.length !== count)
    fail("sample_malformed", "as many values as indices are needed.");
  const size = entryBytes(shape);
  const bytes = new Uint8Array(count * size);
  const view = new DataView(bytes.buffer);
  const width = indexBytes(shape);
  for (let p = 0; p < count; p++) {
    let at = p * size;
    if (indices) {
      const index = indices[p]!;
      if (!Number.isInteger(index) || index < 0 || index >= 2 ** (8 * width))
        fail("index_out_of_range", `index ${index}.`);
      if (width === 2) view.setUint16(at, index);
      else view.setUint32(at, index);
      at += width;
    }
    if (values) {
      const value = values[p]!;
      if (!Number.isInteger(value) || value < -(2 ** 31) || value >= 2 ** 31)
        fail("sample_malformed", `value ${value} is not an i32.`);
      view.setInt32(at, value);
    }
  }
  checkSample(bytes, shape);
  return bytes;
}

/** The sample that canonical bytes stand for. Checked first. */
export function decodeSample(bytes: Uint8Array, shape: Shape): Sample {
  const count = checkSample(bytes, shape);
  const view = viewOf(bytes);
  const size = entryBytes(shape);
  const entries = Array.from({ length: count }, (_, p) => p);
  const valueOffset = shape.encoding === "dense" ? 0 : indexBytes(shape);
  const values = entries.map((p) =>
    shape.encoding === "sparse" ? 0 : view.getInt32(p * size + valueOffset),
  );
  if (shape.encoding === "dense") return { values };
  const indices = entries.map((p) => indexAt(view, p * size, shape));
  return shape.encoding === "sparse" ? { indices } : { indices, values };
}

/** @throws ChainlearnError label_out_of_range */
export function checkLabel(label: number, { classes }: Pick<Shape, "classes">): void {
  if (!Number.isInteger(label) || label < 0 || label >= classes) {
    fail("label_out_of_range", `label ${label}; there are ${classes} classes.`);
  }
}
