import type {
  Coin,
  Connection,
  ConnectionResult,
  ContractCall,
  ContractEvent,
  ContractRecord,
  InstantiateOptions,
  PastTransaction,
} from "@chainlearn/adapter-cosmwasm";
import { type Cancellable, type ChainId, ChainlearnError } from "@chainlearn/core";
import { decodeWire, encodeWire, errorOf, type WireAnswer } from "./wire.ts";

/** What a served chain says about itself. */
interface Description {
  readonly chainId: ChainId;
  readonly denom: string;
  readonly decimals: number;
  /** Funded addresses. */
  readonly accounts: readonly string[];
}

type Call = <T>(method: string, args: readonly unknown[], signal?: AbortSignal) => Promise<T>;

const callOf =
  (url: string): Call =>
  async <T>(method: string, args: readonly unknown[], signal?: AbortSignal): Promise<T> => {
    // What was sent has happened, so that nothing is given up between.
    if (signal?.aborted) throw new ChainlearnError("aborted", "the request was not sent.");
    let text: string;
    try {
      const headers = { "content-type": "application/json" };
      const response = await fetch(url, { method: "POST", headers, body: encodeWire({ method, args }) });
      text = await response.text();
    } catch (cause) {
      throw new ChainlearnError("chain_failure", `the local chain at ${url} does not answer.`, { cause });
    }
    const { value, error } = decodeWire(text) as WireAnswer;
    if (error) throw errorOf(error);
    return value as T;
  };

/** A chain in another process of this machine; see `serveConnection`. */
export class RemoteConnection implements Connection {
  readonly chainId: ChainId;
  readonly denom: string;
  readonly decimals: number;
  readonly accounts: readonly string[];
  readonly #call: Call;

  private constructor(call: Call, { chainId, denom, decimals, accounts }: Description) {
    this.#call = call;
    this.chainId = chainId;
    this.denom = denom;
    this.decimals = decimals;
    this.accounts = accounts;
  }

  /** @throws ChainlearnError chain_failure when nobody serves a chain there */
  static async connect(url: string): Promise<RemoteConnection> {
    const call = callOf(url);
    return new RemoteConnection(call, await call<Description>("describe", []));
  }

  upload(
    sender: string,
    wasm: Uint8Array,
    { signal }: Cancellable = {},
  ): Promise<ConnectionResult & { readonly codeId: number }> {
    return this.#call("upload", [sender, wasm], signal);
  }

  instantiate(
    sender: string,
    codeId: number,
    message: object,
    label: string,
    { signal, salt }: InstantiateOptions = {},
  ): Promise<ConnectionResult & { readonly address: string }> {
    return this.#call("instantiate", [sender, codeId, message, label, salt ? { salt } : {}], signal);
  }

  execute(
    sender: string,
    contract: string,
    message: object,
    funds: readonly Coin[],
    { signal }: Cancellable = {},
  ): Promise<ConnectionResult> {
    return this.#call("execute", [sender, contract, message, funds], signal);
  }

  executeAll(
    sender: string,
    calls: readonly ContractCall[],
    { signal }: Cancellable = {},
  ): Promise<ConnectionResult> {
    return this.#call("executeAll", [sender, calls], signal);
  }

  simulate(
    sender: string,
    calls: readonly ContractCall[],
    signal?: AbortSignal,
  ): Promise<readonly ContractEvent[]> {
    return this.#call("simulate", [sender, calls], signal);
  }

  query(contract: string, message: object): Promise<unknown> {
    return this.#call("query", [contract, message]);
  }

  storage(contract: string, height: number): Promise<ReadonlyMap<string, Uint8Array>> {
    return this.#call("storage", [contract, height]);
  }

  storageValue(contract: string, key: string, height: number): Promise<Uint8Array | undefined> {
    return this.#call("storageValue", [contract, key, height]);
  }

  balance(address: string, height?: number): Promise<bigint> {
    return this.#call("balance", height === undefined ? [address] : [address, height]);
  }

  transactions(
    contract: string,
    fromHeight: number,
    toHeight: number,
    signal?: AbortSignal,
  ): Promise<readonly PastTransaction[]> {
    return this.#call("transactions", [contract, fromHeight, toHeight], signal);
  }

  height(): Promise<number> {
    return this.#call("height", []);
  }

  blockHash(height: number): Promise<string | undefined> {
    return this.#call("blockHash", [height]);
  }

  time(): Promise<number> {
    return this.#call("time", []);
  }

  contract(address: string): Promise<ContractRecord> {
    return this.#call("contract", [address]);
  }

  creation(address: string): Promise<ConnectionResult | undefined> {
    return this.#call("creation", [address]);
  }

  codeChecksum(codeId: number): Promise<string> {
    return this.#call("codeChecksum", [codeId]);
  }

  async close(): Promise<void> {}
}
