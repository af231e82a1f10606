// The meter: sealed bit, next id, the mechanism's pool cells, the model's hot cells.
import { fitsCell, readBits, readCell, writeBits, writeCell } from "./cells";
import { openSlot, Slot } from "./chain";
import { HOT, HOT_COUNT, METER_WORDS, POOL, POOL_COUNT } from "./config";
import { meterKey } from "./keys";
import { Span, span } from "./memory";

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
