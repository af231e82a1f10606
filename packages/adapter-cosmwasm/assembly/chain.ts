// What the chain gives a contract: regions of memory and a few functions.
import { allocate, Span, span } from "./memory";

/** How chain and contract pass bytes: 32 bits each. */
@unmanaged
class Region {
  data: usize;
  capacity: u32;
  length: u32;
}

@external("env", "db_read") declare function db_read(key: Region): Region | null;
@external("env", "db_write") declare function db_write(key: Region, value: Region): void;
@external("env", "db_remove") declare function db_remove(key: Region): void;
@external("env", "addr_validate") declare function addr_validate(address: Region): Region | null;

/** An empty region for the chain to write into. */
export function emptyRegion(capacity: u32): Region {
  const region = changetype<Region>(allocate(offsetof<Region>()));
  region.data = allocate(capacity);
  region.capacity = capacity;
  return region;
}

export function toRegion(bytes: Span): Region {
  const region = changetype<Region>(allocate(offsetof<Region>()));
  region.data = bytes.data;
  region.capacity = bytes.length;
  region.length = bytes.length;
  return region;
}

/** The bytes of a region; its address as the chain passes it. */
export function fromRegion(region: usize): Span {
  const given = changetype<Region>(region);
  return span(given.data, given.length);
}

/** Whether the chain takes this as one of its addresses. */
export function isAddress(text: Span): bool {
  return addr_validate(toRegion(text)) === null;
}

/** A storage entry that the call has read, and writes at its end if it changed it. */
@unmanaged
export class Slot {
  key: Region;
  /** `size` bytes; zeros where the chain has nothing. */
  data: usize;
  size: u32;
  changed: bool;
  removed: bool;
  next: Slot | null;
}

let first: Slot | null = null;
let last: Slot | null = null;

/** Reads an entry of a known size. Whoever opens an entry keeps it: a second reading would not see changes. */
export function openSlot(key: Span, size: u32): Slot {
  const slot = changetype<Slot>(allocate(offsetof<Slot>()));
  slot.key = toRegion(key);
  slot.size = size;
  const found = db_read(slot.key);
  slot.data = found === null ? allocate(size) : found.data;
  if (found !== null && found.length != size) unreachable();
  if (last === null) first = slot;
  else last!.next = slot;
  last = slot;
  return slot;
}

/** As {@link openSlot}, but an entry that the call has opened before is that one, with its changes. */
export function reopenSlot(key: Span, size: u32): Slot {
  let slot = first;
  while (slot !== null) {
    const known = slot.key;
    if (known.length == key.length && memory.compare(known.data, key.data, key.length) == 0) return slot;
    slot = slot.next;
  }
  return openSlot(key, size);
}

/** The bytes of an entry of unknown size; empty when there is none. */
export function readStorage(key: Span): Span {
  const found = db_read(toRegion(key));
  return found === null ? span(0, 0) : span(found.data, found.length);
}

export function writeStorage(key: Span, value: Span): void {
  db_write(toRegion(key), toRegion(value));
}

/** One write for every entry that the call has changed, in the order in which they were opened. */
export function saveSlots(): void {
  let slot = first;
  while (slot !== null) {
    if (slot.removed) db_remove(slot.key);
    else if (slot.changed) {
      const value = span(slot.data, slot.size);
      db_write(slot.key, toRegion(value));
    }
    slot = slot.next;
  }
}
