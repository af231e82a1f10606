import { setTimeout as sleep } from "node:timers/promises";
import {
  type Cancellable,
  ChainlearnError,
  checkContributionIds,
  type DeploymentReceipt,
  isChainlearnError,
  type PlacedLogEntry,
  requireWhole,
  type Trainer,
} from "@chainlearn/core";
import { type Kysely, sql, type Transaction } from "kysely";
import { change, isTaken } from "./change.ts";
import { entryToText } from "./entry-text.ts";
import type { NewEntry, Schema } from "./schema.ts";

/** Rows of one insert, a power of two: databases limit the parameters of a statement. */
const ROWS_PER_INSERT = 256;
/** Older ones are forgotten: a chain that is reorganised further back is read again from its first block. */
const CHECKPOINTS = 256;
/** Answers in a row that do not fit together before following gives up. */
const TRIES = 20;
/** Between two of them: nodes that differ come together. */
const FIRST_PAUSE_MS = 5;
const LONGEST_PAUSE_MS = 500;
/** How often a contribution may be missing, at the same place, before following gives up. */
const DISAGREEMENTS = 3;
/** How often a number is looked for that nobody else takes meanwhile. */
const REGISTRATIONS = 100;

/** Waits; a signal that fires meanwhile is whoever comes next's to look at. */
const pause = (ms: number, signal: AbortSignal | undefined): Promise<void> =>
  sleep(ms, undefined, signal && { signal }).catch(() => {});

/** What a contract's log is asked of; every trainer is one. */
export type LogSource = Pick<Trainer, "accountId" | "block" | "blockHash" | "log">;

export interface FollowOptions extends Cancellable {
  /** Newest blocks that are left alone, because the chain may still replace them. Default: 0 */
  readonly confirmations?: number;
  /** Blocks asked for and stored at once. Default: 10,000 */
  readonly blocksPerStep?: number;
  /** Called after each step with the last stored block and the block to reach. */
  readonly onProgress?: (block: number, newest: number) => void;
}

/** What {@link LogStore.follow} did. */
export interface FollowReport {
  /** Log entries stored now. */
  readonly entries: number;
  /** Stored by this call. */
  readonly added: number;
  /** Taken back by this call, because the chain no longer has their blocks or something was missing between them. */
  readonly removed: number;
  /** Everything up to this block is stored. */
  readonly block: number;
}

/** Where following stands. */
interface Tip {
  readonly block: number;
  /** undefined: nothing is stored, so nothing can have changed. */
  readonly hash: string | undefined;
}

/** One call of {@link LogStore.follow}. */
export async function follow(
  db: Kysely<Schema>,
  trainer: LogSource,
  receipt: DeploymentReceipt,
  { signal, onProgress, confirmations = 0, blocksPerStep = 10_000 }: FollowOptions,
): Promise<FollowReport> {
  requireWhole("confirmations", confirmations, 0);
  requireWhole("blocksPerStep", blocksPerStep, 1);
  if (trainer.accountId !== `${receipt.chain}:${receipt.address}`)
    throw new ChainlearnError(
      "receipt_mismatch",
      `the receipt is ${receipt.chain}:${receipt.address}'s; the trainer is ${trainer.accountId}.`,
    );
  const id = await register(db, receipt);
  let added = 0;
  let removed = 0;
  let misfits = 0;
  let disagreements = 0;
  /** The last block of the step in which, or before which, something is missing. */
  let disputed = 0;
  for (;;) {
    if (signal?.aborted)
      throw new ChainlearnError("aborted", "the caller cancelled.", { cause: signal.reason });
    const { tip, entries } = await rewind(db, trainer, id, receipt);
    removed += entries;
    const newest = (await trainer.block()) - confirmations;
    if (tip.block >= newest) break;
    const to = Math.min(newest, tip.block + blocksPerStep);
    let step: Step | undefined;
    try {
      step = await readStep(trainer, tip, to, await nextContribution(db, id, tip), signal);
    } catch (error) {
      if (!isChainlearnError(error) || error.code !== "nodes_disagree") throw error;
      disagreements += 1;
      if (disagreements === DISAGREEMENTS) throw error;
      disputed = Math.max(disputed, to);
      removed += await backToLastAddition(db, id, tip, receipt);
      continue;
    }
    if (step === undefined || !(await store(db, id, tip, step))) {
      misfits += 1;
      if (misfits === TRIES)
        throw new ChainlearnError(
          "chain_failure",
          `answers of ${receipt.chain} about blocks ${tip.block + 1} to ${to} do not fit together.`,
        );
      await pause(Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** misfits), signal);
      continue;
    }
    misfits = 0;
    if (to >= disputed) disagreements = 0;
    added += step.entries.length;
    onProgress?.(to, newest);
  }
  const { entries, block } = await db
    .selectFrom("deployment")
    .select(["entries", "block"])
    .where("id", "=", id)
    .executeTakeFirstOrThrow();
  return { entries: Number(entries), added, removed, block: Number(block) };
}

