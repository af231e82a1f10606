import { LogStore } from "@chainlearn/log-store";
import { PGlite } from "@electric-sql/pglite";
import { PostgresDialect } from "kysely";

/** Runs a statement of somebody else's in between. */
export type Meanwhile = (statement: string) => Promise<unknown>;

/**
 * A PostgreSQL in this process, as Kysely's driver wants it: one connection, for one at a time.
 * @param before called before every statement
 */
export function postgres(
  before: (text: string, meanwhile: Meanwhile) => Promise<void> = async () => {},
): PostgresDialect {
  const database = new PGlite();
  let free: Promise<void> = Promise.resolve();
  const connect = async () => {
    const previous = free;
    let release = (): void => {};
    free = new Promise((done) => {
      release = done;
    });
    await previous;
    return { ...client, release };
  };
  const client = {
    query: async (text: string, values: readonly unknown[]) => {
      await before(text, (statement) => database.query(statement));
      const { rows, affectedRows } = await database.query(text, [...values]);
      const [command] = text.trimStart().split(" ", 1);
      return { command: command!.toUpperCase(), rows, rowCount: affectedRows ?? rows.length };
    },
  };
  return new PostgresDialect({
    pool: { connect, end: () => database.close() } as never,
  });
}

export const DATABASES: Readonly<Record<string, () => Promise<LogStore>>> = {
  SQLite: () => LogStore.openFile(":memory:"),
  PostgreSQL: () => LogStore.open(postgres()),
};
