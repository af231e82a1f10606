import type { EvmKeySource } from "../keys/evm-key.ts";
import { attempt, type Check, ok, warn } from "./check.ts";

const NAME = (account: string): string => `key of ${account}`;
const whereOf = (source: EvmKeySource): string => {
  switch (source.kind) {
    case "environment":
      return `variable ${source.variable}`;
    case "keystore":
      return `file ${source.file}`;
    case "development":
      return "known to everybody";
  }
};
const todoOf = (account: string, source: EvmKeySource): string => {
  switch (source.kind) {
    case "environment":
      return `Set ${source.variable}, or take the account out of the configuration.`;
    case "keystore":
      return `"chainlearn key new ${account}" makes the file. One that does not name its address gets it from "chainlearn key address ${account} --save", which asks for the password once; or set ${source.passwordVariable ?? "a variable that passwordVariable names"}.`;
    case "development":
      return "";
  }
};

/**
 * Whether keys are where the configuration says; nothing of them is told but their addresses.
 * @param addressOf may ask nobody for a password
 */
export async function keyChecks(
  accounts: Readonly<Record<string, EvmKeySource>>,
  addressOf: (account: string) => Promise<string>,
): Promise<Check[]> {
  const names = Object.keys(accounts);
  if (names.length === 0)
    return [
      warn("keys", "the configuration has no accounts", "Reading works; to send, give the chain accounts."),
    ];
  return Promise.all(
    names.map((account) => {
      const source = accounts[account]!;
      return attempt(
        NAME(account),
        todoOf(account, source),
        async () => ok(NAME(account), `${whereOf(source)}: ${await addressOf(account)}`),
        // Others' keys need not be on this machine.
        account !== names[0],
      );
    }),
  );
}
