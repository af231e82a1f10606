import { ChainlearnError, type ResolvedComposition } from "@chainlearn/core";
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
  for (const [role, address] of Object.entries(given)) {
    if (!roles.includes(role)) {
      throw new ChainlearnError(
        "invalid_composition",
        `the composition has no role "${role}"; it has ${roles.join(", ") || "none"}.`,
      );
    }
    if (!isAddress(address, { strict: false }))
      throw new ChainlearnError("invalid_id", `the address of role ${role} is "${address}".`);
  }
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
