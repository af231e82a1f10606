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
import type { SendOptions } from "../commands/options.ts";
import { withLock } from "../files/lock.ts";
import { readJson } from "../files/read-json.ts";
import { writeWhole } from "../files/write.ts";
import type { Deployed, Session } from "../session.ts";
import { slotOf } from "./gate.ts";

/** What a command is about to send to a deployment. */
export interface Errand {
  /** For people, as "add 64 samples". */
  readonly action: string;
  /** All that decides what is sent: equal ones are the same command. */
  readonly command: object;
}

/** What is in the file. */
interface Written {
  readonly version: 1;
  /** CAIP-10 of the contract. */
  readonly contract: string;
  readonly action: string;
  /** Transactions of the command that blocks have, without the pending one. */
  readonly done: number;
  /** Signed last. It stays until the next one is signed: whoever goes on finds it in a block, and what it did. */
  readonly pending?: PendingStep;
}

/** Signed bytes can have in them what nobody is to know before they are sent: test items, shares of randomness. */
const MODE = 0o600;
const ENDING = ".sending.json";

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
  #written: Written;
  /** The file is this command's. */
  #isKept = false;
  /** What the transaction did that an earlier run of the command had signed last, if a block has it already. */
  #found: TransactionResult | undefined;

  constructor(session: Session, deployed: Deployed, { action, command }: Errand) {
    const { receipts, chainName, compositionName, chain, trainer } = deployed;
    this.#session = session;
    this.#deployed = deployed;
    const contract = trainer.accountId;
    const receipt = receipts.path(chainName, compositionName);
    this.prefix = receipt.replace(/\.json$/, `.${chain.sender}`);
    this.file = `${this.prefix}.${hashOf({ contract, command })}${ENDING}`;
    this.#written = { version: 1, contract, action, done: 0 };
  }

  /** Transactions of the command that earlier runs have brought into blocks. */
  get done(): number {
    return this.#written.done;
  }

  /** What an earlier run has signed, and no block has yet: all with one number. */
  get pending(): readonly SignedTransaction[] {
    return this.#written.pending?.transactions ?? [];
  }

  get found(): TransactionResult | undefined {
    return this.#found;
  }

  /**
   * Takes what an earlier run has left, and looks at what other commands have. Nothing is sent, and nothing written.
   * @throws ChainlearnError transaction_pending when a transaction of another command may still happen; invalid_file
   */
  async look(): Promise<void> {
    await this.#lookAtOthers();
    const left = await this.#read(this.file);
    if (!left) return;
    this.#isKept = true;
    this.#written = left;
    if (!left.pending) return;
    const { isKnown, found } = await this.#outcome(left.pending);
    if (!isKnown) {
      this.#session.note(
        `An earlier run has signed the transaction ${this.pending.at(-1)!.transaction}: the same bytes are sent again.`,
      );
      return;
    }
    const { transaction } = left.pending.transactions.at(-1)!;
    this.#session.note(
      found
        ? `A block has the transaction ${found.transaction} of an earlier run: it is not sent again.`
        : `The transaction ${transaction} of an earlier run did nothing and never will.`,
    );
    this.#found = found;
    this.#written = { ...withoutPending(left), done: left.done + (found ? 1 : 0) };
  }

  /** Two commands of an account must not wait for a block at once: one would take the other's number. */
  async #lookAtOthers(): Promise<void> {
    const folder = dirname(this.file);
    const start = `${basename(this.prefix)}.`;
    for (const name of await readdir(folder)) {
      const file = join(folder, name);
      if (!name.startsWith(start) || !name.endsWith(ENDING) || file === this.file) continue;
      const other = await this.#read(file);
      if (!other) continue;
      if (other.pending && !(await this.#outcome(other.pending)).isKnown)
        throw this.#inTheWay(file, other, other.pending);
      this.#session.note(
        `An earlier command, "${other.action}", was stopped. Run it again to go on with it, or remove ${file} to give it up.`,
      );
    }
  }

  /** Looks what became of a pending transaction. */
  async #outcome({
    transactions,
  }: PendingStep): Promise<{ readonly isKnown: boolean; readonly found?: TransactionResult }> {
    try {
      const found = await this.#deployed.trainer.resume(transactions, { send: false });
      return { isKnown: true, ...(found && { found }) };
    } catch (error) {
      if (isChainlearnError(error) && error.code === "transaction_pending") return { isKnown: false };
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

  /** Sends one transaction of the command. */
  async transact(
    send: (options: TransactionOptions) => Promise<TransactionResult>,
  ): Promise<TransactionResult> {
    const result = await send(this.#writing());
    this.#settled();
    return result;
  }

  /** Brings what an earlier run has signed into a block. @returns undefined when it can never happen */
  async resume(): Promise<TransactionResult | undefined> {
    const { signal } = this.#session;
    const result = await this.#deployed.trainer.resume(this.pending, { signal, ...this.#writing() });
    if (result) this.#settled();
    return result;
  }

  #writing(): TransactionOptions {
    return {
      onSigned: (signed) => this.#write(withPending(this.#written, this.#written.action, signed)),
      onVoid: async ({ from, number }) => {
        this.#deployed.gate.release(slotOf(from, number));
        if (this.#isKept) await this.#write(withoutPending(this.#written));
      },
    };
  }

  /** In memory only: the file keeps the transaction, and its result with it, until the next one or the end. */
  #settled(): void {
    this.#written = { ...withoutPending(this.#written), done: this.done + 1 };
  }

  async #write(written: Written): Promise<void> {
    this.#written = written;
    this.#isKept = true;
    await writeWhole(this.file, `${JSON.stringify(written, undefined, 2)}\n`, MODE);
  }

  /** The command has ended. */
  async finish(): Promise<void> {
    if (this.#isKept) await rm(this.file, { force: true });
  }

  /** Says how to go on after a failure. */
  noteFailure(error: unknown): void {
    if (this.pending.length === 0 && this.done === 0) return;
    this.#session.note(
      `What has been signed and done is in ${this.file}. Run the same command again to go on; nothing is paid twice.`,
    );
    if (isChainlearnError(error) && error.code === "transaction_pending")
      this.#session.note(
        "If that does not help, another program may have used the transaction's number: look at the account's transactions, and remove the file if this one is not among them.",
      );
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

/**
 * Runs a command with its journal; no other process sends for the account meanwhile.
 * @throws ChainlearnError in_use, transaction_pending
 */
export async function withJournal<T>(
  session: Session,
  deployed: Deployed,
  { simulate }: SendOptions,
  errand: Errand,
  run: (journal: Journal) => Promise<T>,
): Promise<T> {
  const journal = new Journal(session, deployed, errand);
  const opened = async (): Promise<T> => {
    await journal.look();
    return run(journal);
  };
  return simulate ? opened() : withLock(`${journal.prefix}.sending`, opened);
}
