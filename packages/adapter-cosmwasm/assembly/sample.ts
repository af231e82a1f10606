// The sample of the call, in its canonical bytes (big-endian).
import { ENCODING, FEATURES, MAX_ENTRIES, VALUE_BITS } from "./config";
import { Span } from "./memory";
import { labels } from "./meter";
import {
  INDEX_OUT_OF_ORDER, INDEX_OUT_OF_RANGE, reject, require, SAMPLE_EMPTY, SAMPLE_MALFORMED, SAMPLE_TOO_LARGE,
} from "./rejection";

export const SPARSE: i32 = 0, SPARSE_VALUES: i32 = 1, DENSE: i32 = 2;

const WIDE_INDEX: bool = FEATURES > 65_536;
const INDEX_BYTES: u32 = ENCODING == DENSE ? 0 : WIDE_INDEX ? 4 : 2;
const ENTRY_BYTES: u32 = INDEX_BYTES + (ENCODING == SPARSE ? 0 : 4);

let data: usize = 0;
let count: i32 = -1;

/** Refuses bytes that are no sample; the order of the checks is part of the specification. */
export function checkSample(bytes: Span): void {
  if (!require(bytes.length % ENTRY_BYTES == 0, SAMPLE_MALFORMED)) return;
  const entries = bytes.length / ENTRY_BYTES;
  if (!require(entries != 0, SAMPLE_EMPTY)) return;
  if (!require(entries <= <u32>MAX_ENTRIES, SAMPLE_TOO_LARGE)) return;
  if (ENCODING == DENSE) {
    require(entries == <u32>FEATURES, SAMPLE_MALFORMED);
    return;
  }
  let last: i64 = -1;
  for (let at = bytes.data; at < bytes.data + bytes.length; at += ENTRY_BYTES) {
    const index = <i64>loadIndex(at);
    if (index <= last) {
      reject(INDEX_OUT_OF_ORDER);
      return;
    }
    last = index;
  }
  require(last < <i64>FEATURES, INDEX_OUT_OF_RANGE);
}

/** From here on the kernel's `sample` words are about these checked bytes. */
export function useSample(bytes: Span): void {
  data = bytes.data;
  count = <i32>(bytes.length / ENTRY_BYTES);
}

// @ts-ignore: decorator
@inline function loadIndex(at: usize): u32 {
  return WIDE_INDEX ? bswap<u32>(load<u32>(at)) : <u32>bswap<u16>(load<u16>(at));
}

/** Traps in a call without a sample. */
export function sampleCount(): i32 {
  if (count < 0) unreachable();
  return count;
}

function entryAt(p: i32): usize {
  if (p < 0 || p >= count) unreachable();
  return data + <usize>p * ENTRY_BYTES;
}

export function sampleIndex(p: i32): i32 {
  const at = entryAt(p);
  return ENCODING == DENSE ? p : <i32>loadIndex(at);
}

/** 1.0 is 2^valueBits. */
export function sampleValue(p: i32): i32 {
  const at = entryAt(p);
  return ENCODING == SPARSE ? 1 << VALUE_BITS : <i32>bswap<u32>(load<u32>(at, INDEX_BYTES));
}

/** Traps unless the label is in use. */
export function assertLabel(label: i32): void {
  if (<u32>label >= <u32>labels()) unreachable();
}
