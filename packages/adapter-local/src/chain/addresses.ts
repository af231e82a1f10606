import { type ChainId, ChainlearnError, parseChainId } from "@chainlearn/core";

const ADDRESS = /^local1[-a-z0-9]{1,100}$/;

/** The address of a named account or contract: `local1alice`. */
export const addressOf = (name: string): string => checkAddress(`local1${name}`);

/** @throws ChainlearnError invalid_id */
export function checkAddress(address: string): string {
  if (!ADDRESS.test(address)) {
    throw new ChainlearnError("invalid_id", `"${address}" is not a local address such as local1alice.`);
  }
  return address;
}

/** CAIP-2 id of a local chain. @throws ChainlearnError invalid_id */
export function localChainId(name: string): ChainId {
  const id: ChainId = `local:${name}`;
  parseChainId(id);
  return id;
}
