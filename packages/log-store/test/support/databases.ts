import { LogStore } from "@chainlearn/log-store";
import { PGlite } from "@electric-sql/pglite";
import { PostgresDialect } from "kysely";

/** A PostgreSQL in this process, as Kysely's driver wants it: one connection, for one at a time. */
export function postgres(): PostgresDialect {
  const database = new PGlite();
  let free: Promise<void> = Promise.resolve();
  const connect = async () => {
    const before = free;
    let release = (): void => {};
    free = new Promise((done) => {
      release = done;
    });
    await before;
    return { ...client, release };
  };
  const client = {
    query: async (text: string, values: readonly unknown[]) => {
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
