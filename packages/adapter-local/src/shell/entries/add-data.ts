import { checkLabel, checkSample, depositBits } from "@chainlearn/core";
import { ensure, requireSealed } from "../checks.ts";
import { LAST_ID } from "../meter.ts";
import { sendToCaller } from "../payments.ts";
import type { EntryCall, ShellState } from "../state.ts";
import { trap } from "../trap.ts";

/** Takes a contribution, charges what the mechanism asks and hands the excess back. */
export function addData(state: ShellState, call: EntryCall, label: number, sample: Uint8Array): void {
  requireSealed(state);
  const cost = contribute(state, call, label, sample);
  sendToCaller(state, call.sender, call.paid - cost);
}

/**
 * One addition without its excess.
 * @returns what it costs, in units; at most `call.paid`
 */
export function contribute(state: ShellState, call: EntryCall, label: number, given: Uint8Array): bigint {
  const { meter, composition } = state;
  checkLabel(label, { classes: state.model.labels() });
  checkSample(given, composition.shape);
  const id = meter.next;
  ensure(id < LAST_ID, "ids_exhausted", () => `${id} contributions were made.`);

  // The log, training and perhaps the records keep the bytes; the caller may reuse its buffer.
  const sample = given.slice();
  meter.setNext(id + 1);
  const contribution = { id, time: call.time, submitter: call.sender, label, sample };
  const record = state.records.create(contribution);
  const cost = state.mechanism.add(call, record, sample);
  if (cost < 0n) trap(`the mechanism asks for ${cost} units.`);
  const bits = depositBits(composition.dataHandler.manifest);
  ensure(
    cost >> BigInt(bits) === 0n,
    "deposit_too_large",
    () => `the addition costs ${cost} units; deposits are below 2^${bits}.`,
  );
  ensure(call.paid >= cost, "payment_below_quote", () => `${call.paid} units were sent; ${cost} are needed.`);
  state.records.keep(contribution, record, cost);

  state.log.push({
    kind: "dataAdded",
    actor: call.sender,
    id,
    time: call.time,
    label,
    sample,
    paid: call.paid,
    cost,
  });
  return cost;
}
