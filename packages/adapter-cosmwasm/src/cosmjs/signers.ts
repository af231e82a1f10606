import { ChainlearnError } from "@chainlearn/core";
import { Bip39, EnglishMnemonic, Slip10, Slip10Curve } from "@cosmjs/crypto";
import { DirectSecp256k1Wallet, type OfflineDirectSigner, type OfflineSigner } from "@cosmjs/proto-signing";
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
  const seed = await seedOf(mnemonic.trim());
  const paths = Array.from({ length: options.count ?? 1 }, (_, i) => makeCosmoshubPath(i));
  const wallets = await Promise.all(
    paths.map((path) => {
      const { privkey } = Slip10.derivePath(Slip10Curve.Secp256k1, seed, path);
      return DirectSecp256k1Wallet.fromKey(privkey, options.prefix);
    }),
  );
  return signerOf(wallets);
}

async function seedOf(mnemonic: string): Promise<Uint8Array> {
  try {
    return await Bip39.mnemonicToSeed(new EnglishMnemonic(mnemonic));
  } catch {
    // The cause is left out on purpose: its text may quote the mnemonic.
    throw new ChainlearnError("unknown_account", "the mnemonic is not a BIP-39 mnemonic of English words.");
  }
}

/**
 * One signer that has the keys of several wallets. cosmjs has such a wallet for mnemonics, but it derives all keys again
 * for every signature.
 */
async function signerOf(wallets: readonly OfflineDirectSigner[]): Promise<OfflineDirectSigner> {
  const accounts = (await Promise.all(wallets.map((wallet) => wallet.getAccounts()))).flat();
  return {
    getAccounts: async () => accounts,
    signDirect: (address, document) => {
      const wallet = wallets[accounts.findIndex((account) => account.address === address)];
      if (!wallet)
        throw new ChainlearnError("unknown_account", `the mnemonic's accounts do not have ${address}.`);
      return wallet.signDirect(address, document);
    },
  };
}
