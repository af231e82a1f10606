// The record that the call is about.
import { markClaim } from "./accounts";
import { sender } from "./call";
import { readBits, readCell, writeBits, writeCell } from "./cells";
import { openSlot, reopenSlot, Slot } from "./chain";
import { DEPOSIT_BITS, RECORD, RECORD_COUNT, UNIQUE } from "./config";
import { bindingOf, recordKey, uniqueKey } from "./keys";
import { equals, Span } from "./memory";

const DEPOSIT_BIT: u32 = 0, LEFT_BIT: u32 = 64;
/** Whole amounts are below 2^63 and have all 64 bits to themselves; shorter ones share them. */
const AMOUNT_BITS: u32 = DEPOSIT_BITS == 63 ? 64 : DEPOSIT_BITS;
const EXISTS_BIT: u32 = 128, CLAIMED_BIT: u32 = 129;
const CLAIMS_BIT: u32 = 136, CLAIMS_BITS: u32 = 24, MAX_CLAIMS: u64 = (1 << 24) - 1;

/** Bits of a unique record's word that are its binding's, by 64 bits, the lowest first: 48-63, 112-127, 130-135 and from 152 on. */
const BOUND_0: u64 = 0xffff000000000000, BOUND_1: u64 = 0xffff000000000000, BOUND_2: u64 = 0xffffffffff0000fc, BOUND_3: u64 = u64.MAX_VALUE;

export let recordId: u64 = 0;
export let recordTime: u64 = 0;
export let recordLabel: u32 = 0;
export let submitter: Span = changetype<Span>(0);

let opened: Slot | null = null;
/** Binding of the parts that the record was opened with, as a word; data handler `unique` only. */
let binding: usize = 0;

/** The open record; without one it traps. */
function record(): Slot {
  if (opened === null) unreachable();
  return opened!;
}

/** Opens the record of these parts. Returns whether the chain has it. */
export function openRecord(id: u64, time: u64, label: u32, sampleHash: usize, by: Span): bool {
  const key = UNIQUE ? uniqueKey(label, sampleHash) : recordKey(id, time, label, sampleHash, by);
  if (UNIQUE) binding = bindingOf(id, time, key, by);
  // A batch may bring the same sample twice.
  const slot = UNIQUE ? reopenSlot(key, 32) : openSlot(key, 32);
  opened = slot;
  recordId = id;
  recordTime = time;
  recordLabel = label;
  submitter = by;
  return readBits(slot.data, EXISTS_BIT, 1) != 0 && (!UNIQUE || isBound(slot.data));
}

// @ts-ignore: decorator
@inline function isBoundIn(word: usize, offset: usize, bits: u64): bool {
  return ((load<u64>(word + offset) ^ load<u64>(binding + offset)) & bits) == 0;
}

function isBound(word: usize): bool {
  return isBoundIn(word, 0, BOUND_0) && isBoundIn(word, 8, BOUND_1) && isBoundIn(word, 16, BOUND_2) && isBoundIn(word, 24, BOUND_3);
}

// @ts-ignore: decorator
@inline function bindIn(word: usize, offset: usize, bits: u64): void {
  store<u64>(word + offset, (load<u64>(word + offset) & ~bits) | (load<u64>(binding + offset) & bits));
}

/** Whether the record that was opened exists, be it another contribution's. */
export function isTaken(): bool {
  return readBits(record().data, EXISTS_BIT, 1) != 0;
}

/** Makes the record that was opened exist, with nothing deposited. */
export function createRecord(): void {
  writeBits(record().data, EXISTS_BIT, 1, 1);
  record().changed = true;
  if (!UNIQUE) return;
  const word = record().data;
  bindIn(word, 0, BOUND_0);
  bindIn(word, 8, BOUND_1);
  bindIn(word, 16, BOUND_2);
  bindIn(word, 24, BOUND_3);
}

export function settleRecord(cost: u64): void {
  writeBits(record().data, DEPOSIT_BIT, AMOUNT_BITS, cost);
  writeBits(record().data, LEFT_BIT, AMOUNT_BITS, cost);
}

export function recordWord(): usize {
  return record().data;
}

/** Traps without an open record. */
export function assertRecord(): void {
  record();
}

export function deposit(): u64 {
  return readBits(record().data, DEPOSIT_BIT, AMOUNT_BITS);
}

export function left(): u64 {
  return readBits(record().data, LEFT_BIT, AMOUNT_BITS);
}

export function setLeft(units: i64): void {
  if (units < 0 || <u64>units > deposit()) unreachable();
  writeBits(record().data, LEFT_BIT, AMOUNT_BITS, <u64>units);
  record().changed = true;
}

export function isSubmitter(): bool {
  assertRecord();
  return equals(submitter, sender);
}

/** Notes a claim by the caller. Returns whether he had claimed before. */
export function claim(): bool {
  const word = record().data;
  if (isSubmitter()) {
    if (readBits(word, CLAIMED_BIT, 1) != 0) return true;
    writeBits(word, CLAIMED_BIT, 1, 1);
  } else {
    if (markClaim(sender, recordId)) return true;
    if (!UNIQUE) writeBits(word, CLAIMS_BIT, CLAIMS_BITS, min<u64>(readBits(word, CLAIMS_BIT, CLAIMS_BITS) + 1, MAX_CLAIMS));
  }
  record().changed = true;
  return false;
}

export function getRecordCell(k: i32): i64 {
  return readCell(record().data, RECORD, RECORD_COUNT, k);
}

export function setRecordCell(k: i32, value: i64): void {
  if (writeCell(record().data, RECORD, RECORD_COUNT, k, value)) record().changed = true;
}
