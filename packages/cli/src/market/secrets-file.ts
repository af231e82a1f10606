import { ChainlearnError, type CommittedParts, fromHex, toHex } from "@chainlearn/core";
import { SecretsFile } from "../files/secrets-file.ts";

interface Stored {
  /** The provider's test items in parts, with their salts. Hex. */
  readonly tests: {
    readonly digest: string;
    readonly parts: readonly { readonly salt: string; readonly items: string }[];
  };
  /** Secrets of the draw by account. Hex. */
  readonly draws: Readonly<Record<string, string>>;
}

/** Test items with their salts, and secrets of the draw. Whoever loses them loses bonds. */
export class MarketSecrets extends SecretsFile<Stored> {
  async tests(): Promise<CommittedParts | undefined> {
    const { tests } = await this.read();
    if (!tests) return undefined;
    const parts = tests.parts.map(({ salt, items }) => ({ salt: fromHex(salt), items: fromHex(items) }));
    return { digest: fromHex(tests.digest), parts };
  }

  /** @throws ChainlearnError in_use when some are kept, which another process has made meanwhile */
  async keepTests({ digest, parts }: CommittedParts): Promise<void> {
    const hex = parts.map(({ salt, items }) => ({ salt: toHex(salt), items: toHex(items) }));
    await this.change((stored) => {
      if (stored.tests)
        throw new ChainlearnError(
          "in_use",
          `${this.file} has test items that another process has just made.`,
        );
      return { ...stored, tests: { digest: toHex(digest), parts: hex } };
    });
  }

  /** Forgets test items that nothing was committed to; others stay. */
  async forgetTests({ digest }: CommittedParts): Promise<void> {
    await this.change((stored) => {
      const { tests, ...others } = stored;
      const left: Partial<Stored> = tests?.digest === toHex(digest) ? others : stored;
      return left.tests || left.draws ? left : undefined;
    });
  }

  async draw(account: string): Promise<Uint8Array | undefined> {
    const secret = (await this.read()).draws?.[account];
    return secret === undefined ? undefined : fromHex(secret);
  }

  async keepDraw(account: string, secret: Uint8Array): Promise<void> {
    await this.change((stored) => {
      if (stored.draws?.[account] !== undefined)
        throw new ChainlearnError("invalid_file", `${this.file} has a secret of ${account} already.`);
      return { ...stored, draws: { ...stored.draws, [account]: toHex(secret) } };
    });
  }
}
