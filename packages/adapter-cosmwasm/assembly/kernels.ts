// The linked kernels, and what they ask for that has no home elsewhere: payments and scratch cells.
import { addCredit } from "./accounts";
import { sender } from "./call";
import { SCRATCH_COUNT } from "./config";
import { allocate, Span } from "./memory";
import { payCaller } from "./payment";
import { assertRecord, submitter } from "./record";
import { assertLabel, sampleCount } from "./sample";

@external("model", "predict") declare function kernelPredict(): i32;
@external("model", "update") declare function kernelUpdate(label: i32): void;

const CALLER: i32 = 0, SUBMITTER: i32 = 1;

let mayPay: bool = false;
let payee: i32 = -1;
/** Units that the kernel pays in this call. */
export let payAmount: u64 = 0;

/** Lets the kernel pay once, which it may only in an action. */
export function allowPayment(): void {
  mayPay = true;
}

export function payOnce(who: i32, amount: i64): void {
  if (!mayPay || payee >= 0 || amount < 0) unreachable();
  addressOf(who);
  payee = who;
  payAmount = <u64>amount;
}

/** Hands over what the kernel has paid: to the caller by a message, to the submitter as credit. */
export function deliverPayment(): void {
  if (payAmount == 0) return;
  if (payee == CALLER) payCaller(payAmount);
  else addCredit(submitter, payAmount);
}

/** The address of a party of the call; a submitter needs an open record. */
export function addressOf(who: i32): Span {
  if (who == CALLER) return sender;
  if (who != SUBMITTER) unreachable();
  assertRecord();
  return submitter;
}

let scratchCells: usize = 0;

/** Before every call of the model. */
export function clearScratch(): void {
  if (SCRATCH_COUNT == 0) return;
  if (scratchCells == 0) scratchCells = allocate(SCRATCH_COUNT << 3);
  else memory.fill(scratchCells, 0, SCRATCH_COUNT << 3);
}

export function scratchCell(k: i32): usize {
  if (<u32>k >= <u32>SCRATCH_COUNT) unreachable();
  return scratchCells + (<usize>k << 3);
}

/** The label that the model gives the sample of the call; traps without one. */
export function predictLabel(): i32 {
  sampleCount();
  clearScratch();
  return kernelPredict();
}

/** Trains the model with the sample of the call. */
export function trainModel(label: i32): void {
  sampleCount();
  assertLabel(label);
  clearScratch();
  kernelUpdate(label);
}
