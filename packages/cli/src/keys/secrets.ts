import { access, mkdir, open, readFile, rm } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { type ChainId, ChainlearnError } from "@chainlearn/core";
import { nodeAddresses } from "../chains/node-addresses.ts";
import { writeWhole } from "../files/write.ts";
import type { Terminal } from "../output/terminal.ts";
import type { KeystoreSource } from "./key-source.ts";

/** For its owner only. */
const SECRET_MODE = 0o600;
/** As NIST SP 800-63B has it. */
const SHORTEST_PASSWORD = 8;

const invalid = (message: string, cause?: unknown): ChainlearnError =>
  new ChainlearnError("invalid_keystore", message, cause === undefined ? {} : { cause });

/** Reads and writes what is secret. Nothing of it gets into messages: errors name the variable or the file. */
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

  /** Where the file of a key is. */
  path({ file }: KeystoreSource): string {
    return resolve(this.#folder, file);
  }

  /** @throws ChainlearnError invalid_keystore when the file cannot be read */
  async file(source: KeystoreSource): Promise<string> {
    const path = this.path(source);
    try {
      return await readFile(path, "utf8");
    } catch (cause) {
      throw invalid(`${path} cannot be read.`, cause);
    }
  }

  /** @throws ChainlearnError invalid_keystore when the file is there */
  async requireNew(source: KeystoreSource): Promise<void> {
    const path = this.path(source);
    const isThere = await access(path).then(
      () => true,
      () => false,
    );
    if (isThere) throw invalid(`${path} is there already; a key is never overwritten.`);
  }

  /**
   * Writes the file of a new key, which only its owner can read; also its folder.
   * @throws ChainlearnError invalid_keystore when the file is there
   */
  async create(source: KeystoreSource, text: string): Promise<void> {
    const path = this.path(source);
    await mkdir(dirname(path), { recursive: true });
    const handle = await open(path, "wx", SECRET_MODE).catch((cause: unknown) => {
      throw invalid(`${path} cannot be written, or is there already.`, cause);
    });
    try {
      await handle.writeFile(text);
      await handle.sync();
    } catch (cause) {
      await rm(path, { force: true });
      throw invalid(`${path} cannot be written.`, cause);
    } finally {
      await handle.close();
    }
  }

  /** Writes what a file of a key holds anew: whole or not at all. */
  rewrite(source: KeystoreSource, text: string): Promise<void> {
    return writeWhole(this.path(source), text, SECRET_MODE);
  }

  /** @throws ChainlearnError invalid_keystore when there is none and nobody to ask */
  async password(source: KeystoreSource): Promise<string> {
    return this.#given(source) ?? this.#asked(source, `Password of ${source.file}: `);
  }

  /**
   * The password of a key that is being made: of the variable, or asked for twice.
   * @throws ChainlearnError invalid_keystore when it is too short, or typed in two ways
   */
  async newPassword(source: KeystoreSource): Promise<string> {
    const given = this.#given(source);
    const password = given ?? (await this.#asked(source, `New password of ${source.file}: `));
    if (password.length < SHORTEST_PASSWORD)
      throw invalid(`the password of ${source.file} has less than ${SHORTEST_PASSWORD} characters.`);
    if (given === undefined && (await this.#asked(source, "The same again: ")) !== password)
      throw invalid("the two passwords are not the same; no key was made.");
    return password;
  }

  #given({ passwordVariable }: KeystoreSource): string | undefined {
    return passwordVariable === undefined ? undefined : this.#env[passwordVariable];
  }

  #asked({ file, passwordVariable }: KeystoreSource, question: string): Promise<string> {
    if (this.#terminal.interactive)
      return this.#terminal.ask(question, { secret: true, signal: this.#signal });
    throw invalid(
      `nobody can be asked for the password of ${file}: set ${passwordVariable ?? "passwordVariable in the configuration, and that variable"}.`,
    );
  }
}
