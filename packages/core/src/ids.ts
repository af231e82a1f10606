import { ChainlearnError } from "./errors.ts";

const CAIP2 = /^[-a-z0-9]{3,8}:[-_a-zA-Z0-9]{1,32}$/;
const ADDRESS = /^[-.%a-zA-Z0-9]{1,128}$/;

/** A CAIP-2 chain id, as `eip155:1` or `cosmos:osmo-test-5`. */
export type ChainId = `${string}:${string}`;
/** A CAIP-10 account id, as `eip155:1:0xab…`. */
export type AccountId = `${string}:${string}:${string}`;

/** @throws ChainlearnError invalid_id */
export function parseChainId(id: string): { namespace: string; reference: string } {
  if (!CAIP2.test(id)) throw new ChainlearnError("invalid_id", `"${id}" is not a CAIP-2 chain id.`);
  const [namespace, reference] = id.split(":") as [string, string];
  return { namespace, reference };
}

/** @throws ChainlearnError invalid_id */
export function accountId(chain: ChainId, address: string): AccountId {
  parseChainId(chain);
  if (!ADDRESS.test(address))
    throw new ChainlearnError("invalid_id", `"${address}" is not a CAIP-10 account address.`);
  return `${chain}:${address}`;
}

/** @throws ChainlearnError invalid_id */
export function parseAccountId(id: string): { chain: ChainId; address: string } {
  const cut = id.lastIndexOf(":");
  const chain = id.slice(0, cut) as ChainId;
  const address = id.slice(cut + 1);
  accountId(chain, address);
  return { chain, address };
}
