import { toHex } from "@chainlearn/core";
import type { QueryClient } from "@cosmjs/stargate";
import { QueryBalanceRequest, QueryBalanceResponse } from "cosmjs-types/cosmos/bank/v1beta1/query";
import { PageRequest } from "cosmjs-types/cosmos/base/query/v1beta1/pagination";
import {
  QueryAllContractStateRequest,
  QueryAllContractStateResponse,
} from "cosmjs-types/cosmwasm/wasm/v1/query";

const ENTRIES_PER_PAGE = 1000n;

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
