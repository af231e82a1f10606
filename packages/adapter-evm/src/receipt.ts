import { ChainlearnError, checkGivenRoles, type ResolvedComposition } from "@chainlearn/core";
import { type Address, getAddress, isAddress, zeroAddress } from "viem";

/** The roles that somebody has, by name. */
export const receiptRoles = (
  { roles }: ResolvedComposition,
  addresses: readonly string[],
): Readonly<Record<string, string>> => roleNames(roles, addresses);

/** The addresses that somebody has, by their roles' names. */
export const roleNames = (
  roles: readonly string[],
  addresses: readonly string[],
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    roles
      .map((role, k) => [role, addresses[k] ?? zeroAddress] as const)
      .filter(([, address]) => address !== zeroAddress),
  );

/**
 * The addresses of the composition's roles in their order; nobody's are 0.
 * @throws ChainlearnError invalid_composition for a role that there is not, invalid_id for what is no address
 */
export function roleAddresses(
  { roles }: ResolvedComposition,
  given: Readonly<Record<string, string>> = {},
): readonly string[] {
  checkGivenRoles(roles, given, (address) => {
    if (!isAddress(address, { strict: false }))
      throw new ChainlearnError("invalid_id", `"${address}" is not an address.`);
  });
  return roles.map((role) => getAddress(given[role] ?? zeroAddress));
}

/**
 * An address that a receipt names.
 * @param code of the error when it is none
 * @throws ChainlearnError receipt_mismatch
 */
export function addressIn(
  address: string,
  code: "receipt_mismatch" | "unknown_contract" = "receipt_mismatch",
): Address {
  if (!isAddress(address, { strict: false }))
    throw new ChainlearnError(code, `"${address}" is not an address.`);
  return getAddress(address);
}
