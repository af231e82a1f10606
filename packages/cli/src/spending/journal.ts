import { createHash } from "node:crypto";
import { readdir, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import {
  ChainlearnError,
  isChainlearnError,
  type PendingStep,
  type SignedTransaction,
  type TransactionOptions,
  type TransactionResult,
  toHex,
  withoutPending,
  withPending,
} from "@chainlearn/core";
import { isLocked, withLock } from "../files/lock.ts";
import { readJson } from "../files/read-json.ts";
import { writeWhole } from "../files/write.ts";
import type { Deployed, Session } from "../session.ts";
import { slotOf } from "./gate.ts";
import type { SpendingOptions } from "./spending-options.ts";

/** What a command is about to send to a deployment. */
export interface Errand {
  /** For people, as "add 64 samples". */
  readonly action: string;
  /** All that decides what is sent: equal ones are the same command. */
  readonly command: object;
  /** How much it does in all, as 64 samples; undefined: only the chain knows when it has ended. */
  readonly total?: number;
  /** What is left is decided by the contract's log, and not by what was done before. Default: false. */
  readonly byLog?: boolean;
}

/** What is in the file. */
interface Written {
  readonly version: 1;
  /** CAIP-10 of the contract. */
  readonly contract: string;
  readonly action: string;
  readonly total?: number;
  /** What blocks have of it, without the pending transaction: samples; otherwise transactions. */
  readonly done: number;
  /** The same with the pending one. */
  readonly doneThen?: number;
  /** How its runs have decided what is left; by "both" what was done before is not the first part of what was given. */
  readonly goesBy?: "count" | "log" | "both";
  /** Other commands have said already what became of it. */
  readonly isTold?: true;
  /** Signed last. It stays until the next one is signed: whoever goes on finds it in a block, and what it did. */
  readonly pending?: PendingStep;
}

/** Signed bytes can have in them what nobody is to know before they are sent: test items, shares of randomness. */
const MODE = 0o600;
const ENDING = ".sending.json";

/** Whether a failure may be that of a signed transaction in its block, and not the node's. */
function isDecided(error: unknown): boolean {
  if (!isChainlearnError(error)) return false;
  if (error.code === "chain_failure") return error.details.transaction !== undefined;
  return !["aborted", "transaction_pending", "rate_limited"].includes(error.code);
}

/** A command's journal when its pending transaction is decided. */
interface Now {
  readonly left: Written;
  /** What the transaction did, if a block has it. */
  readonly found?: TransactionResult;
}

const doneThen = ({ done, doneThen: then = done + 1 }: Written): number => then;

const hashOf = (command: object): string => {
  const plain = (_: string, value: unknown): unknown =>
    typeof value === "bigint" ? `${value}n` : value instanceof Uint8Array ? toHex(value) : value;
  return createHash("sha256").update(JSON.stringify(command, plain)).digest("hex").slice(0, 32);
};

/**
 * What a command of an account at a deployment has signed, in a file of its own beside the receipt: every transaction is
 * written down between its signature and its broadcast, so that whoever runs the command again after the process was
 * killed sends the same bytes. A command that has ended leaves no file.
 */
export class Journal {
  readonly file: string;
  /** Begins the names of all files of the account's commands at the deployment. */
  readonly prefix: string;
  readonly #deployed: Deployed;
  readonly #session: Session;
  readonly #byLog: boolean;
  #written: Written;
  /** The file is this command's. */
  #isKept = false;
  /** What the transaction did that an earlier run of the command had signed last, if a block has it already. */
  #found: TransactionResult | undefined;

  constructor(session: Session, deployed: Deployed, { action, command, total, byLog = false }: Errand) {
    const { receipts, chainName, compositionName, chain, trainer } = deployed;
    this.#session = session;
    this.#deployed = deployed;
    const contract = trainer.accountId;
    const receipt = receipts.path(chainName, compositionName);
    this.prefix = receipt.replace(/\.json$/, `.${chain.sender}`);
    this.file = `${this.prefix}.${hashOf({ contract, command })}${ENDING}`;
    this.#byLog = byLog;
    this.#written = {
      ...{ version: 1, contract, action, done: 0, goesBy: byLog ? "log" : "count" },
      ...(total !== undefined && { total }),
    };
  }

  /** What earlier runs have brought into blocks: samples; otherwise transactions. */
  get done(): number {
    return this.#written.done;
  }

  /** Whether no run of the command has gone by the log: then {@link done} counts from the beginning of what was given. */
  get goesByCount(): boolean {
    return this.#written.goesBy === "count";
  }

  /** What an earlier run has signed, and no block has yet: all with one number. */
  get pending(): readonly SignedTransaction[] {
    return this.#written.pending?.transactions ?? [];
  }

  get found(): TransactionResult | undefined {
    return this.#found;
  }

  /**
   * Takes what an earlier run has left, and looks at what other commands have. Nothing is sent.
   * @param changes whether other commands' files may be brought up to date
   * @throws ChainlearnError transaction_pending when a transaction of another command may still happen; invalid_file
   */
  async look(changes: boolean): Promise<void> {
    await this.#lookAtOthers(changes);
    const found = await this.#read(this.file);
    if (!found) return;
    const { isTold: _, goesBy = "count", ...left } = found;
    this.#isKept = true;
    this.#written = { ...left, goesBy: goesBy === (this.#byLog ? "log" : "count") ? goesBy : "both" };
    if (!left.pending) return;
    const { transaction } = left.pending.transactions.at(-1)!;
    const now = await this.#now(this.#written);
    if (!now) {
      this.#session.note(
        `An earlier run has signed the transaction ${transaction}: the same bytes are sent again.`,
      );
      return;
    }
    this.#session.note(
      now.found
        ? `A block has the transaction ${now.found.transaction} of an earlier run: it is not sent again.`
        : `The transaction ${transaction} of an earlier run did nothing and never will.`,
    );
    this.#found = now.found;
    this.#written = now.left;
  }

  /** Two commands of an account must not wait for a block at once: one would take the other's number. */
  async #lookAtOthers(changes: boolean): Promise<void> {
    const folder = dirname(this.file);
    const start = `${basename(this.prefix)}.`;
    for (const name of await readdir(folder)) {
      const file = join(folder, name);
      if (!name.startsWith(start) || !name.endsWith(ENDING) || file === this.file) continue;
      const other = await this.#read(file);
      if (!other || other.isTold) continue;
      const now = await this.#now(other);
      if (!now) throw this.#inTheWay(file, other, other.pending!);
      await this.#tell(file, other, now, changes);
    }
  }

  /** Says what became of another command. Only what has something left to do is told again and again. */
  async #tell(file: string, other: Written, { left, found }: Now, changes: boolean): Promise<void> {
    const { action, total } = other;
    const { done } = left;
    if (done === 0) {
      // Nothing of it has happened, and nothing will.
      if (changes) await rm(file, { force: true });
      return;
    }
    if (total !== undefined && done < total) {
      this.#session.note(
        `An earlier command, "${action}", was stopped after ${done} of ${total}. Run it again to go on with it, or remove ${file} to give it up.`,
      );
      return;
    }
    if (found || total === undefined)
      this.#session.note(
        `An earlier command, "${action}", was stopped.${found ? ` A block has its transaction ${found.transaction}.` : ""} Run it again for what came of it; it is not sent twice.`,
      );
    if (changes) await writeJournal(file, { ...other, isTold: true });
  }

  /** What is left of a command now; undefined: its pending transaction may still happen. Nothing is sent. */
  async #now(written: Written): Promise<Now | undefined> {
    if (!written.pending) return { left: written };
    try {
      const found = await this.#deployed.trainer.resume(written.pending.transactions, { send: false });
      const left = withoutPending(written);
      return found ? { left: { ...left, done: doneThen(written) }, found } : { left };
    } catch (error) {
      if (isChainlearnError(error) && error.code === "transaction_pending") return undefined;
      throw error;
    }
  }

  #inTheWay(file: string, { action, contract }: Written, { transactions }: PendingStep): ChainlearnError {
    const { transaction } = transactions.at(-1)!;
    const where = contract === this.#written.contract ? "" : ` at ${contract}`;
    return new ChainlearnError(
      "transaction_pending",
      `an earlier command of this account, "${action}"${where}, has signed the transaction ${transaction}, which no block has. Finish that command first; or remove ${file} to give it up, knowing that it may still happen.`,
      { details: { transaction, file } },
    );
  }

  /**
   * Sends one transaction of the command.
   * @param count how much of the command it does
   */
  async transact(
    send: (options: TransactionOptions) => Promise<TransactionResult>,
    count = 1,
  ): Promise<TransactionResult> {
    const then = this.done + count;
    const result = await send(this.#writing(then));
    this.#settled(then);
    return result;
  }

  /** Brings what an earlier run has signed into a block. @returns undefined when it can never happen */
  async resume(): Promise<TransactionResult | undefined> {
    const { signal } = this.#session;
    const then = doneThen(this.#written);
    const result = await this.#deployed.trainer.resume(this.pending, { signal, ...this.#writing(then) });
    if (result) this.#settled(then);
    else this.#written = withoutPending(this.#written);
    return result;
  }

  #writing(then: number): TransactionOptions {
    return {
      onSigned: (signed) =>
        this.#write(withPending({ ...this.#written, doneThen: then }, this.#written.action, signed)),
      onVoid: async ({ from, number }) => {
        this.#deployed.gate.release(slotOf(from, number));
        if (this.#isKept) await this.#write(withoutPending(this.#written));
      },
    };
  }

  /** In memory only: the file keeps the transaction, and its result with it, until the next one or the end. */
  #settled(then: number): void {
    this.#written = { ...withoutPending(this.#written), done: then };
  }

  async #write(written: Written): Promise<void> {
    this.#written = written;
    this.#isKept = true;
    await writeJournal(this.file, written);
  }

  /**
   * The command has ended. If it was begun by count and ended by the log, whoever goes on with it by count has to find
   * that nothing is left.
   */
  async finish(): Promise<void> {
    if (!this.#isKept) return;
    const { total, goesBy } = this.#written;
    if (this.#byLog && goesBy === "both" && total !== undefined)
      await this.#write({ ...withoutPending(this.#written), done: total });
    else await rm(this.file, { force: true });
  }

  /** Says how to go on after a failure. What has failed in its block is forgotten: it never will be another. */
  async noteFailure(error: unknown): Promise<void> {
    await this.#forgetVoid(error);
    if (this.pending.length === 0 && this.done === 0) return;
    this.#session.note(
      `What has been signed and done is in ${this.file}. Run the same command again to go on; nothing is paid twice.`,
    );
    if (isChainlearnError(error) && error.code === "transaction_pending")
      this.#session.note(
        "If that does not help, another program may have used the transaction's number: look at the account's transactions, and remove the file if this one is not among them.",
      );
  }

  async #forgetVoid(error: unknown): Promise<void> {
    if (!this.#isKept) return;
    if (this.pending.length > 0 && isDecided(error)) {
      try {
        const now = await this.#now(this.#written);
        if (now && !now.found) await this.#write(now.left);
      } catch {
        // The node that is asked may be the failure that is being told.
      }
    }
    if (this.pending.length === 0 && this.done === 0) await rm(this.file, { force: true });
  }

  /** @throws ChainlearnError invalid_file */
  async #read(file: string): Promise<Written | undefined> {
    const value = (await readJson(file)) as Written | undefined;
    if (value === undefined) return undefined;
    const isJournal =
      value?.version === 1 &&
      [value.contract, value.action].every((part) => typeof part === "string") &&
      typeof value.done === "number" &&
      (value.pending === undefined || value.pending.transactions?.length > 0);
    if (!isJournal)
      throw new ChainlearnError("invalid_file", `${file} is not what an earlier command has signed.`);
    return value;
  }
}

const writeJournal = (file: string, written: Written): Promise<void> =>
  writeWhole(file, `${JSON.stringify(written, undefined, 2)}\n`, MODE);

/**
 * Runs a command with its journal; no other process sends for the account meanwhile.
 * @throws ChainlearnError in_use, transaction_pending
 */
export async function withJournal<T>(
  session: Session,
  deployed: Deployed,
  { simulate }: SpendingOptions,
  errand: Errand,
  run: (journal: Journal) => Promise<T>,
): Promise<T> {
  const journal = new Journal(session, deployed, errand);
  const lock = `${journal.prefix}.sending`;
  const opened = async (): Promise<T> => {
    await journal.look(!simulate);
    return run(journal);
  };
  if (!simulate) return withLock(lock, opened);
  if (!(await isLocked(lock))) return opened();
  session.note("Another command of this account is being sent: what it changes is not simulated.");
  return run(journal);
}
