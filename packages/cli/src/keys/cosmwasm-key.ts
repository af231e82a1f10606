import { mnemonicSigner } from "@chainlearn/adapter-cosmwasm";
import { ChainlearnError } from "@chainlearn/core";
import { DirectSecp256k1HdWallet, type OfflineDirectSigner } from "@cosmjs/proto-signing";
import type { KeySource } from "./key-source.ts";
import type { SealedKey } from "./sealed-key.ts";
import type { Secrets } from "./secrets.ts";

/** Of a new mnemonic: 256 bits. */
const NEW_WORDS = 24;

/** The address that `chainlearn key` writes beside a wallet. It is not encrypted, so it is compared when the key is. */
function namedAddress(text: string, prefix: string): string | undefined {
  try {
    const { address } = JSON.parse(text) as { readonly address?: unknown };
    const isOne = typeof address === "string" && new RegExp(`^${prefix}1[0-9a-z]{38,58}$`).test(address);
    return isOne ? address : undefined;
  } catch {
    return undefined;
  }
}

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
  const fail = (why: string): never => {
    throw new ChainlearnError("invalid_keystore", `${source.file} ${why}.`);
  };
  const wallet = await DirectSecp256k1HdWallet.deserialize(text, password).catch(() =>
    fail("is no wallet of cosmjs, or the password is wrong"),
  );
  const addresses = (await wallet.getAccounts()).map(({ address }) => address);
  if (!addresses.some((address) => address.startsWith(`${prefix}1`)))
    return fail(`has no address that begins with ${prefix}1`);
  const named = namedAddress(text, prefix);
  if (named !== undefined && named !== addresses[0])
    return fail(`names ${named}, but its key is that of ${addresses[0]}`);
  return wallet;
}

/** The address of a key, by the key itself. */
export async function unlockedCosmWasmAddress(
  source: KeySource,
  prefix: string,
  secrets: Secrets,
): Promise<string> {
  const signer = await unlockCosmWasmSigner(source, prefix, secrets);
  return (await signer.getAccounts())[0]!.address;
}

/** The address of a key, without its password where the wallet's file names it. */
export async function cosmWasmAddress(source: KeySource, prefix: string, secrets: Secrets): Promise<string> {
  const named = source.kind === "keystore" ? namedAddress(await secrets.file(source), prefix) : undefined;
  return named ?? unlockedCosmWasmAddress(source, prefix, secrets);
}

/** A new key in a wallet as cosmjs serialises it, with its address beside it. */
export async function newCosmWasmWallet(password: string, prefix: string): Promise<SealedKey> {
  const wallet = await DirectSecp256k1HdWallet.generate(NEW_WORDS, { prefix });
  const { address } = (await wallet.getAccounts())[0]!;
  const sealed = JSON.parse(await wallet.serialize(password)) as object;
  return { address, text: JSON.stringify({ address, ...sealed }) };
}
