import { ChainlearnError } from "@chainlearn/core";
import { ensure } from "../checks.ts";
import type { EntryCall, ShellState } from "../state.ts";

/** Pays out the sender's whole credit. */
export function withdraw(state: ShellState, call: EntryCall, to: string): void {
  const amount = state.accounts.credit(call.sender);
  ensure(amount > 0n, "nothing_to_withdraw", () => `${call.sender} has no credit.`);
  state.accounts.setCredit(call.sender, 0n);
  state.log.push({ kind: "withdrawn", actor: call.sender, to, time: call.time, amount });
  if (!state.deliver(to, amount)) {
    throw new ChainlearnError("delivery_failed", `${to} did not take ${amount} units.`);
  }
  state.ledger.payOut(amount);
}
