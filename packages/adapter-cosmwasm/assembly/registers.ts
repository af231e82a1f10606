// The mechanism's registers of 32 bytes, and its series of numbered values, four to a word.
import { openSlot, Slot } from "./chain";
import { REGISTER_COUNT, SERIES_COUNT } from "./config";
import { registerKey, seriesKey } from "./keys";
import { allocate } from "./memory";

const WORD_BYTES: u32 = 32;
const NUMBERS: i64 = 1 << 48;

/** Addresses of the slots that are open. */
let opened: usize = 0;

export function openRegister(k: i32): Slot {
  if (<u32>k >= <u32>REGISTER_COUNT) unreachable();
  if (opened == 0) opened = allocate(<usize>REGISTER_COUNT << 2);
  const place = opened + (<usize>k << 2);
  if (load<u32>(place) == 0) store<u32>(place, <u32>changetype<usize>(openSlot(registerKey(k), WORD_BYTES)));
  return changetype<Slot>(load<u32>(place));
}

export function isRegisterZero(k: i32): bool {
  const at = openRegister(k).data;
  return (load<u64>(at) | load<u64>(at, 8) | load<u64>(at, 16) | load<u64>(at, 24)) == 0;
}

/** The first register becomes zero, then the second what the first was. */
export function moveRegister(from: i32, to: i32): void {
  const source = openRegister(from), target = openRegister(to);
  const moved = allocate(WORD_BYTES);
  memory.copy(moved, source.data, WORD_BYTES);
  memory.fill(source.data, 0, WORD_BYTES);
  memory.copy(target.data, moved, WORD_BYTES);
  source.changed = true;
  target.changed = true;
}

/** A word of a series that is open. */
@unmanaged
class SeriesWord {
  series: i32;
  word: u64;
  slot: Slot;
  next: SeriesWord | null;
}

let newest: SeriesWord | null = null;

function openWord(series: i32, word: u64): Slot {
  let known = newest;
  while (known !== null) {
    if (known.series == series && known.word == word) return known.slot;
    known = known.next;
  }
  const made = changetype<SeriesWord>(allocate(offsetof<SeriesWord>()));
  made.series = series;
  made.word = word;
  made.slot = openSlot(seriesKey(series, word), WORD_BYTES);
  made.next = newest;
  newest = made;
  return made.slot;
}

/** The slot of a value; numbers and series that do not exist trap. */
function slotOf(k: i32, n: i64): Slot {
  if (<u32>k >= <u32>SERIES_COUNT || n < 0 || n >= NUMBERS) unreachable();
  return openWord(k, <u64>n >> 2);
}

// @ts-ignore: decorator
@inline function offsetOf(n: i64): usize {
  return <usize>(n & 3) << 3;
}

export function seriesValue(k: i32, n: i64): i64 {
  return load<i64>(slotOf(k, n).data + offsetOf(n));
}

export function setSeriesValue(k: i32, n: i64, value: i64): void {
  const slot = slotOf(k, n);
  if (load<i64>(slot.data + offsetOf(n)) == value) return;
  store<i64>(slot.data + offsetOf(n), value);
  slot.changed = true;
}
