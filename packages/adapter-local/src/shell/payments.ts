import type { ShellState } from "./state.ts";

/** A payment that the kernel has made. */
export interface Payment {
  /** The sender of the call is sent to; the submitter of the record is credited, also if he is the sender. */
  readonly who: "caller" | "submitter";
  readonly address: string;
  readonly units: bigint;
}

/** Sends to the sender of the call. What is refused becomes the sender's credit, and a `credited` entry says so. */
export function sendToCaller(state: ShellState, sender: string, units: bigint): void {
  if (units === 0n) return;
  if (state.deliver(sender, units)) {
    state.ledger.payOut(units);
    return;
  }
  creditTo(state, sender, units);
  state.log.push({ kind: "credited", actor: sender, amount: units });
}

/** Adds to what an account can withdraw. */
export function creditTo(state: ShellState, address: string, units: bigint): void {
  state.accounts.setCredit(address, state.accounts.credit(address) + units);
}

/** The kernel's payment: the sender is paid, the submitter is credited without an entry of its own. */
export function settle(state: ShellState, payment: Payment | undefined): void {
  if (payment === undefined || payment.units === 0n) return;
  if (payment.who === "caller") sendToCaller(state, payment.address, payment.units);
  else creditTo(state, payment.address, payment.units);
}
