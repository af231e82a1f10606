// The model's cells: pages of state words, each read at most once and written at most once a call. Words are
// little-endian, so the cells of a page lie in memory one behind the other. The last page has only the words left. Where
// there are two copies of the model, the first half of every word belongs to the served one, the second to the working one.
import { clampToBits } from "./cells";
import { openSlot, Slot } from "./chain";
import { CELLS, COPIES, LANE_BITS, PAGE_WORDS, STATE_WORDS } from "./config";
import { pageKey } from "./keys";
import { allocate } from "./memory";

const WORD_BYTES: u32 = 32;
const PAGE_BYTES: u32 = PAGE_WORDS * WORD_BYTES;
const PART_BYTES: u32 = WORD_BYTES / COPIES;
const CELLS_PER_PART: u32 = (PART_BYTES << 3) / LANE_BITS;
const CELLS_PER_PAGE: u32 = CELLS_PER_PART * PAGE_WORDS;
const PAGES: u32 = (STATE_WORDS + PAGE_WORDS - 1) / PAGE_WORDS;
/** Open pages are found through a directory of blocks of 256 places, made when they are needed. */
const BLOCK_PLACES: u32 = 256;

let directory: usize = 0;

/** The copy that cells are of: 0 served, 1 working. */
export let copyInUse: u32 = 0;

export function useCopy(which: i32): void {
  if (<u32>which >= <u32>COPIES) unreachable();
  copyInUse = which;
}

function openPage(page: u32): Slot {
  if (directory == 0) directory = allocate((PAGES / BLOCK_PLACES + 1) << 2);
  const entry = directory + ((page / BLOCK_PLACES) << 2);
  if (load<u32>(entry) == 0) store<u32>(entry, <u32>allocate(BLOCK_PLACES << 2));
  const place = load<u32>(entry) + ((page % BLOCK_PLACES) << 2);
  if (load<u32>(place) == 0) {
    const words = min<u32>(PAGE_WORDS, STATE_WORDS - page * PAGE_WORDS);
    store<u32>(place, <u32>changetype<usize>(openSlot(pageKey(page), words * WORD_BYTES)));
  }
  return changetype<Slot>(load<u32>(place));
}

/** Address of a state word's 32 bytes. */
export function wordAt(word: u32): usize {
  return openPage(word / PAGE_WORDS).data + (word % PAGE_WORDS) * WORD_BYTES;
}

export function setWord(word: u32, bytes: usize): void {
  const at = wordAt(word);
  if (memory.compare(at, bytes, WORD_BYTES) == 0) return;
  memory.copy(at, bytes, WORD_BYTES);
  openPage(word / PAGE_WORDS).changed = true;
}

// @ts-ignore: decorator
@inline function loadCell(at: usize): i64 {
  if (LANE_BITS == 8) return load<i8>(at);
  if (LANE_BITS == 16) return load<i16>(at);
  if (LANE_BITS == 32) return load<i32>(at);
  return load<i64>(at);
}

// @ts-ignore: decorator
@inline function storeCell(at: usize, value: i64): void {
  if (LANE_BITS == 8) store<i8>(at, <i8>value);
  else if (LANE_BITS == 16) store<i16>(at, <i16>value);
  else if (LANE_BITS == 32) store<i32>(at, <i32>value);
  else store<i64>(at, value);
}

// @ts-ignore: decorator
@inline function offsetInPage(i: i32): usize {
  if (COPIES > 1) {
    const cell = <u32>i % CELLS_PER_PAGE;
    const part = (cell / CELLS_PER_PART) * WORD_BYTES + copyInUse * PART_BYTES;
    return <usize>(part + (cell % CELLS_PER_PART) * (LANE_BITS >> 3));
  }
  return <usize>((<u32>i % CELLS_PER_PAGE) * (LANE_BITS >> 3));
}

function pageOf(i: i32): Slot {
  if (<u32>i >= <u32>CELLS) unreachable();
  return openPage(<u32>i / CELLS_PER_PAGE);
}

export function getCell(i: i32): i64 {
  return loadCell(pageOf(i).data + offsetInPage(i));
}

export function setCell(i: i32, value: i64): void {
  const page = pageOf(i);
  const at = page.data + offsetInPage(i);
  const kept = clampToBits(value, LANE_BITS);
  if (loadCell(at) == kept) return;
  storeCell(at, kept);
  page.changed = true;
}

export function addToCell(i: i32, difference: i64): void {
  setCell(i, addSaturating(getCell(i), difference));
}

function addSaturating(a: i64, b: i64): i64 {
  const sum = a + b;
  const overflows = ((a ^ sum) & (b ^ sum)) < 0;
  if (!overflows) return sum;
  return a < 0 ? i64.MIN_VALUE : i64.MAX_VALUE;
}

/** Gives one copy's part of a state word to another copy. */
export function assignWord(word: u32, from: u32, to: u32): void {
  const at = wordAt(word);
  const source = at + from * PART_BYTES, target = at + to * PART_BYTES;
  if (memory.compare(target, source, PART_BYTES) == 0) return;
  memory.copy(target, source, PART_BYTES);
  openPage(word / PAGE_WORDS).changed = true;
}