async function register(db: Kysely<Schema>, receipt: DeploymentReceipt): Promise<number> {
  const find = () =>
    db
      .selectFrom("deployment")
      .select(["id", "receipt"])
      .where("chain", "=", receipt.chain)
      .where("address", "=", receipt.address)
      .executeTakeFirst();
  const text = JSON.stringify(receipt);
  const known = await find();
  if (known?.receipt === text) return known.id;
  if (known) {
    await renew(db, known.id, receipt.block - 1, text);
    return known.id;
  }
  // Two that begin at once may have the same number in mind; a database lets one of them have it.
  for (let attempt = 1; ; attempt++) {
    try {
      await change(db, (transaction) => insertDeployment(transaction, receipt, text));
      return (await find())!.id;
    } catch (error) {
      if (attempt === REGISTRATIONS || !isTaken(error)) throw error;
    }
  }
}

/** One statement, that does nothing where the place is followed already. */
async function insertDeployment(
  transaction: Transaction<Schema>,
  { chain, address, block }: DeploymentReceipt,
  receipt: string,
): Promise<void> {
  await transaction
    .insertInto("deployment")
    .columns(["id", "chain", "address", "receipt", "entries", "block", "rewinds"])
    .expression(({ selectFrom, fn, lit }) =>
      // SQLite needs a condition in front of ON CONFLICT.
      selectFrom("deployment")
        .where(lit(true))
        .select([
          sql<number>`${fn.coalesce(fn.max("id"), lit(0))} + 1`.as("id"),
          sql<string>`cast(${chain} as text)`.as("chain"),
          sql<string>`cast(${address} as text)`.as("address"),
          sql<string>`cast(${receipt} as text)`.as("receipt"),
          lit(0).as("entries"),
          sql<number>`cast(${block - 1} as bigint)`.as("block"),
          lit(0).as("rewinds"),
        ]),
    )
    .onConflict((conflict) => conflict.columns(["chain", "address"]).doNothing())
    .execute();
}

/** Takes another receipt of the same place: of a deployment that went on, or of a chain that was begun anew. */
function renew(db: Kysely<Schema>, id: number, before: number, receipt: string): Promise<void> {
  return change(db, async (transaction) => {
    await transaction.updateTable("deployment").set({ receipt }).where("id", "=", id).execute();
    // Where nothing is stored yet, following begins in front of the contract's first block.
    await transaction
      .updateTable("deployment")
      .set({ block: before })
      .where("id", "=", id)
      .where(({ not, exists, selectFrom }) =>
        not(exists(selectFrom("checkpoint").select("block").where("deployment", "=", id))),
      )
      .execute();
  });
}

/** Goes back to the newest checkpoint that the chain still has. */
async function rewind(
  db: Kysely<Schema>,
  trainer: LogSource,
  id: number,
  receipt: DeploymentReceipt,
): Promise<{ tip: Tip; entries: number }> {
  let removed = 0;
  for (;;) {
    const [newest, before] = await db
      .selectFrom("checkpoint")
      .select(["block", "hash"])
      .where("deployment", "=", id)
      .orderBy("block", "desc")
      .limit(2)
      .execute();
    if (newest === undefined) return { tip: { block: receipt.block - 1, hash: undefined }, entries: removed };
    const tip = { block: Number(newest.block), hash: newest.hash };
    if ((await trainer.blockHash(tip.block)) === tip.hash) return { tip, entries: removed };
    removed += await takeBack(db, id, tip, before ? Number(before.block) : receipt.block - 1);
  }
}

/** The newest addition up to a block. */
const lastAddition = (db: Kysely<Schema>, id: number, block: number) =>
  db
    .selectFrom("entry")
    .select(["contribution", "block"])
    .where("deployment", "=", id)
    .where("contribution", "is not", null)
    .where("kind", "=", "dataAdded")
    .where("block", "<=", block)
    .orderBy("contribution", "desc")
    .limit(1)
    .executeTakeFirst();

/** Block of the newest checkpoint before a block. */
async function checkpointBefore(db: Kysely<Schema>, id: number, block: number): Promise<number | undefined> {
  const found = await db
    .selectFrom("checkpoint")
    .select("block")
    .where("deployment", "=", id)
    .where("block", "<", block)
    .orderBy("block", "desc")
    .limit(1)
    .executeTakeFirst();
  return found && Number(found.block);
}

/** Id that the first addition behind the tip has to have. */
async function nextContribution(db: Kysely<Schema>, id: number, tip: Tip): Promise<number> {
  const last = await lastAddition(db, id, tip.block);
  return last === undefined ? 0 : Number(last.contribution) + 1;
}

/**
 * Goes back to the newest checkpoint before the newest addition: a node that did not have all blocks yet may have left out
 * something at the end of any step from there on, which nothing but the numbers shows.
 * @returns entries taken back
 */
async function backToLastAddition(
  db: Kysely<Schema>,
  id: number,
  tip: Tip,
  receipt: DeploymentReceipt,
): Promise<number> {
  if (tip.hash === undefined) return 0;
  const last = await lastAddition(db, id, tip.block);
  const checkpoint = last && (await checkpointBefore(db, id, Number(last.block)));
  return takeBack(db, id, tip, checkpoint ?? receipt.block - 1);
}

