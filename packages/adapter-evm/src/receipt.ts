import {
  type ChainId,
  ChainlearnError,
  type DeploymentReceipt,
  type ResolvedComposition,
} from "@chainlearn/core";
import { getAddress, isAddress, zeroAddress } from "viem";

/** Parameters by name. */
export const receiptParams = ({ params }: ResolvedComposition): Record<string, string> =>
  Object.fromEntries(params.map(({ spec, value }) => [spec.name, `${value}`]));

/** Ids of the plugins. */
export const receiptPlugins = ({
  model,
  mechanism,
  dataHandler,
}: ResolvedComposition): DeploymentReceipt["plugins"] => ({
  model: model.manifest.id,
  mechanism: mechanism.manifest.id,
  dataHandler: dataHandler.manifest.id,
});

/** The roles that somebody has, by name. */
export const receiptRoles = (
  { mechanism }: ResolvedComposition,
  addresses: readonly string[],
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    mechanism.manifest.roles
      .map((role, k) => [role, addresses[k] ?? zeroAddress] as const)
      .filter(([, address]) => address !== zeroAddress),
  );

/**
 * The addresses of the mechanism's roles in its order; nobody's are 0.
 * @throws ChainlearnError invalid_composition for a role that there is not, invalid_id for what is no address
 */
export function roleAddresses(
  { mechanism }: ResolvedComposition,
  given: Readonly<Record<string, string>> = {},
): readonly string[] {
  const { roles, id } = mechanism.manifest;
  for (const [role, address] of Object.entries(given)) {
    if (!roles.includes(role)) {
      throw new ChainlearnError(
        "invalid_composition",
        `${id} has no role "${role}"; it has ${roles.join(", ") || "none"}.`,
      );
    }
    if (!isAddress(address, { strict: false }))
      throw new ChainlearnError("invalid_id", `the address of role ${role} is "${address}".`);
  }
  return roles.map((role) => getAddress(given[role] ?? zeroAddress));
}

const same = (a: unknown, b: unknown): boolean => {
  const sorted = (value: unknown): string =>
    JSON.stringify(value, (_, part: unknown) =>
      typeof part === "object" && part !== null && !Array.isArray(part)
        ? Object.fromEntries(Object.entries(part).sort(([x], [y]) => (x < y ? -1 : 1)))
        : part,
    );
  return sorted(a) === sorted(b);
};

/**
 * Checks that a receipt is about this composition on this chain.
 * @param more further fields that have to be equal
 * @throws ChainlearnError receipt_mismatch, naming the field
 */
export function checkReceipt(
  receipt: DeploymentReceipt,
  composition: ResolvedComposition,
  chain: ChainId,
  more: Partial<DeploymentReceipt> = {},
): void {
  const expected: Partial<DeploymentReceipt> = {
    version: 1,
    chain,
    kernelIds: composition.kernelIds,
    plugins: receiptPlugins(composition),
    shape: composition.shape,
    params: receiptParams(composition),
    ...more,
  };
  for (const [field, value] of Object.entries(expected)) {
    if (!same(receipt[field as keyof DeploymentReceipt], value)) {
      throw new ChainlearnError("receipt_mismatch", `the receipt's ${field} is not that of this deployment.`);
    }
  }
  if (!isAddress(receipt.address, { strict: false }))
    throw new ChainlearnError("receipt_mismatch", `"${receipt.address}" is not an address.`);
}
