import {
  type ActionSpec,
  type CommittedItem,
  checkLabel,
  checkSample,
  DIGEST_BYTES,
  readParts,
} from "@chainlearn/core";
import { ensure, requireArguments, requireSealed } from "../checks.ts";
import { settle } from "../payments.ts";
import type { RecordParts } from "../records.ts";
import type { EntryCall, ShellState } from "../state.ts";
import { trap } from "../trap.ts";

/** What is passed with an action. */
export interface ActionPayload {
  /** Absent for actions about no contribution. */
  readonly record?: RecordParts;
  /** Present for actions that reveal one. */
  readonly item?: CommittedItem;
  /** 32 bytes, for actions that take them. */
  readonly digest?: Uint8Array;
  /** An opening, for actions that take one; none is one without parts. */
  readonly parts?: Uint8Array;
  readonly args: readonly bigint[];
}

/** Runs one action of the mechanism. */
export function act(state: ShellState, call: EntryCall, action: number, input: ActionPayload): void {
  const spec = state.composition.mechanism.manifest.actions[action]!;
  requireArguments(input.args, spec.args);
  requireParts(spec, input);
  if (input.record === undefined) requireSealed(state);
  const item = input.item && takeItem(state, input.item);
  const digest = input.digest?.slice();
  const parts = spec.parts && (input.parts?.slice() ?? new Uint8Array());
  const opened = parts && readParts(parts, state.composition.shape, state.model.labels());
  const claimed = input.record && state.records.get(input.record);
  const record = claimed?.record;

  const sample = claimed && "sample" in claimed.proof ? claimed.proof.sample : item?.sample;
  const brought = { args: input.args, record, sample, item, digest, opened };
  const { reason, payment } = state.mechanism.act(spec.name, { ...call, ...brought });
  if (reason < 0 || reason > 255) trap(`${spec.name} ended with reason ${reason}; 0 to 255 are possible.`);

  state.log.push({
    kind: "acted",
    actor: call.sender,
    action,
    id: record?.id,
    time: call.time,
    reason,
    paid: call.paid,
    amount: payment?.units ?? 0n,
    args: [...input.args],
    ...(item && { item }),
    ...(digest && { digest }),
    ...(parts && { parts }),
  });
  settle(state, payment);
}

/** @throws ChainlearnError malformed_message unless the call brings what the action's entry point takes */
function requireParts(spec: ActionSpec, { record, item, digest, parts }: ActionPayload): void {
  const brought = item ? "item" : record === undefined ? "none" : "sample" in record ? "sample" : "hash";
  ensure(
    brought === spec.record,
    "malformed_message",
    () => `${spec.name} takes ${WORDS[spec.record]}; it was called with ${WORDS[brought]}.`,
  );
  ensure(
    digest?.length === (spec.digest && DIGEST_BYTES),
    "malformed_message",
    () => `${spec.name} takes ${spec.digest ? `${DIGEST_BYTES} bytes` : "no digest"}.`,
  );
  ensure(
    parts === undefined || spec.parts === true,
    "malformed_message",
    () => `${spec.name} takes no parts of a list.`,
  );
  ensure(
    item === undefined || item.next.length === DIGEST_BYTES,
    "malformed_message",
    () => `the commitment behind the item has ${item?.next.length} bytes, not ${DIGEST_BYTES}.`,
  );
}

/** Checks an item as an addition is checked. The log keeps its bytes; the caller may reuse its buffers. */
function takeItem(state: ShellState, { label, sample, next }: CommittedItem): CommittedItem {
  checkLabel(label, { classes: state.model.labels() });
  checkSample(sample, state.composition.shape);
  return { label, sample: sample.slice(), next: next.slice() };
}

const WORDS = {
  none: "no contribution",
  sample: "a contribution",
  hash: "a contribution's hash",
  item: "an item",
} as const;
