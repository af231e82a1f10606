import type { ActionSpec } from "@chainlearn/core";
import { ensure, requireArguments, requireSealed } from "../checks.ts";
import { settle } from "../payments.ts";
import type { RecordParts } from "../records.ts";
import type { EntryCall, ShellState } from "../state.ts";
import { trap } from "../trap.ts";

/** What is passed with an action. */
export interface ActionInput {
  /** Absent for actions about no contribution. */
  readonly record?: RecordParts;
  readonly args: readonly bigint[];
}

/** Runs one action of the mechanism. */
export function act(state: ShellState, call: EntryCall, action: number, input: ActionInput): void {
  const spec = state.composition.mechanism.manifest.actions[action]!;
  requireArguments(input.args, spec.args);
  requireParts(spec, input.record);
  if (input.record === undefined) requireSealed(state);
  const record = input.record && state.records.get(input.record);

  const sample = spec.record === "sample" ? record?.contribution.sample : undefined;
  const { reason, payment } = state.mechanism.act(spec.name, { ...call, args: input.args, record, sample });
  if (reason < 0 || reason > 255) trap(`${spec.name} ended with reason ${reason}; 0 to 255 are possible.`);

  state.log.push({
    kind: "acted",
    actor: call.sender,
    action,
    id: record?.contribution.id,
    time: call.time,
    reason,
    paid: call.paid,
    amount: payment?.units ?? 0n,
    args: [...input.args],
  });
  settle(state, payment);
}

/** @throws ChainlearnError malformed_message unless the call brings what the action's entry point takes */
function requireParts(spec: ActionSpec, parts: RecordParts | undefined): void {
  const brought = parts === undefined ? "none" : "sample" in parts ? "sample" : "hash";
  ensure(
    brought === spec.record,
    "malformed_message",
    () => `${spec.name} takes ${WORDS[spec.record]}; it was called with ${WORDS[brought]}.`,
  );
}

const WORDS = { none: "no contribution", sample: "a contribution", hash: "a contribution's hash" } as const;
