import { type ActionSpec, type BatchedAction, ChainlearnError, MAX_BATCH_ITEMS } from "@chainlearn/core";
import type { Outcome } from "../commands/command.ts";
import { table } from "../output/table.ts";
import type { Deployed, Session } from "../session.ts";
import { formatAmount } from "../spending/coin.ts";
import { planned } from "../spending/send.ts";
import { sendOne } from "../spending/send-journaled.ts";
import type { SpendingOptions } from "../spending/spending-options.ts";
import { findContributions } from "./contributions.ts";

/** An action of the mechanism, for each of some contributions or for none. */
export interface ActionCall {
  readonly action: string;
  readonly ids: readonly number[];
  readonly args?: readonly bigint[];
  readonly digest?: Uint8Array;
  readonly parts?: Uint8Array;
  /** Base units. */
  readonly pay?: bigint;
}

/** @throws ChainlearnError unsupported, saying which actions there are */
export function requireAction({ composition }: Pick<Deployed, "composition">, action: string): ActionSpec {
  const { id, actions } = composition.mechanism.manifest;
  const spec = actions.find(({ name }) => name === action);
  if (spec) return spec;
  const known = actions.map(({ name }) => name).join(", ") || "none";
  throw new ChainlearnError("unsupported", `${id} has no action "${action}"; it has ${known}.`);
}

function checkIds({ name, record }: ActionSpec, ids: readonly number[]): void {
  const isClaim = record === "sample" || record === "hash";
  if (isClaim && ids.length === 0)
    throw new ChainlearnError(
      "argument_out_of_range",
      `"${name}" is about contributions: give their numbers.`,
    );
  if (!isClaim && ids.length > 0)
    throw new ChainlearnError(
      "argument_out_of_range",
      `"${name}" is about no contribution: give no numbers.`,
    );
  if (ids.length > MAX_BATCH_ITEMS)
    throw new ChainlearnError(
      "batch_too_large",
      `${ids.length} contributions; one transaction takes ${MAX_BATCH_ITEMS}.`,
    );
}

/** Runs an action at a deployment, all contributions in one transaction. */
export async function runAction(
  session: Session,
  deployed: Deployed,
  options: SpendingOptions,
  { action, ids, args, digest, parts, pay }: ActionCall,
): Promise<Outcome> {
  const { trainer, chain } = deployed;
  const { coin } = chain;
  const spec = requireAction(deployed, action);
  checkIds(spec, ids);
  if (digest && !spec.digest)
    throw new ChainlearnError("argument_out_of_range", `"${action}" takes no digest.`);
  if (pay !== undefined && pay % coin.baseUnitsPerUnit !== 0n)
    throw new ChainlearnError("payment_not_whole_units", `${pay} base units.`);
  const contributions = ids.length > 0 ? await findContributions(session, deployed, ids) : [];
  const brought = { ...(args && { args }), ...(digest && { digest }), ...(parts && { parts }) };
  const from = chain.sender!;
  const { signal } = session;
  const payment = pay === undefined ? {} : { pay: pay / coin.baseUnitsPerUnit };
  const calls: BatchedAction[] = contributions.map((contribution) => ({ action, contribution, ...brought }));
  const errand = {
    action: ids.length > 0 ? `${action} ${ids.join(", ")}` : action,
    // A commitment is the same whatever it costs by now.
    command: { command: "act", action, ids, ...brought, ...(!digest && payment) },
  };
  const sent = await sendOne(session, deployed, options, errand, (sending) =>
    calls.length > 1
      ? trainer.actBatch({ from, actions: calls, signal, ...sending })
      : trainer.act(action, { from, ...calls[0], ...brought, ...payment, signal, ...sending }),
  );
  if (!sent.result) return planned(sent);
  const { transaction, entries } = sent.result;
  const done = entries.flatMap((entry) =>
    entry.kind === "acted" ? [{ id: entry.id, reason: entry.reason, amountUnits: entry.amount }] : [],
  );
  const credited = entries.flatMap((entry) =>
    entry.kind === "credited" ? [{ account: entry.actor, amountUnits: entry.amount }] : [],
  );
  return {
    json: { action, transaction, done, credited, spent: sent.spent },
    text: table(
      ["contribution", "paid out", "reason", "transaction"],
      done.map(({ id, amountUnits, reason }) => [
        `${id ?? "-"}`,
        formatAmount(amountUnits * coin.baseUnitsPerUnit, coin),
        `${reason}`,
        transaction,
      ]),
    ),
  };
}
