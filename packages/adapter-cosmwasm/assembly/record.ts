// The record that the call is about.
import { markClaim } from "./accounts";
import { sender } from "./call";
import { readBits, readCell, writeBits, writeCell } from "./cells";
import { openSlot, reopenSlot, Slot } from "./chain";
import { AMOUNT_BITS, CLAIMED_BIT, EXISTS_BIT, RECORD, RECORD_COUNT, UNIQUE } from "./config";
import { bindingOf, recordKey, uniqueKey } from "./keys";
import { equals, Span } from "./memory";

const DEPOSIT_BIT: u32 = 0, LEFT_BIT: u32 = AMOUNT_BITS;
const CLAIMS_BIT: u32 = 136, CLAIMS_BITS: u32 = 24, MAX_CLAIMS: u64 = (1 << 24) - 1;

/** A unique record's binding has the upper half of the word, and so many bits below that. */
const LOW_BINDING_BITS: u64 = 22;

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

function isBound(word: usize): bool {
  if (load<u64>(word, 16) != load<u64>(binding, 16) || load<u64>(word, 24) != load<u64>(binding, 24)) return false;
  return (load<u64>(word, 8) ^ load<u64>(binding, 8)) >> (64 - LOW_BINDING_BITS) == 0;
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
  const low = load<u64>(binding, 8) >> (64 - LOW_BINDING_BITS) << (64 - LOW_BINDING_BITS);
  store<u64>(word, load<u64>(word, 8) | low, 8);
  memory.copy(word + 16, binding + 16, 16);
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
