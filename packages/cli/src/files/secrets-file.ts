import { rm } from "node:fs/promises";
import { ChainlearnError } from "@chainlearn/core";
import type { Deployed } from "../session.ts";
import { withLock } from "./lock.ts";
import { readJson } from "./read-json.ts";
import { writeWhole } from "./write.ts";

/** Nobody but who wrote it can read it. */
const OWNER_ONLY = 0o600;

interface Header {
  readonly version: 1;
  /** CAIP-10 of the contract that it belongs to. */
  readonly contract: string;
}

/**
 * What must not be known before it is revealed, in a file beside the receipt that only its owner can read. Nothing of it
 * is printed.
 * @typeParam Secrets what a mechanism keeps, as JSON has it
 */
export class SecretsFile<Secrets extends object> {
  readonly file: string;
  readonly #contract: string;

  constructor({ receipts, chainName, compositionName, trainer }: Deployed) {
    this.file = receipts.path(chainName, compositionName).replace(/\.json$/, ".secret.json");
    this.#contract = trainer.accountId;
  }

  /** @throws ChainlearnError invalid_file when it is of another contract */
  protected async read(): Promise<Partial<Secrets>> {
    const value = (await readJson(this.file)) as (Header & Partial<Secrets>) | undefined;
    if (value === undefined) return {};
    const { version, contract, ...secrets } = value;
    if (version !== 1 || contract !== this.#contract)
      throw new ChainlearnError(
        "invalid_file",
        `${this.file} has secrets of another contract: move it away if they are of no more use.`,
      );
    return secrets as Partial<Secrets>;
  }

  /**
   * One process at a time: a secret that another one overwrites is a bond lost.
   * @param change to what is to be written; undefined: the file goes
   */
  protected async change(change: (secrets: Partial<Secrets>) => Partial<Secrets> | undefined): Promise<void> {
    await withLock(this.file, async () => {
      const secrets = change(await this.read());
      const header: Header = { version: 1, contract: this.#contract };
      const text = `${JSON.stringify({ ...header, ...secrets }, undefined, 2)}\n`;
      if (secrets) await writeWhole(this.file, text, OWNER_ONLY);
      else await rm(this.file, { force: true });
    });
  }
}
