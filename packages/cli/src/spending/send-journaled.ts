import type { TransactionOptions, TransactionResult } from "@chainlearn/core";
import type { Deployed, Session } from "../session.ts";
import { type Errand, type Journal, withJournal } from "./journal.ts";
import { type Sent, send } from "./send.ts";
import type { SpendingOptions } from "./spending-options.ts";

/** What a command sends, transaction after transaction of its journal. */
interface Journaled<T> {
  readonly action: string;
  readonly transactions: number;
  /** @param resumed what the transaction did that an earlier run of the command had signed last, if it has happened */
  run(resumed: TransactionResult | undefined): Promise<T>;
}

/** As `send`, going on where an earlier run of the command was killed. */
export async function sendJournaled<T>(
  session: Session,
  deployed: Deployed,
  options: SpendingOptions,
  journal: Journal,
  { action, transactions, run }: Journaled<T>,
): Promise<Sent<T>> {
  const sent = await send(session, deployed, options, {
    action,
    transactions,
    signed: journal.pending,
    run: async () => run(journal.pending.length > 0 ? await journal.resume() : journal.found),
  }).catch(async (error: unknown) => {
    await journal.noteFailure(error);
    throw error;
  });
  if (sent.result !== undefined) await journal.finish();
  return sent;
}

/** What an earlier run of the command has done, if that was all. */
export async function takeFound(
  journal: Journal,
  { simulate }: SpendingOptions,
): Promise<TransactionResult | undefined> {
  if (journal.found && !simulate) await journal.finish();
  return journal.found;
}

/** Sends a command's only transaction, or takes the result of the one that an earlier run has signed. */
export const sendOne = (
  session: Session,
  deployed: Deployed,
  options: SpendingOptions,
  errand: Errand,
  call: (options: TransactionOptions) => Promise<TransactionResult>,
): Promise<Sent<TransactionResult>> =>
  withJournal(session, deployed, options, { ...errand, total: 1 }, async (journal) => {
    const found = await takeFound(journal, options);
    if (found) return { result: found, spent: 0n };
    return sendJournaled(session, deployed, options, journal, {
      action: errand.action,
      transactions: 1,
      run: async (resumed) => resumed ?? journal.transact(call),
    });
  });
