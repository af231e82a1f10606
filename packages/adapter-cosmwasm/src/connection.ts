import type { ChainId, ResumeOptions, SignedTransaction, TransactionOptions } from "@chainlearn/core";

/** An amount of one denomination, as CosmWasm writes it. */
export interface Coin {
  readonly denom: string;
  /** Decimal integer. */
  readonly amount: string;
}

export interface ContractEvent {
  readonly type: string;
  readonly attributes: readonly { readonly key: string; readonly value: string }[];
}

export interface ConnectionResult {
  readonly transaction: string;
  readonly height: number;
  /** Order of the transaction within its block. */
  readonly index: number;
  readonly gasUsed: bigint;
  readonly events: readonly ContractEvent[];
}

/** One message of a transaction. A message given as bytes goes to the contract as it is. */
export interface ContractCall {
  readonly contract: string;
  readonly message: object | Uint8Array;
  readonly funds: readonly Coin[];
}

/** A past transaction that called the contract, or what happened outside of transactions in a block. */
export interface PastTransaction {
  readonly height: number;
  /** Order within the block; -1: before its transactions. */
  readonly index: number;
  /** Hash; the block's for what happened outside of transactions. */
  readonly transaction: string;
  readonly events: readonly ContractEvent[];
}

/** What a chain says about a contract. */
export interface ContractRecord {
  /** Lower-case hex sha256 of the code that it runs. */
  readonly checksum: string;
  /** What it was named when it was instantiated. */
  readonly label: string;
  /** Who can give it other code; empty: nobody. */
  readonly admin: string;
  /** Codes that it has run, the first included. */
  readonly codes: number;
}

/** How a contract is created. */
export interface InstantiateOptions extends TransactionOptions {
  /** 1 to 64 bytes; with code and creator it decides the address (instantiate2). Default: the chain counts. */
  readonly salt?: Uint8Array;
}

/**
 * What the adapter needs from a CosmWasm chain; the embedded host and cosmjs implement it. Failures reject with a
 * ChainlearnError: the contract's own code where it rejected, `trap` where its wasm trapped, otherwise
 * `chain_failure`, `insufficient_funds`, `unknown_account` or `aborted`.
 */
export interface Connection {
  readonly chainId: ChainId;
  /** Denomination of payments and its decimals. */
  readonly denom: string;
  readonly decimals: number;
  upload(
    sender: string,
    wasm: Uint8Array,
    options?: TransactionOptions,
  ): Promise<ConnectionResult & { readonly codeId: number }>;
  instantiate(
    sender: string,
    codeId: number,
    message: object,
    label: string,
    options?: InstantiateOptions,
  ): Promise<ConnectionResult & { readonly address: string }>;
  execute(
    sender: string,
    contract: string,
    message: object,
    funds: readonly Coin[],
    options?: TransactionOptions,
  ): Promise<ConnectionResult>;
  /**
   * Sends what an earlier run has signed, unless a block has it, and waits for it. Absent where nothing is signed.
   * @param signed at least one, all with one number
   * @returns undefined when it has failed in its block, or a block has another transaction with its number
   * @throws ChainlearnError transaction_pending, unknown_account, aborted
   */
  resume?(
    signed: readonly SignedTransaction[],
    options?: ResumeOptions,
  ): Promise<ConnectionResult | undefined>;
  /** Several calls in one transaction, in order; the first failure undoes all of them. */
  executeAll(
    sender: string,
    calls: readonly ContractCall[],
    options?: TransactionOptions,
  ): Promise<ConnectionResult>;
  /**
   * Runs what {@link executeAll} would send, as if a block had it now, and changes nothing.
   * @returns the events
   */
  simulate(
    sender: string,
    calls: readonly ContractCall[],
    signal?: AbortSignal,
  ): Promise<readonly ContractEvent[]>;
  /** Smart query at the newest block. */
  query(contract: string, message: object): Promise<unknown>;
  /** Every storage entry of the contract at a height (hex key, lower case, without the contract's own prefix). */
  storage(contract: string, height: number): Promise<ReadonlyMap<string, Uint8Array>>;
  /**
   * One storage entry of the contract at a height.
   * @param key as in {@link storage}
   * @returns undefined: there is none
   * @throws ChainlearnError nodes_disagree when the node that answers does not have the block yet; history_pruned
   */
  storageValue(contract: string, key: string, height: number): Promise<Uint8Array | undefined>;
  /** Native balance in base units at a height (default: newest). */
  balance(address: string, height?: number): Promise<bigint>;
  /** Transactions that called the contract, and what it did outside of them, oldest first. */
  transactions(
    contract: string,
    fromHeight: number,
    toHeight: number,
    signal?: AbortSignal,
  ): Promise<readonly PastTransaction[]>;
  height(): Promise<number>;
  /** Upper-case hex hash of a block; undefined: there is no such block. */
  blockHash(height: number): Promise<string | undefined>;
  /** Block time of the newest block in whole seconds. */
  time(): Promise<number>;
  contract(address: string): Promise<ContractRecord>;
  /** The transaction that created a contract; undefined: there is no contract. */
  creation(address: string): Promise<ConnectionResult | undefined>;
  /** Lower-case hex sha256 of stored code. */
  codeChecksum(codeId: number): Promise<string>;
  close(): Promise<void>;
}
