import { createHash } from "node:crypto";
import { rm } from "node:fs/promises";
import {
  ChainlearnError,
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
  /** Hash of {@link Errand.command}. */
  readonly command: string;
  /** Transactions of the command that blocks have. */
  readonly done: number;
  readonly pending?: PendingStep;
}

const hashOf = (command: object): string => {
  const plain = (_: string, value: unknown): unknown =>
    typeof value === "bigint" ? `${value}n` : value instanceof Uint8Array ? toHex(value) : value;
  return createHash("sha256").update(JSON.stringify(command, plain)).digest("hex");
};

/**
 * The newest command of an account at a deployment, in a file beside the receipt: every transaction is written down
 * between its signature and its broadcast, so that whoever runs the command again after the process was killed sends the
 * same bytes. A command that has ended leaves no file.
 */
export class Journal {
  readonly file: string;
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
    const receipt = receipts.path(chainName, compositionName);
    this.file = receipt.replace(/\.json$/, `.${chain.sender}.sending.json`);
    this.#written = {
      ...{ version: 1, contract: trainer.accountId, action, command: hashOf(command), done: 0 },
    };
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
   * Takes what an earlier run has left. Nothing is sent, and nothing written.
   * @throws ChainlearnError transaction_pending when a transaction of another command may still happen; invalid_file
   */
  async look(): Promise<void> {
    const left = await this.#read();
    if (!left) return;
    const isSame = left.command === this.#written.command && left.contract === this.#written.contract;
    const open = left.pending && !(await this.#outcome(left, left.pending, isSame));
    if (!isSame) {
      if (open) throw this.#inTheWay(left, left.pending!);
      if (left.done > 0)
        this.#session.note(
          `An earlier command, "${left.action}", was stopped after ${left.done} transactions.`,
        );
      return;
    }
    this.#isKept = true;
    this.#written = open ? left : { ...withoutPending(left), done: left.done + (this.#found ? 1 : 0) };
    if (open)
      this.#session.note(
        `An earlier run has signed the transaction ${this.pending.at(-1)!.transaction}: the same bytes are sent again.`,
      );
  }

  /** Looks what became of a pending transaction. @returns whether it is known */
  async #outcome({ action }: Written, { transactions }: PendingStep, isSame: boolean): Promise<boolean> {
    const { transaction } = transactions.at(-1)!;
    try {
      const found = await this.#deployed.trainer.resume(transactions, { send: false });
      if (isSame) this.#found = found;
      const which = isSame ? "an earlier run" : `an earlier command, "${action}"`;
      this.#session.note(
        found
          ? `A block has the transaction ${found.transaction} of ${which}: it is not sent again.`
          : `The transaction ${transaction} of ${which} did nothing and never will.`,
      );
      return true;
    } catch (error) {
      if (error instanceof ChainlearnError && error.code === "transaction_pending") return false;
      throw error;
    }
  }

  #inTheWay({ action, contract }: Written, { transactions }: PendingStep): ChainlearnError {
    const { transaction } = transactions.at(-1)!;
    const where = contract === this.#written.contract ? "" : ` at ${contract}`;
    return new ChainlearnError(
      "transaction_pending",
      `an earlier command of this account, "${action}"${where}, has signed the transaction ${transaction}, which no block has. Finish that command first; or remove ${this.file} to give it up, knowing that it may still happen.`,
      { details: { transaction, file: this.file } },
    );
  }

  /** Sends one transaction of the command. */
  async transact(
    send: (options: TransactionOptions) => Promise<TransactionResult>,
  ): Promise<TransactionResult> {
    const result = await send(this.#writing());
    await this.#settled(1);
    return result;
  }

  /** Brings what an earlier run has signed into a block. @returns undefined when it can never happen */
  async resume(): Promise<TransactionResult | undefined> {
    const { signal } = this.#session;
    const result = await this.#deployed.trainer.resume(this.pending, { signal, ...this.#writing() });
    await this.#settled(result ? 1 : 0);
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

  /** A chain that signs nothing has nothing to write down. */
  async #settled(transactions: number): Promise<void> {
    if (!this.#isKept) return;
    await this.#write({ ...withoutPending(this.#written), done: this.done + transactions });
  }

  async #write(written: Written): Promise<void> {
    this.#written = written;
    this.#isKept = true;
    await writeWhole(this.file, `${JSON.stringify(written, undefined, 2)}\n`);
  }

  /** The command has ended. */
  async finish(): Promise<void> {
    if (this.#isKept) await rm(this.file, { force: true });
  }

  /** Says how to go on after a failure. */
  noteFailure(): void {
    if (this.pending.length > 0 || this.done > 0)
      this.#session.note(
        `What has been signed and done is in ${this.file}. Run the same command again to go on; nothing is paid twice.`,
      );
  }

  /** @throws ChainlearnError invalid_file */
  async #read(): Promise<Written | undefined> {
    const value = (await readJson(this.file)) as Written | undefined;
    if (value === undefined) return undefined;
    const isJournal =
      value?.version === 1 &&
      [value.contract, value.action, value.command].every((part) => typeof part === "string") &&
      typeof value.done === "number" &&
      (value.pending === undefined || value.pending.transactions?.length > 0);
    if (!isJournal)
      throw new ChainlearnError("invalid_file", `${this.file} is not what an earlier command has signed.`);
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
  return simulate ? opened() : withLock(journal.file, opened);
}
