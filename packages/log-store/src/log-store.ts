import {
  type AccountId,
  type ActedEntry,
  accountId,
  type Cancellable,
  type ChainId,
  ChainlearnError,
  type Contribution,
  type DeploymentReceipt,
  isChainlearnError,
  type LogStep,
  type PlacedLogEntry,
  parseAccountId,
  requireWhole,
} from "@chainlearn/core";
import { type Dialect, Kysely, Migrator } from "kysely";
import { postgresAt } from "./database-url.ts";
import { entryFromText } from "./entry-text.ts";
import { type FollowOptions, type FollowReport, follow, type LogSource } from "./follow.ts";
import { MIGRATIONS, type Schema } from "./schema.ts";
import { sqliteAt } from "./sqlite.ts";

const ENTRIES_PER_PAGE = 1_000;

/** Which part of a log is read, and how. */
export interface ReadOptions extends Cancellable {
  /** Number of the first entry, from 0. Default: 0 */
  readonly from?: number;
  /** Number behind the last entry. Default: all that is stored when reading begins */
  readonly to?: number;
  /** Entries that are in memory at once, 1 or more. Default: 1,000 */
  readonly entriesPerPage?: number;
}

/** A contract that is followed. */
export interface StoredDeployment {
  /** CAIP-10. */
  readonly id: AccountId;
  readonly receipt: DeploymentReceipt;
  /** Log entries stored. */
  readonly entries: number;
  /** Everything up to this block is stored. */
  readonly block: number;
  /** How often blocks were taken back: whoever reads a log twice and finds the same number has read the same log. */
  readonly rewinds: number;
}

/** A contribution with what was done about it. */
export interface StoredHistory {
  readonly added: PlacedLogEntry & { readonly kind: "dataAdded" };
  /** In the order of the log. */
  readonly acts: readonly (PlacedLogEntry & ActedEntry)[];
}

/**
 * Logs of any number of contracts on any number of chains in one database. Readers see whole steps only; following can be
 * interrupted at any point and goes on from there.
 */
export class LogStore {
  readonly #db: Kysely<Schema>;

  private constructor(db: Kysely<Schema>) {
    this.#db = db;
  }

  /**
   * A store in a SQLite file, which is created if it is not there; `:memory:` for one that is gone at the end.
   * @throws ChainlearnError store_failure
   */
  static async openFile(file: string): Promise<LogStore> {
    return failing(`opening the log store ${file}`, async () => LogStore.open(sqliteAt(file)));
  }

  /**
   * A store in a PostgreSQL database.
   * @param url as `postgres://user:password@host/database`
   * @throws ChainlearnError store_failure
   */
  static async openUrl(url: string): Promise<LogStore> {
    return failing("opening the log store", async () => LogStore.open(await postgresAt(url)));
  }

  /**
   * A store in a database of Kysely's, as PostgreSQL. Brings its tables up to date.
   * @throws ChainlearnError store_failure
   */
  static async open(dialect: Dialect): Promise<LogStore> {
    return failing("opening the log store", async () => {
      const db = new Kysely<Schema>({ dialect });
      const migrator = new Migrator({ db, provider: { getMigrations: async () => MIGRATIONS } });
      const { error } = await migrator.migrateToLatest();
      if (error !== undefined) throw error;
      return new LogStore(db);
    });
  }

