import { rm } from "node:fs/promises";
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

  async #write(stored: Stored): Promise<void> {
    await writeWhole(this.file, `${JSON.stringify(stored, undefined, 2)}\n`, OWNER_ONLY);
  }

  async tests(): Promise<CommittedParts | undefined> {
    const { tests } = await this.#read();
    if (!tests) return undefined;
    const parts = tests.parts.map(({ salt, items }) => ({ salt: fromHex(salt), items: fromHex(items) }));
    return { digest: fromHex(tests.digest), parts };
  }

  async keepTests({ digest, parts }: CommittedParts): Promise<void> {
    const hex = parts.map(({ salt, items }) => ({ salt: toHex(salt), items: toHex(items) }));
    await this.#write({ ...(await this.#read()), tests: { digest: toHex(digest), parts: hex } });
  }

  /** Forgets test items that nothing was committed to. */
  async forgetTests(): Promise<void> {
    const { tests: _, ...others } = await this.#read();
    if (others.draws) await this.#write(others);
    else await rm(this.file, { force: true });
  }

  async draw(account: string): Promise<Uint8Array | undefined> {
    const secret = (await this.#read()).draws?.[account];
    return secret === undefined ? undefined : fromHex(secret);
  }

  async keepDraw(account: string, secret: Uint8Array): Promise<void> {
    const stored = await this.#read();
    await this.#write({ ...stored, draws: { ...stored.draws, [account]: toHex(secret) } });
  }
}
