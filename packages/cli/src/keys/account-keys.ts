import { ChainlearnError } from "@chainlearn/core";
import { accountNamed } from "../chains/account-names.ts";
import type { EvmKeySource } from "./evm-key.ts";
import type { KeystoreSource } from "./key-source.ts";
import type { SealedKey } from "./sealed-key.ts";
import type { Secrets } from "./secrets.ts";

/** An account whose key is in a file. */
export interface KeyFile {
  /** Name of the account. */
  readonly account: string;
  readonly address: string;
  readonly file: string;
}

/** The keys of a chain's accounts; the chain itself is not asked. Nothing of a key is told but its address. */
export interface AccountKeys {
  /**
   * The address of an account, without the password where the file of its key names it.
   * @param account name; "first" is the first of the configuration
   */
  address(account: string, secrets: Secrets): Promise<string>;
  /**
   * Makes a key and writes it to the file that the account has in the configuration.
   * @throws ChainlearnError invalid_keystore when the file is there already
   */
  create(account: string, secrets: Secrets): Promise<KeyFile>;
  /** Writes the address beside the key in its file, so that nobody has to be asked for it again. */
  nameAddress(account: string, secrets: Secrets): Promise<KeyFile>;
}

/** What kinds of chains do in ways of their own. */
interface KeyKind<Source> {
  address(source: Source, secrets: Secrets): Promise<string>;
  /** The address by the key itself, for which the password is needed. */
  unlockedAddress(source: Source, secrets: Secrets): Promise<string>;
  seal(password: string): Promise<SealedKey>;
  /** How a file writes the address. */
  written(address: string): string;
}

/** @throws ChainlearnError invalid_config for keys that are elsewhere */
function inFile(account: string, source: EvmKeySource): KeystoreSource {
  if (source.kind === "keystore") return source;
  const where =
    source.kind === "environment"
      ? `in the variable ${source.variable}`
      : "known to everybody, as on all local chains";
  throw new ChainlearnError(
    "invalid_config",
    `the key of ${account} is ${where}; for one in a file write fromKeystore("keys/${account}.json") in the configuration.`,
  );
}

/** The keys of accounts by name. */
export function accountKeys<Source extends EvmKeySource>(
  accounts: Readonly<Record<string, Source>>,
  kind: KeyKind<Source>,
): AccountKeys {
  const named = (wanted: string): readonly [string, Source] => {
    const account = accountNamed(wanted, Object.keys(accounts));
    return [account, accounts[account]!];
  };
  return {
    address: (wanted, secrets) => kind.address(named(wanted)[1], secrets),
    create: async (wanted, secrets) => {
      const [account, source] = named(wanted);
      const keystore = inFile(account, source);
      await secrets.requireNew(keystore);
      const { address, text } = await kind.seal(await secrets.newPassword(keystore));
      await secrets.create(keystore, `${text}\n`);
      return { account, address, file: secrets.path(keystore) };
    },
    nameAddress: async (wanted, secrets) => {
      const [account, source] = named(wanted);
      const keystore = inFile(account, source);
      const address = await kind.unlockedAddress(source, secrets);
      const content = JSON.parse(await secrets.file(keystore)) as object;
      await secrets.rewrite(keystore, `${JSON.stringify({ ...content, address: kind.written(address) })}\n`);
      return { account, address, file: secrets.path(keystore) };
    },
  };
}
