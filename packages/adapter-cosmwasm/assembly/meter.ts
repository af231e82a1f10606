// The meter: sealed bit, next id, the mechanism's pool cells, the model's hot cells.
import { fitsCell, readBits, readCell, writeBits, writeCell } from "./cells";
import { openSlot, Slot } from "./chain";
import { ADDED_CLASSES_BIT, CLASSES, HOT, HOT_COUNT, METER_WORDS, POOL, POOL_COUNT, START_CLASSES } from "./config";
import { meterKey } from "./keys";
import { Span, span } from "./memory";

/** Whether labels come into use one by one; else all of the shape's are from the start. */
export const GROWS: bool = START_CLASSES < CLASSES;

const ADDED_CLASSES_BITS: u32 = 16;

let opened: Slot | null = null;

function meter(): Slot {
  let slot = opened;
  if (slot === null) {
    slot = openSlot(meterKey(), METER_WORDS * 32);
    opened = slot;
  }
  return slot;
}

export function meterBytes(): Span {
  return span(meter().data, meter().size);
}

export function isSealed(): bool {
  return readBits(meter().data, 0, 1) != 0;
}

export function setSealed(): void {
  writeBits(meter().data, 0, 1, 1);
  meter().changed = true;
}

/** The id of the next contribution; before sealing the number of state words uploaded. */
export function nextId(): u64 {
  return readBits(meter().data, 1, 48);
}

export function setNextId(id: u64): void {
  writeBits(meter().data, 1, 48, id);
  meter().changed = true;
}

/** Labels in use: 0 to the result - 1. */
export function labels(): i32 {
  if (!GROWS) return CLASSES;
  return START_CLASSES + <i32>readBits(meter().data, ADDED_CLASSES_BIT, ADDED_CLASSES_BITS);
}

/** Takes the next label into use; the caller has seen that there is room. */
export function addLabel(): void {
  writeBits(meter().data, ADDED_CLASSES_BIT, ADDED_CLASSES_BITS, labels() - START_CLASSES + 1);
  meter().changed = true;
}

export function getPool(k: i32): i64 {
  return readCell(meter().data, POOL, POOL_COUNT, k);
}

export function setPool(k: i32, value: i64): void {
  if (writeCell(meter().data, POOL, POOL_COUNT, k, value)) meter().changed = true;
}

export function getHot(k: i32): i64 {
  return readCell(meter().data, HOT, HOT_COUNT, k);
}

export function setHot(k: i32, value: i64): void {
  if (writeCell(meter().data, HOT, HOT_COUNT, k, value)) meter().changed = true;
}

export function fitsHot(k: i32, value: i64): bool {
  return fitsCell(HOT, HOT_COUNT, k, value);
}
