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
import { sleep } from "../client/abort.ts";

const ENTRIES_PER_PAGE = 1000n;

/** What a node says to a question about a block that it does not have yet. */
const NOT_YET = /height in the future/;

/** How often a node is asked that does not have a block yet, and the first pause between two times. */
const ATTEMPTS = 8;
const FIRST_PAUSE_MILLISECONDS = 25;

/**
 * Asks about a block that was seen; a node that does not have it yet is asked again.
 * @throws ChainlearnError nodes_disagree when it never has
 */
async function despiteLag<T>(height: number | undefined, ask: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await ask();
    } catch (cause) {
      if (!NOT_YET.test(String(cause))) throw cause;
      if (attempt === ATTEMPTS)
        throw new ChainlearnError("nodes_disagree", `a node does not have block ${height} yet.`, { cause });
    }
    await sleep(FIRST_PAUSE_MILLISECONDS * 2 ** attempt, undefined, `waiting for block ${height}`);
  }
}

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
    const { value } = await despiteLag(height, () =>
      queries.queryAbci(
        "/cosmwasm.wasm.v1.Query/AllContractState",
        QueryAllContractStateRequest.encode(request).finish(),
        height,
      ),
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
  const { value } = await despiteLag(height, () =>
    queries.queryAbci(
      "/cosmwasm.wasm.v1.Query/RawContractState",
      QueryRawContractStateRequest.encode(request).finish(),
      height,
    ),
  );
  const { data } = QueryRawContractStateResponse.decode(value);
  return data.length === 0 ? undefined : data.slice();
}

/** Base units of one denomination that an address has; at the newest height if none is given. */
export async function balanceAt(
  queries: QueryClient,
  address: string,
  denom: string,
  height?: number,
): Promise<bigint> {
  const request = QueryBalanceRequest.fromPartial({ address, denom });
  const { value } = await despiteLag(height, () =>
    queries.queryAbci(
      "/cosmos.bank.v1beta1.Query/Balance",
      QueryBalanceRequest.encode(request).finish(),
      height,
    ),
  );
  return BigInt(QueryBalanceResponse.decode(value).balance?.amount ?? "0");
}