/** Forgets what is behind a block. */
function takeBack(db: Kysely<Schema>, id: number, tip: Tip, to: number): Promise<number> {
  return change(db, async (transaction) => {
    // The row first, as whoever stores a step does: the two wait for each other.
    const { numUpdatedRows: rows } = await transaction
      .updateTable("deployment")
      .set({ id })
      .where("id", "=", id)
      .where("block", "=", tip.block)
      .executeTakeFirst();
    // Somebody else who follows has gone on, or back, before.
    if (rows === 0n) return 0;
    const { numDeletedRows: tips } = await transaction
      .deleteFrom("checkpoint")
      .where("deployment", "=", id)
      .where("block", "=", tip.block)
      .where("hash", "=", tip.hash!)
      .executeTakeFirst();
    if (tips === 0n) return 0;
    const { numDeletedRows } = await transaction
      .deleteFrom("entry")
      .where("deployment", "=", id)
      .where("block", ">", to)
      .executeTakeFirst();
    await transaction.deleteFrom("checkpoint").where("deployment", "=", id).where("block", ">", to).execute();
    const removed = Number(numDeletedRows);
    await transaction
      .updateTable("deployment")
      .set((is) => ({ entries: is("entries", "-", removed), block: to, rewinds: is("rewinds", "+", 1) }))
      .where("id", "=", id)
      .execute();
    return removed;
  });
}

/** What a chain has in the blocks behind the tip. */
interface Step {
  readonly to: number;
  readonly hash: string;
  readonly entries: readonly PlacedLogEntry[];
}

/**
 * @param firstContribution id that the first addition has to have
 * @returns undefined: the chain changed while it was asked
 * @throws ChainlearnError nodes_disagree when additions are missing
 */
async function readStep(
  trainer: LogSource,
  tip: Tip,
  to: number,
  firstContribution: number,
  signal: AbortSignal | undefined,
): Promise<Step | undefined> {
  const hash = await trainer.blockHash(to);
  const range = { fromBlock: tip.block + 1, toBlock: to, firstContribution };
  const entries = await trainer.log({ ...range, ...(signal && { signal }) });
  // The last block's hash fixes all blocks before it; the same answer after as before means that all of them stood still.
  const same = (await trainer.blockHash(to)) === hash;
  const fits = tip.hash === undefined || (await trainer.blockHash(tip.block)) === tip.hash;
  if (hash === undefined || !same || !fits) return undefined;
  checkContributionIds(entries, firstContribution);
  return { to, hash, entries };
}

/** Stores a step as a whole; false: somebody else follows this contract too and was faster. */
function store(db: Kysely<Schema>, id: number, tip: Tip, { to, hash, entries }: Step): Promise<boolean> {
  return change(db, async (transaction) => {
    const moved = await transaction
      .updateTable("deployment")
      .set((is) => ({ entries: is("entries", "+", entries.length), block: to }))
      .where("id", "=", id)
      .where("block", "=", tip.block)
      .returning("entries")
      .executeTakeFirst();
    if (moved === undefined) return false;
    const first = Number(moved.entries) - entries.length;
    await insertEntries(
      transaction,
      entries.map((entry, i) => rowOf(id, first + i, entry)),
    );
    await transaction.insertInto("checkpoint").values({ deployment: id, block: to, hash }).execute();
    await forgetOldCheckpoints(transaction, id);
    return true;
  });
}

const rowOf = (deployment: number, number: number, entry: PlacedLogEntry): NewEntry => ({
  deployment,
  number,
  block: entry.position.block,
  contribution: entry.kind === "dataAdded" || entry.kind === "acted" ? (entry.id ?? null) : null,
  kind: entry.kind,
  text: entryToText(entry),
});

async function insertEntries(transaction: Transaction<Schema>, rows: readonly NewEntry[]): Promise<void> {
  // In powers of two, so that few different statements are prepared.
  for (let i = 0, count = ROWS_PER_INSERT; i < rows.length; i += count) {
    while (count > rows.length - i) count /= 2;
    await transaction
      .insertInto("entry")
      .values(rows.slice(i, i + count))
      .execute();
  }
}

async function forgetOldCheckpoints(transaction: Transaction<Schema>, id: number): Promise<void> {
  const oldest = await transaction
    .selectFrom("checkpoint")
    .select("block")
    .where("deployment", "=", id)
    .orderBy("block", "desc")
    .offset(CHECKPOINTS)
    .limit(1)
    .executeTakeFirst();
  if (oldest === undefined) return;
  // Whoever goes back to the newest addition must not have to begin with the first block.
  const last = await lastAddition(transaction, id, Number.MAX_SAFE_INTEGER);
  const kept = last && (await checkpointBefore(transaction, id, Number(last.block)));
  await transaction
    .deleteFrom("checkpoint")
    .where("deployment", "=", id)
    .where("block", "<=", oldest.block)
    .where("block", "!=", kept ?? -1)
    .execute();
}
