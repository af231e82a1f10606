import { SqliteDialect } from "kysely";
import Database from "libsql";

/**
 * Kysely's dialect of a SQLite file. Each statement is prepared once: libsql does not give back the memory of one, and
 * those of a store are few (`follow.ts` inserts in few sizes).
 */
export function sqliteAt(file: string): SqliteDialect {
  const database = new Database(file);
  database.pragma("journal_mode = WAL");
  // Waiting is done by whoever writes (change.ts), so that it does not stop the process.
  database.pragma("busy_timeout = 0");
  const statements = new Map<string, ReturnType<typeof database.prepare>>();
  const prepare = (sql: string): ReturnType<typeof database.prepare> => {
    const statement = statements.get(sql) ?? database.prepare(sql);
    statements.set(sql, statement);
    return statement;
  };
  return new SqliteDialect({ database: { prepare, close: () => database.close() } as never });
}
