import { checkBatchSize, eachItem, type RawDataItem } from "@chainlearn/core";
import { requireSealed } from "../checks.ts";
import { sendToCaller } from "../payments.ts";
import type { EntryCall, ShellState } from "../state.ts";
import { contribute } from "./add-data.ts";

/** Takes contributions one after the other out of one payment, and hands back once what is left of it. */
export function addMany(state: ShellState, call: EntryCall, items: readonly RawDataItem[]): void {
  sendToCaller(state, call.sender, call.paid - costOf(state, call, items));
}

/** Adds the items; @returns what they cost together, in units */
export function costOf(state: ShellState, call: EntryCall, items: readonly RawDataItem[]): bigint {
  requireSealed(state);
  checkBatchSize(items.length);
  let left = call.paid;
  eachItem(items, ({ label, sample }) => {
    left -= contribute(state, { ...call, paid: left }, label, sample);
  });
  return call.paid - left;
}
