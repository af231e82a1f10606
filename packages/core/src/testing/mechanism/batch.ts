import { assertEqual, CheckFailure } from "../assert.ts";
import type { Contestant } from "../differential/contestant.ts";
import { describeOperation, type Operation } from "../differential/operation.ts";
import type { Outcome } from "../differential/outcome.ts";

/** An addition or an action that may stand in a batch with others of its kind and sender. */
export type BatchedOperation = Operation & { readonly kind: "add" | "act" };

/** What one host did one by one, at one moment. */
export interface BatchDone {
  /** All that the batch has; those behind the first that was refused were not tried. */
  readonly operations: readonly BatchedOperation[];
  /** Of the operations up to the first that was refused. */
  readonly outcomes: readonly Outcome[];
  /** Units that additions pay together; 0 for actions. */
  readonly units: bigint;
}

/**
 * Sends as one transaction what another host has done one by one: the same entries if all of it was accepted. If one was
 * refused, all have to be, with that one's code; then those before it are sent without it.
 * @throws CheckFailure
 */
export async function followBatch(contestant: Contestant, done: BatchDone, what: string): Promise<void> {
  const { operations, outcomes } = done;
  const accepted = outcomes.filter((outcome) => outcome.accepted);
  if (accepted.length < operations.length) {
    const refusal = outcomes.at(-1)!;
    const refused = await send(contestant, operations, done.units);
    const about = `a batch whose item ${accepted.length} (${describeOperation(operations[accepted.length]!)}) is refused: ${what}`;
    assertEqual(refused, refusal, about);
  }
  if (accepted.length === 0) return;
  const sent = operations.slice(0, accepted.length);
  const additions = sent.flatMap((operation) => (operation.kind === "add" ? [operation] : []));
  if (additions.length > 0 && accepted.length === operations.length) {
    const quote = await contestant.quoteBatch(additions[0]!.from, additions);
    const charge = accepted
      .flatMap(({ entries }) => entries)
      .reduce((sum, { kind, cost }) => (kind === "dataAdded" ? sum + (cost as bigint) : sum), 0n);
    if (quote !== charge) throw new CheckFailure(`quoted ${quote} units for ${what}, which costs ${charge}.`);
  }
  const entries = accepted.flatMap((outcome) => outcome.entries);
  assertEqual(await send(contestant, sent, done.units), { accepted: true, entries }, `the batch: ${what}`);
}

function send(
  contestant: Contestant,
  operations: readonly BatchedOperation[],
  units: bigint,
): Promise<Outcome> {
  const { from } = operations[0]!;
  const additions = operations.flatMap((operation) => (operation.kind === "add" ? [operation] : []));
  if (additions.length > 0) return contestant.addBatch(from, additions, units);
  return contestant.actBatch(
    from,
    operations.flatMap((operation) => (operation.kind === "act" ? [operation] : [])),
  );
}
