import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { type ChainId, ChainlearnError } from "@chainlearn/core";
import { nodeAddresses } from "../chains/node-addresses.ts";
import type { Terminal } from "../output/terminal.ts";
import type { KeySource } from "./key-source.ts";

type Keystore = Extract<KeySource, { kind: "keystore" }>;

/** Reads what is secret. Nothing of it gets into messages: errors name the variable or the file. */
export class Secrets {
  readonly #folder: string;
  readonly #env: Readonly<Record<string, string | undefined>>;
  readonly #terminal: Terminal;
  readonly #signal: AbortSignal;

  constructor(options: {
    /** Files are relative to it. */
    readonly folder: string;
    readonly env: Readonly<Record<string, string | undefined>>;
    readonly terminal: Terminal;
    readonly signal: AbortSignal;
  }) {
    this.#folder = options.folder;
    this.#env = options.env;
    this.#terminal = options.terminal;
    this.#signal = options.signal;
  }

  /** @throws ChainlearnError unknown_account when it is not set */
  variable(name: string): string {
    const value = this.#env[name]?.trim();
    if (value) return value;
    throw new ChainlearnError("unknown_account", `the environment has no ${name}, which holds the key.`);
  }

  /**
   * Addresses of nodes that the environment names for a chain (addresses often have a key in them), separated by commas:
   * `CHAINLEARN_RPC_EIP155_11155111`, `CHAINLEARN_RPC_COSMOS_OSMO_TEST_5`.
   */
  nodesOf(chain: ChainId): readonly string[] | undefined {
    const name = `CHAINLEARN_RPC_${chain.replaceAll(/[^a-zA-Z0-9]/g, "_").toUpperCase()}`;
    const urls = (this.#env[name] ?? "").split(",").map((url) => url.trim());
    const given = urls.filter((url) => url !== "");
    return given.length > 0 ? nodeAddresses(given, name) : undefined;
  }

  /** @throws ChainlearnError invalid_keystore when the file cannot be read */
  async file({ file }: Keystore): Promise<string> {
    const path = resolve(this.#folder, file);
    try {
      return await readFile(path, "utf8");
    } catch (cause) {
      throw new ChainlearnError("invalid_keystore", `${path} cannot be read.`, { cause });
    }
  }

  /** @throws ChainlearnError invalid_keystore when there is none and nobody to ask */
  async password({ file, passwordVariable }: Keystore): Promise<string> {
    const value = passwordVariable === undefined ? undefined : this.#env[passwordVariable];
    if (value !== undefined) return value;
    if (this.#terminal.interactive)
      return this.#terminal.ask(`Password of ${file}: `, { secret: true, signal: this.#signal });
    throw new ChainlearnError(
      "invalid_keystore",
      `nobody can be asked for the password of ${file}: set ${passwordVariable ?? "passwordVariable in the configuration, and that variable"}.`,
    );
  }
}
