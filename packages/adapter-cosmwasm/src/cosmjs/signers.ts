import { ChainlearnError } from "@chainlearn/core";
import { DirectSecp256k1HdWallet, type OfflineSigner } from "@cosmjs/proto-signing";
import { makeCosmoshubPath } from "@cosmjs/stargate";

export interface MnemonicOptions {
  /** Prefix of the chain's bech32 addresses, as `cosmos`, `osmo`, `wasm`. */
  readonly prefix: string;
  /** Number of accounts, m/44'/118'/0'/0/0 onwards. Default 1. */
  readonly count?: number;
}

/**
 * A signer for the first accounts of a mnemonic. Keep mnemonics out of code: read them from the environment or use a
 * wallet's own signer.
 * @throws ChainlearnError unknown_account when it is no mnemonic
 */
export async function mnemonicSigner(mnemonic: string, options: MnemonicOptions): Promise<OfflineSigner> {
  const hdPaths = Array.from({ length: options.count ?? 1 }, (_, i) => makeCosmoshubPath(i));
  try {
    return await DirectSecp256k1HdWallet.fromMnemonic(mnemonic.trim(), { prefix: options.prefix, hdPaths });
  } catch {
    // The cause is left out on purpose: its text may quote the mnemonic.
    throw new ChainlearnError("unknown_account", "the mnemonic is not a BIP-39 mnemonic of English words.");
  }
}
