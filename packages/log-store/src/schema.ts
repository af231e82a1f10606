import type { Insertable, Kysely, Migration } from "kysely";

/** A contract that is followed. */
export interface DeploymentTable {
  id: number;
  /** CAIP-2. */
  chain: string;
  address: string;
  /** The deployment's receipt as JSON. */
  receipt: string;
  /** Entries stored, which is also the number of the next one. */
  entries: number | string;
  /** Everything up to this block is stored; one before the contract's first block at the beginning. */
  block: number | string;
  /** How often blocks were taken back. */
  rewinds: number;
}

/** Blocks up to which a log was stored once, with the hash that they had. */
export interface CheckpointTable {
  deployment: number;
  block: number | string;
  hash: string;
}

/** Log entries in order; drivers give large integers as text. */
export interface EntryTable {
  deployment: number;
  /** 0, 1, 2, … */
  number: number | string;
  block: number | string;
  /** The contribution that it adds or is about. */
  contribution: number | string | null;
  kind: string;
  /** {@link entryToText}. */
  text: string;
}

export interface Schema {
  deployment: DeploymentTable;
  checkpoint: CheckpointTable;
  entry: EntryTable;
}

export type NewEntry = Insertable<EntryTable>;

/** Changes of the schema in order; one that was released is never edited. */
export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  "0001-first": {
    async up(db: Kysely<never>): Promise<void> {
      await db.schema
        .createTable("deployment")
        .addColumn("id", "integer", (column) => column.primaryKey())
        .addColumn("chain", "text", (column) => column.notNull())
        .addColumn("address", "text", (column) => column.notNull())
        .addColumn("receipt", "text", (column) => column.notNull())
        .addColumn("entries", "bigint", (column) => column.notNull())
        .addColumn("block", "bigint", (column) => column.notNull())
        .addColumn("rewinds", "integer", (column) => column.notNull())
        .addUniqueConstraint("deployment_place", ["chain", "address"])
        .execute();
      await db.schema
        .createTable("checkpoint")
        .addColumn("deployment", "integer", (column) => column.notNull().references("deployment.id"))
        .addColumn("block", "bigint", (column) => column.notNull())
        .addColumn("hash", "text", (column) => column.notNull())
        .addPrimaryKeyConstraint("checkpoint_key", ["deployment", "block"])
        .execute();
      await db.schema
        .createTable("entry")
        .addColumn("deployment", "integer", (column) => column.notNull().references("deployment.id"))
        .addColumn("number", "bigint", (column) => column.notNull())
        .addColumn("block", "bigint", (column) => column.notNull())
        .addColumn("contribution", "bigint")
        .addColumn("kind", "text", (column) => column.notNull())
        .addColumn("text", "text", (column) => column.notNull())
        .addPrimaryKeyConstraint("entry_key", ["deployment", "number"])
        .execute();
      await db.schema
        .createIndex("entry_contribution")
        .on("entry")
        .columns(["deployment", "contribution"])
        .execute();
    },
  },
};
