import { PostgresDialect } from "kysely";

/** Kysely's dialect of a PostgreSQL database. The driver is loaded when it is used. */
export async function postgresAt(url: string): Promise<PostgresDialect> {
  const { default: pg } = await import("pg");
  return new PostgresDialect({ pool: new pg.Pool({ connectionString: url }) });
}
