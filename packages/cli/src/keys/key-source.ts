import { ChainlearnError } from "@chainlearn/core";

/** Where a key comes from; never the key itself. */
export type KeySource =
  | {
      /** The environment variable holds the key: EVM 32 bytes of hex, CosmWasm a mnemonic. */
      readonly kind: "environment";
      readonly variable: string;
    }
  | {
      /** An encrypted file: EVM a keystore of version 3, CosmWasm a wallet as cosmjs serialises it. */
      readonly kind: "keystore";
      /** Relative to the configuration. */
      readonly file: string;
      /** Variable with the password. Without it, or where it is not set, the password is asked for. */
      readonly passwordVariable?: string;
    };

/** A key in an encrypted file. */
export type KeystoreSource = Extract<KeySource, { readonly kind: "keystore" }>;

/** A key in an environment variable: EVM 32 bytes of hex, CosmWasm a mnemonic. */
export const fromEnvironment = (variable: string): KeySource => ({ kind: "environment", variable });

/**
 * A key in an encrypted file: EVM a keystore of version 3, CosmWasm a wallet as cosmjs serialises it.
 * @param file relative to the configuration
 */
export const fromKeystore = (
  file: string,
  options: { readonly passwordVariable?: string } = {},
): KeySource => ({ kind: "keystore", file, ...options });

const KINDS: readonly unknown[] = ["environment", "keystore", "development"];

const isSource = (value: unknown): boolean =>
  typeof value === "object" && value !== null && "kind" in value && KINDS.includes(value.kind);

/**
 * Refuses accounts that are no sources of keys, as keys themselves; says their names only.
 * @throws ChainlearnError invalid_config
 */
export function checkKeySources(accounts: Readonly<Record<string, unknown>> = {}): void {
  const wrong = Object.keys(accounts).find((name) => !isSource(accounts[name]));
  if (wrong !== undefined)
    throw new ChainlearnError(
      "invalid_config",
      `the account "${wrong}" is neither fromEnvironment("VARIABLE") nor fromKeystore("file.json"); keys have no place in a configuration.`,
    );
}
