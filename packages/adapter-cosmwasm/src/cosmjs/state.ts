import { ChainlearnError, fromHex, toHex } from "@chainlearn/core";
import type { QueryClient } from "@cosmjs/stargate";
import { QueryBalanceRequest, QueryBalanceResponse } from "cosmjs-types/cosmos/bank/v1beta1/query";
import { PageRequest } from "cosmjs-types/cosmos/base/query/v1beta1/pagination";
import {
  QueryAllContractStateRequest,
  QueryAllContractStateResponse,
  QueryRawContractStateRequest,
  QueryRawContractStateResponse,
} from "cosmjs-types/cosmwasm/wasm/v1/query";

const ENTRIES_PER_PAGE = 1000n;

/** What a node says to a question about a block that it does not have yet. */
const NOT_YET = /height in the future/;

/** Every storage entry of a contract at a height. */
export async function storageAt(
  queries: QueryClient,
  contract: string,
  height: number,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const storage = new Map<string, Uint8Array>();
  let key = new Uint8Array();
  do {
    const request = QueryAllContractStateRequest.fromPartial({
      address: contract,
      pagination: PageRequest.fromPartial({ key, limit: ENTRIES_PER_PAGE }),
    });
    const { value } = await queries.queryAbci(
      "/cosmwasm.wasm.v1.Query/AllContractState",
      QueryAllContractStateRequest.encode(request).finish(),
      height,
    );
    const page = QueryAllContractStateResponse.decode(value);
    for (const model of page.models) storage.set(toHex(model.key), model.value.slice());
    key = page.pagination?.nextKey.slice() ?? new Uint8Array();
  } while (key.length > 0);
  return storage;
}

/**
 * One storage entry of a contract at a height; undefined: there is none.
 * @param key in hex
 * @throws ChainlearnError nodes_disagree when the node does not have the block yet
 */
export async function storageValueAt(
  queries: QueryClient,
  contract: string,
  key: string,
  height: number,
): Promise<Uint8Array | undefined> {
  const request = QueryRawContractStateRequest.fromPartial({ address: contract, queryData: fromHex(key) });
  try {
    const { value } = await queries.queryAbci(
      "/cosmwasm.wasm.v1.Query/RawContractState",
      QueryRawContractStateRequest.encode(request).finish(),
      height,
    );
    const { data } = QueryRawContractStateResponse.decode(value);
    return data.length === 0 ? undefined : data.slice();
  } catch (cause) {
    if (!NOT_YET.test(String(cause))) throw cause;
    throw new ChainlearnError("nodes_disagree", `a node does not have block ${height} yet.`, { cause });
  }
}

/** Base units of one denomination that an address has; at the newest height if none is given. */
export async function balanceAt(
  queries: QueryClient,
  address: string,
  denom: string,
  height?: number,
): Promise<bigint> {
  const request = QueryBalanceRequest.fromPartial({ address, denom });
  const { value } = await queries.queryAbci(
    "/cosmos.bank.v1beta1.Query/Balance",
    QueryBalanceRequest.encode(request).finish(),
    height,
  );
  return BigInt(QueryBalanceResponse.decode(value).balance?.amount ?? "0");
}
