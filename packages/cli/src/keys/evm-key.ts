import * as crypto from "node:crypto";
import { promisify } from "node:util";
import { ChainlearnError } from "@chainlearn/core";
import { Keystore } from "ox";
import { type Address, bytesToHex, getAddress, type Hex, isAddress, isHex } from "viem";
import { generatePrivateKey, type PrivateKeyAccount, privateKeyToAccount } from "viem/accounts";
import type { KeySource } from "./key-source.ts";
import type { SealedKey } from "./sealed-key.ts";
import type { Secrets } from "./secrets.ts";

/** A key that everybody knows, of an account of a local chain. */
interface DevelopmentKey {
  readonly kind: "development";
  readonly key: Hex;
}

export type EvmKeySource = KeySource | DevelopmentKey;

const KEY_DIGITS = 64;
/** Memory of scrypt for each unit of r and n. */
const BLOCK_BYTES = 128;
/** What geth's standard keystores ask of whoever tries passwords: 256 MB and about a second each. */
const NEW_SCRYPT = { n: 2 ** 18, r: 8, p: 1, dklen: 32 } as const;
const SALT_BYTES = 32;
const IV_BYTES = 16;

const pbkdf2 = promisify(crypto.pbkdf2);
const scrypt = promisify<crypto.BinaryLike, crypto.BinaryLike, number, crypto.ScryptOptions, Buffer>(
  crypto.scrypt,
);

/** An account of a key; what is wrong with the key is said without it. */
function accountOf(key: string, where: string): PrivateKeyAccount {
  const hex = key.startsWith("0x") ? key : `0x${key}`;
  const fail = (why: string): never => {
    throw new ChainlearnError("unknown_account", `${where} ${why}.`);
  };
  if (!isHex(hex) || hex.length !== KEY_DIGITS + 2) return fail(`does not hold ${KEY_DIGITS} digits of hex`);
  try {
    return privateKeyToAccount(hex);
  } catch {
    return fail("holds a number that is no key");
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;

/** @throws ChainlearnError invalid_keystore */
function parseKeystore(text: string, file: string): Keystore.Keystore {
  const fail = (why: string): never => {
    throw new ChainlearnError("invalid_keystore", `${file} ${why}.`);
  };
  let parsed: unknown;
  try {
    parsed = JSON.parse(text.replaceAll('"Crypto"', '"crypto"'));
  } catch {
    return fail("is no JSON");
  }
  if (!isObject(parsed) || parsed.version !== 3 || !isObject(parsed.crypto))
    return fail("is no keystore of version 3");
  const { cipher, kdf } = parsed.crypto;
  if (cipher !== "aes-128-ctr" || (kdf !== "scrypt" && kdf !== "pbkdf2"))
    return fail(`uses ${String(cipher)} and ${String(kdf)}; aes-128-ctr with scrypt or pbkdf2 are known`);
  return parsed as unknown as Keystore.Keystore;
}

/** The key that a password stands for; by Node's own functions, which take a tenth of the time, where they can. */
async function derivedKey(keystore: Keystore.Keystore, password: string): Promise<Keystore.Key> {
  const { kdfparams } = keystore.crypto;
  if ("c" in kdfparams) {
    const { salt, c, dklen } = kdfparams;
    return bytesToHex(await pbkdf2(password, Buffer.from(salt, "hex"), c, dklen, "sha256"));
  }
  const { salt, n, r, p, dklen } = kdfparams;
  // OpenSSL refuses parameters that RFC 7914 does not have; ox's `toKeyAsync` takes other r and p than the file's.
  if (n >= 2 ** (16 * r)) return Keystore.toKey(keystore, { password });
  const maxmem = 2 * BLOCK_BYTES * n * r;
  return bytesToHex(await scrypt(password, Buffer.from(salt, "hex"), dklen, { N: n, r, p, maxmem }));
}

/** @throws ChainlearnError invalid_keystore when the password is wrong */
async function decrypt(keystore: Keystore.Keystore, password: string, file: string): Promise<Hex> {
  try {
    const key = await derivedKey(keystore, password);
    return Keystore.decrypt(keystore, key);
  } catch {
    throw new ChainlearnError("invalid_keystore", `${file} cannot be decrypted with this password.`);
  }
}

/** The address that a keystore names, as geth's do. It is not encrypted, so it is compared when the key is. */
function namedAddress(keystore: Keystore.Keystore): Address | undefined {
  const { address } = keystore as { readonly address?: unknown };
  const named = typeof address === "string" ? `0x${address.replace(/^0x/, "")}` : "";
  return isAddress(named, { strict: false }) ? getAddress(named) : undefined;
}

/**
 * The account of a key.
 * @throws ChainlearnError unknown_account, invalid_keystore
 */
export async function unlockEvmAccount(source: EvmKeySource, secrets: Secrets): Promise<PrivateKeyAccount> {
  if (source.kind === "development") return privateKeyToAccount(source.key);
  if (source.kind === "environment") return accountOf(secrets.variable(source.variable), source.variable);
  const keystore = parseKeystore(await secrets.file(source), source.file);
  const key = await decrypt(keystore, await secrets.password(source), source.file);
  const account = accountOf(key, source.file);
  const named = namedAddress(keystore);
  if (named === undefined || named === account.address) return account;
  throw new ChainlearnError(
    "invalid_keystore",
    `${source.file} names ${named}, but its key is that of ${account.address}.`,
  );
}

/** The address of a key, without its password where the keystore names it. */
export async function evmAddress(source: EvmKeySource, secrets: Secrets): Promise<Address> {
  const named =
    source.kind === "keystore"
      ? namedAddress(parseKeystore(await secrets.file(source), source.file))
      : undefined;
  return named ?? (await unlockEvmAccount(source, secrets)).address;
}

/** A new key in a keystore of version 3, with its address beside it as geth writes it. */
export async function newEvmKeystore(password: string): Promise<SealedKey> {
  const key = generatePrivateKey();
  const { address } = privateKeyToAccount(key);
  const crypt = {
    kdf: "scrypt",
    kdfparams: { ...NEW_SCRYPT, salt: crypto.randomBytes(SALT_BYTES).toString("hex") },
    iv: crypto.randomBytes(IV_BYTES),
  } as const;
  const { n, r, p, dklen, salt } = crypt.kdfparams;
  const derived = await scrypt(password, Buffer.from(salt, "hex"), dklen, {
    ...{ N: n, r, p, maxmem: 2 * BLOCK_BYTES * n * r },
  });
  const keystore = Keystore.encrypt(key, bytesToHex(derived), crypt);
  return { address, text: JSON.stringify({ address: address.slice(2).toLowerCase(), ...keystore }) };
}
