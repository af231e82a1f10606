import { ChainlearnError, type DeploymentReceipt } from "@chainlearn/core";
import { fromBech32, fromHex, toBech32, toHex } from "@cosmjs/encoding";
import { sha256 } from "@noble/hashes/sha2.js";
import { concatBytes } from "@noble/hashes/utils.js";

const MAX_ADDRESS_CHARACTERS = 255;

/** What decides a deployment's address beside chain, deployer and code. */
type Planned = Pick<DeploymentReceipt, "params" | "roles" | "initialStateHash">;

const sorted = (values: Readonly<Record<string, string>>): readonly (readonly [string, string])[] =>
  Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1));

/** The salt (32 bytes in hex) of a deployment. An address does not bind what a contract is created with, so the salt does. */
export function saltOf({ params, roles, initialStateHash }: Planned, text: string): string {
  const plan = JSON.stringify(["chainlearn", text, sorted(params), sorted(roles), initialStateHash]);
  return toHex(sha256(new TextEncoder().encode(plan)));
}

/**
 * The address that a chain gives a contract that is created with a salt (instantiate2 without its message): a module's
 * account of ADR 28, as wasmd derives it. cosmjs has the same, which this version of its bech32 library breaks.
 * @param checksum as hex, and so is `salt`
 * @throws ChainlearnError invalid_id
 */
export function saltedAddress(checksum: string, creator: string, salt: string): string {
  const { prefix, data } = decodeAddress(creator);
  const parts = [fromHex(checksum), data, fromHex(salt), new Uint8Array()];
  const key = concatBytes(ascii("wasm\0"), ...parts.flatMap((part) => [lengthOf(part), part]));
  return toBech32(prefix, sha256(concatBytes(sha256(ascii("module")), key)));
}

function decodeAddress(address: string): ReturnType<typeof fromBech32> {
  try {
    return fromBech32(address, MAX_ADDRESS_CHARACTERS);
  } catch (cause) {
    throw new ChainlearnError("invalid_id", `"${address}" is no bech32 address.`, { cause });
  }
}

const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Big-endian, 8 bytes. */
function lengthOf({ length }: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length));
  return bytes;
}
