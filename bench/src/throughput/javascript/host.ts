import type { CellSpec, Shape } from "@chainlearn/core";

/**
 * What plain JavaScript needs in place of the host: cells as numbers in one typed array. Numbers are exact up to 2^53,
 * which the workloads stay below; the bench compares every outcome bit by bit.
 */
export interface PlainHost {
  readonly shape: Shape;
  readonly cells: Float64Array;
  readonly hot: Float64Array;
  /** Of the open sample. */
  entries: number;
  readonly indices: Uint16Array;
  readonly values: Int32Array;
  /** Checks and reads canonical bytes. */
  open(bytes: Uint8Array, at: number, length: number): boolean;
  setHot(k: number, value: number): void;
  addTo(cell: number, change: number): void;
  dot(base: number): number;
  axpy(base: number, d: number): void;
  norm(): number;
}

export const clamp = (value: number, least: number, most: number): number =>
  Math.min(most, Math.max(least, value));

/** A fresh host, all cells 0. */
export function plainHost(shape: Shape, cellCount: number, hotSpecs: readonly CellSpec[]): PlainHost {
  const { features, maxEntries } = shape;
  const one = 2 ** shape.valueBits;
  const most = 2 ** (shape.lane - 1) - 1;
  const isDense = shape.encoding === "dense";
  const cells = new Float64Array(cellCount);
  const hot = new Float64Array(hotSpecs.length);
  const hotMost = hotSpecs.map(({ bits, signed }) => 2 ** (signed ? bits - 1 : bits) - 1);
  const hotLeast = hotSpecs.map(({ bits, signed }) => (signed ? -(2 ** (bits - 1)) : 0));
  const indices = new Uint16Array(maxEntries);
  const values = new Int32Array(isDense ? features : 0);

  const host: PlainHost = {
    shape,
    cells,
    hot,
    entries: 0,
    indices,
    values,
    open(bytes, at, length) {
      if (isDense) {
        if (length !== 4 * features) return false;
        host.entries = features;
        for (let p = 0; p < features; p++, at += 4)
          values[p] = (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!;
        return true;
      }
      const n = length >> 1;
      if (length % 2 !== 0 || n === 0 || n > maxEntries) return false;
      host.entries = n;
      let last = -1;
      for (let p = 0; p < n; p++, at += 2) {
        const index = (bytes[at]! << 8) | bytes[at + 1]!;
        if (index <= last) return false;
        last = index;
        indices[p] = index;
      }
      return last < features;
    },
    setHot(k, value) {
      hot[k] = clamp(value, hotLeast[k]!, hotMost[k]!);
    },
    addTo(cell, change) {
      cells[cell] = clamp(cells[cell]! + change, -most - 1, most);
    },
    dot(base) {
      let sum = 0;
      if (isDense) {
        for (let p = 0; p < features; p++) sum += values[p]! * cells[base + p]!;
        return Math.floor(sum / one);
      }
      for (let p = 0, n = host.entries; p < n; p++) sum += cells[base + indices[p]!]!;
      return sum;
    },
    axpy(base, d) {
      const factor = clamp(d, -(2 ** 31), 2 ** 31 - 1);
      if (isDense)
        for (let p = 0; p < features; p++) host.addTo(base + p, Math.floor((values[p]! * factor) / one));
      else for (let p = 0, n = host.entries; p < n; p++) host.addTo(base + indices[p]!, factor);
    },
    norm() {
      if (!isDense) return host.entries * one;
      let sum = 0;
      for (let p = 0; p < features; p++) sum += values[p]! * values[p]!;
      return Math.floor(sum / one);
    },
  };
  return host;
}
