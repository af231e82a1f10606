import { mnemonicSigner } from "@chainlearn/adapter-cosmwasm";
import { ChainlearnError } from "@chainlearn/core";
import { DirectSecp256k1HdWallet, type OfflineDirectSigner } from "@cosmjs/proto-signing";
import type { KeySource } from "./key-source.ts";
import type { Secrets } from "./secrets.ts";

/**
 * The signer of a key.
 * @param prefix of the chain's addresses
 * @throws ChainlearnError unknown_account, invalid_keystore
 */
export async function unlockCosmWasmSigner(
  source: KeySource,
  prefix: string,
  secrets: Secrets,
): Promise<OfflineDirectSigner> {
  if (source.kind === "environment") {
    const mnemonic = secrets.variable(source.variable);
    try {
      return (await mnemonicSigner(mnemonic, { prefix })) as OfflineDirectSigner;
    } catch {
      throw new ChainlearnError(
        "unknown_account",
        `${source.variable} does not hold a BIP-39 mnemonic of English words.`,
      );
    }
  }
  const text = await secrets.file(source);
  const password = await secrets.password(source);
  try {
    const wallet = await DirectSecp256k1HdWallet.deserialize(text, password);
    const accounts = await wallet.getAccounts();
    if (accounts.some(({ address }) => address.startsWith(`${prefix}1`))) return wallet;
  } catch {
    throw new ChainlearnError(
      "invalid_keystore",
      `${source.file} is no wallet of cosmjs, or the password is wrong.`,
    );
  }
  throw new ChainlearnError("invalid_keystore", `${source.file} has no address that begins with ${prefix}1.`);
}
