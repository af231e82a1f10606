import { type FileHandle, mkdir, open, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { ChainlearnError, type CommittedParts, fromHex, toHex } from "@chainlearn/core";
import { readJson } from "../files/read-json.ts";
import { writeWhole } from "../files/write.ts";
import type { Deployed } from "../session.ts";

/** Nobody but who wrote it can read it. */
const OWNER_ONLY = 0o600;

interface Stored {
  readonly version: 1;
  /** CAIP-10 of the contract that it belongs to. */
  readonly contract: string;
  /** The provider's test items in parts, with their salts. Hex. */
  readonly tests?: {
    readonly digest: string;
    readonly parts: readonly { readonly salt: string; readonly items: string }[];
  };
  /** Secrets of the draw by account. Hex. */
  readonly draws?: Readonly<Record<string, string>>;
}

/**
 * What must not be known before it is revealed: test items with their salts, and secrets of the draw. It is in a file
 * beside the receipt that only its owner can read, and nothing of it is printed. Whoever loses it loses bonds.
 */
export class MarketSecrets {
  readonly file: string;
  readonly #contract: string;

  constructor({ receipts, chainName, compositionName, trainer }: Deployed) {
    this.file = receipts.path(chainName, compositionName).replace(/\.json$/, ".secret.json");
    this.#contract = trainer.accountId;
  }

  /** @throws ChainlearnError invalid_file when it is of another contract */
  async #read(): Promise<Stored> {
    const value = (await readJson(this.file)) as Stored | undefined;
    if (value === undefined) return { version: 1, contract: this.#contract };
    if (value.version !== 1 || value.contract !== this.#contract)
      throw new ChainlearnError(
        "invalid_file",
        `${this.file} has secrets of another contract: move it away if they are of no more use.`,
      );
    return value;
  }

  /**
   * One process at a time: a secret that another one overwrites is a bond lost.
   * @param change to what is to be written; undefined: the file goes
   */
  async #change(change: (stored: Stored) => Stored | undefined): Promise<void> {
    const lock = `${this.file}.lock`;
    await mkdir(dirname(this.file), { recursive: true });
    const handle = await lockFile(lock);
    try {
      const stored = change(await this.#read());
      if (stored) await writeWhole(this.file, `${JSON.stringify(stored, undefined, 2)}\n`, OWNER_ONLY);
      else await rm(this.file, { force: true });
    } finally {
      await handle.close();
      await rm(lock, { force: true });
    }
  }

  async tests(): Promise<CommittedParts | undefined> {
    const { tests } = await this.#read();
    if (!tests) return undefined;
    const parts = tests.parts.map(({ salt, items }) => ({ salt: fromHex(salt), items: fromHex(items) }));
    return { digest: fromHex(tests.digest), parts };
  }

  async keepTests({ digest, parts }: CommittedParts): Promise<void> {
    const hex = parts.map(({ salt, items }) => ({ salt: toHex(salt), items: toHex(items) }));
    await this.#change((stored) => ({ ...stored, tests: { digest: toHex(digest), parts: hex } }));
  }

  /** Forgets test items that nothing was committed to. */
  async forgetTests(): Promise<void> {
    await this.#change(({ tests: _, ...others }) => (others.draws ? others : undefined));
  }

  async draw(account: string): Promise<Uint8Array | undefined> {
    const secret = (await this.#read()).draws?.[account];
    return secret === undefined ? undefined : fromHex(secret);
  }

  async keepDraw(account: string, secret: Uint8Array): Promise<void> {
    await this.#change((stored) => {
      if (stored.draws?.[account] !== undefined)
        throw new ChainlearnError("invalid_file", `${this.file} has a secret of ${account} already.`);
      return { ...stored, draws: { ...stored.draws, [account]: toHex(secret) } };
    });
  }
}

async function lockFile(path: string): Promise<FileHandle> {
  try {
    return await open(path, "wx");
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "EEXIST") throw cause;
    throw new ChainlearnError(
      "invalid_file",
      `${path}: another command is writing secrets. Remove it if none runs.`,
      { cause },
    );
  }
}
