// Accounts and claim marks of the addresses that the call is about.
import { readBits, readCell, writeBits, writeCell } from "./cells";
import { openSlot, Slot } from "./chain";
import { ACCOUNT, ACCOUNT_COUNT, ACCOUNT_WORDS } from "./config";
import { accountKey, marksKey } from "./keys";
import { equals, Span } from "./memory";

const CREDIT_BIT: u32 = 0, CREDIT_BITS: u32 = 64;

/** A call is about two accounts at most, the sender's and the submitter's; they may be one. */
let firstAddress: Span | null = null;
let firstSlot: Slot | null = null;
let secondAddress: Span | null = null;
let secondSlot: Slot | null = null;

export function openAccount(address: Span): Slot {
  if (firstAddress !== null && equals(firstAddress!, address)) return firstSlot!;
  if (secondAddress !== null && equals(secondAddress!, address)) return secondSlot!;
  const slot = openSlot(accountKey(address), ACCOUNT_WORDS * 32);
  if (firstAddress === null) {
    firstAddress = address;
    firstSlot = slot;
  } else if (secondAddress === null) {
    secondAddress = address;
    secondSlot = slot;
  } else unreachable();
  return slot;
}

export function getAccountCell(address: Span, k: i32): i64 {
  return readCell(openAccount(address).data, ACCOUNT, ACCOUNT_COUNT, k);
}

export function setAccountCell(address: Span, k: i32, value: i64): void {
  const slot = openAccount(address);
  if (writeCell(slot.data, ACCOUNT, ACCOUNT_COUNT, k, value)) slot.changed = true;
}

export function creditOf(address: Span): u64 {
  return readBits(openAccount(address).data, CREDIT_BIT, CREDIT_BITS);
}

export function setCredit(address: Span, units: u64): void {
  const slot = openAccount(address);
  writeBits(slot.data, CREDIT_BIT, CREDIT_BITS, units);
  slot.changed = true;
}

/** Traps rather than losing money when the credit would pass 2^64. */
export function addCredit(address: Span, units: u64): void {
  const before = creditOf(address);
  if (before + units < before) unreachable();
  setCredit(address, before + units);
}

let marks: Slot | null = null;

/** Marks that the caller has claimed the contribution of the call. Returns whether he had before. */
export function markClaim(caller: Span, id: u64): bool {
  let slot = marks;
  if (slot === null) {
    slot = openSlot(marksKey(id >> 8, caller), 32);
    marks = slot;
  }
  const bit = <u32>(id & 255);
  if (readBits(slot.data, bit, 1) != 0) return true;
  writeBits(slot.data, bit, 1, 1);
  slot.changed = true;
  return false;
}
