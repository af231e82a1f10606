import { ChainlearnError } from "@chainlearn/core";
import type { Command } from "@commander-js/extra-typings";
import { choose } from "../../config/choose.ts";
import type { AccountKeys } from "../../keys/account-keys.ts";
import type { Secrets } from "../../keys/secrets.ts";
import type { Session } from "../../session.ts";
import { type ConfigOptions, configOptions } from "../options.ts";

/** Options of commands about the key of one account. */
export type KeyOptions = ConfigOptions & { readonly chain?: string | undefined };

/** An account of the configuration, for commands about its key. */
export interface KeyOwner {
  readonly chain: string;
  /** Name; "first" is the first of the configuration. */
  readonly account: string;
  readonly keys: AccountKeys;
  readonly secrets: Secrets;
}

export const keyOptions = (command: Command): Command<[string], KeyOptions> =>
  configOptions(command)
    .option("--chain <name>", "chain of the configuration (default: the only one)")
    .argument("[account]", "account of the chain (default: its first)", "first") as unknown as Command<
    [string],
    KeyOptions
  >;

/** @throws ChainlearnError invalid_config, unsupported */
export async function ownerOf(session: Session, account: string, options: KeyOptions): Promise<KeyOwner> {
  const { config, folder } = await session.loadConfig(options.config);
  const [chain, { keys }] = choose("chain", config.chains, options.chain);
  if (keys === undefined)
    throw new ChainlearnError("unsupported", `the accounts of ${chain} have no keys of their own.`);
  return { chain, account, keys, secrets: session.secrets(folder) };
}
