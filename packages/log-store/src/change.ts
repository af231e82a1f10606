import type { Kysely, Transaction } from "kysely";
import type { Schema } from "./schema.ts";

/** How long a change waits for others that write to the same SQLite file. */
const PATIENCE_MS = 10_000;
const PAUSE_MS = 10;

const codeOf = (error: unknown): string => {
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === "string" ? code : "";
};

const isBusy = (error: unknown): boolean => codeOf(error).startsWith("SQLITE_BUSY");

/** PostgreSQL's unique_violation. */
const UNIQUE_VIOLATION = "23505";

/** Whether somebody else has inserted a row with the same key; the change did nothing. */
export const isTaken = (error: unknown): boolean =>
  codeOf(error) === UNIQUE_VIOLATION || codeOf(error).startsWith("SQLITE_CONSTRAINT");

/** Runs a transaction, again if somebody else is writing: all of it happens, or nothing. */
export async function change<T>(
  db: Kysely<Schema>,
  run: (transaction: Transaction<Schema>) => Promise<T>,
): Promise<T> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await db.transaction().execute(run);
    } catch (error) {
      if (!isBusy(error) || Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * (1 + Math.random())));
    }
  }
}