  /**
   * Stores what a contract has logged since the last time, and takes back what the chain has taken back. Contributions that a
   * node left out are found by the numbers of those that follow, and read again.
   * @throws ChainlearnError receipt_mismatch, aborted, chain_failure, rate_limited, history_pruned, nodes_disagree,
   * store_failure
   */
  follow(trainer: LogSource, receipt: DeploymentReceipt, options: FollowOptions = {}): Promise<FollowReport> {
    return failing("following a log", () => follow(this.#db, trainer, receipt, options));
  }

  /** All that is followed, in the order in which following began. */
  async deployments(): Promise<StoredDeployment[]> {
    return failing("reading the log store", async () => {
      const rows = await this.#db.selectFrom("deployment").selectAll().orderBy("id").execute();
      return rows.map((row) => ({
        id: accountId(row.chain as ChainId, row.address),
        receipt: JSON.parse(row.receipt) as DeploymentReceipt,
        entries: Number(row.entries),
        block: Number(row.block),
        rewinds: row.rewinds,
      }));
    });
  }

  /**
   * The log in order, a page in memory at a time.
   * @throws ChainlearnError unknown_deployment; aborted; log_changed when the chain was reorganised meanwhile and the store followed it
   */
  async *entries(id: AccountId, options: ReadOptions = {}): AsyncGenerator<PlacedLogEntry, void, undefined> {
    const page = (deployment: number, from: number, to: number) =>
      this.#db
        .selectFrom("entry")
        .select("text")
        .where("deployment", "=", deployment)
        .where("number", ">=", from)
        .where("number", "<", to)
        .orderBy("number")
        .execute();
    for await (const { text } of this.#read(id, options, page)) yield entryFromText(text);
  }

  /**
   * The log in order with what it takes to replay it, a page in memory at a time: for `replayLog` of adapter-local.
   * @throws ChainlearnError unknown_deployment; aborted; log_changed when the chain was reorganised meanwhile and the store followed it
   */
  async *steps(id: AccountId, options: ReadOptions = {}): AsyncGenerator<LogStep, void, undefined> {
    const page = (deployment: number, from: number, to: number) =>
      this.#db
        .selectFrom("entry as own")
        .leftJoin("entry as added", (join) =>
          join
            .onRef("added.deployment", "=", "own.deployment")
            .onRef("added.contribution", "=", "own.contribution")
            .on("added.kind", "=", "dataAdded")
            .on("own.kind", "=", "acted"),
        )
        .select(["own.text as text", "added.text as about"])
        .where("own.deployment", "=", deployment)
        .where("own.number", ">=", from)
        .where("own.number", "<", to)
        .orderBy("own.number")
        .execute();
    for await (const { text, about } of this.#read(id, options, page))
      yield { entry: entryFromText(text), contribution: contributionFromText(about ?? undefined) };
  }

  /**
   * Contributions in order, each with all actions about it, a page of the log in memory at a time.
   * @param options of the part of the log that the contributions and the actions are in
   * @throws ChainlearnError unknown_deployment; aborted; log_changed when the chain was reorganised meanwhile and the store followed it
   */
  async *histories(id: AccountId, options: ReadOptions = {}): AsyncGenerator<StoredHistory, void, undefined> {
    const end = Math.min(options.to ?? Number.POSITIVE_INFINITY, Number((await this.#row(id)).entries));
    const page = (deployment: number, from: number, to: number) =>
      this.#db
        .selectFrom("entry as own")
        .leftJoin("entry as act", (join) =>
          join
            .onRef("act.deployment", "=", "own.deployment")
            .onRef("act.contribution", "=", "own.contribution")
            .on("act.kind", "=", "acted")
            .on("act.number", "<", end),
        )
        .select(["own.number as number", "own.text as text", "act.text as act"])
        .where("own.deployment", "=", deployment)
        .where("own.kind", "=", "dataAdded")
        .where("own.number", ">=", from)
        .where("own.number", "<", to)
        .orderBy("own.number")
        .orderBy("act.number")
        .execute();
    let current: { readonly number: number; readonly text: string; readonly acts: string[] } | undefined;
    for await (const { number, text, act } of this.#read(id, { ...options, to: end }, page)) {
      if (current?.number !== Number(number)) {
        if (current) yield historyFromTexts(current);
        current = { number: Number(number), text, acts: [] };
      }
      if (act !== null) current.acts.push(act);
    }
    if (current) yield historyFromTexts(current);
  }

  /** Rows of a log, a page at a time. */
  async *#read<Row>(
    id: AccountId,
    options: ReadOptions,
    page: (deployment: number, from: number, to: number) => Promise<Row[]>,
  ): AsyncGenerator<Row, void, undefined> {
    const start = await this.#row(id);
    const { entriesPerPage = ENTRIES_PER_PAGE } = options;
    requireWhole("entriesPerPage", entriesPerPage, 1);
    const to = Math.min(options.to ?? Number.POSITIVE_INFINITY, Number(start.entries));
    for (let from = options.from ?? 0; from < to; from += entriesPerPage) {
      if (options.signal?.aborted)
        throw new ChainlearnError("aborted", "the caller cancelled.", { cause: options.signal.reason });
      const rows = await failing("reading the log store", () =>
        page(start.id, from, Math.min(to, from + entriesPerPage)),
      );
      // Before anything of the page is given away: what it has may follow from other entries than those before.
      if ((await this.#row(id)).rewinds !== start.rewinds)
        throw new ChainlearnError(
          "log_changed",
          `the chain of ${id} was reorganised while its log was read.`,
        );
      yield* rows;
    }
  }

  /**
   * One contribution, as claims pass it; undefined: the log has none with this number.
   * @throws ChainlearnError unknown_deployment
   */
  async contribution(id: AccountId, number: number): Promise<Contribution | undefined> {
    const deployment = await this.#row(id);
    const row = await failing("reading the log store", () =>
      this.#db
        .selectFrom("entry")
        .select("text")
        .where("deployment", "=", deployment.id)
        .where("contribution", "=", number)
        .where("kind", "=", "dataAdded")
        .executeTakeFirst(),
    );
    return contributionFromText(row?.text);
  }

  close(): Promise<void> {
    return this.#db.destroy();
  }

  async #row(id: AccountId) {
    const { chain, address } = parseAccountId(id);
    const row = await failing("reading the log store", () =>
      this.#db
        .selectFrom("deployment")
        .select(["id", "entries", "rewinds"])
        .where("chain", "=", chain)
        .where("address", "=", address)
        .executeTakeFirst(),
    );
    if (row === undefined)
      throw new ChainlearnError("unknown_deployment", `the store does not follow ${id}.`);
    return row;
  }
}

function contributionFromText(text: string | undefined): Contribution | undefined {
  const entry = text === undefined ? undefined : entryFromText(text);
  if (entry?.kind !== "dataAdded") return undefined;
  const { id, time, actor, label, sample } = entry;
  return { id, time, submitter: actor, label, sample };
}

const historyFromTexts = ({
  text,
  acts,
}: {
  readonly text: string;
  readonly acts: readonly string[];
}): StoredHistory => ({
  added: entryFromText(text) as StoredHistory["added"],
  acts: acts.map((act) => entryFromText(act) as StoredHistory["acts"][number]),
});

/** What the database fails with becomes a ChainlearnError. */
async function failing<T>(what: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (cause) {
    if (isChainlearnError(cause)) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ChainlearnError("store_failure", `${what}: ${reason}.`, { cause });
  }
}
