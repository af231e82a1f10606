import {
  type ChainId,
  ChainlearnError,
  MAX_MILLISECONDS,
  type ResumeOptions,
  requireWhole,
  type SignedTransaction,
  type TransactionOptions,
} from "@chainlearn/core";
import { setupWasmExtension, type WasmExtension } from "@cosmjs/cosmwasm";
import { toHex } from "@cosmjs/encoding";
import type { EncodeObject, OfflineSigner } from "@cosmjs/proto-signing";
import { GasPrice, QueryClient } from "@cosmjs/stargate";
import { Comet1Client, Comet38Client, type CometClient, Tendermint37Client } from "@cosmjs/tendermint-rpc";
import { codeIdIn, contractIn } from "../client/created.ts";
import { rejectionFromText } from "../client/rejections.ts";
import type {
  Coin,
  Connection,
  ConnectionResult,
  ContractCall,
  ContractEvent,
  ContractRecord,
  InstantiateOptions,
  PastTransaction,
} from "../connection.ts";
import { searchBlockEvents } from "./block-events.ts";
import { chainIdOf } from "./chain-id.ts";
import { Growing } from "./growing.ts";
import { searchCreation, searchTransactions } from "./history.ts";
import { executeContract, instantiateContract, storeCode } from "./messages.ts";
import { NodeClient } from "./node-client.ts";
import { request } from "./requests.ts";
import { Sender, type SendingOptions, type TransactionSender } from "./sender.ts";
import { balanceAt, storageAt, storageValueAt } from "./state.ts";

export interface CosmWasmConnectOptions {
  /**
   * Address of a CometBFT RPC endpoint, http or https; it has to index transactions and keep recent states. Of several
   * of one network the next one is asked where one does not answer.
   */
  readonly rpc: string | readonly string[];
  /** Accounts that send transactions. Default: none, which is enough to read. */
  readonly signers?: readonly OfflineSigner[];
  /** Denomination of payments, as `uatom`. */
  readonly denom: string;
  /** Decimals of the denomination, 0 to 18: `uatom` has 6. */
  readonly decimals: number;
  /** Price of gas with its denomination, as `0.025uatom`. */
  readonly gasPrice: string;
  /** Gas limit of a transaction as a multiple of what its simulation used, 1 to 10. Default 1.4. */
  readonly gasMargin?: number;
  /** Pause between two looks for a transaction. Default 500. */
  readonly pollingIntervalMs?: number;
  /** How long to wait for a block with a transaction. Default 60,000. */
  readonly receiptTimeoutMs?: number;
  /** Called with a transaction's hash when the node has taken it; no block has it yet. */
  readonly onSent?: (transaction: string) => void;
}

/** Gas limit of a transaction as a multiple of what its simulation used, where no other is chosen. */
export const DEFAULT_GAS_MARGIN = 1.4;

const NO_CONTRACT = /no such contract|contract: not found/i;

/**
 * Connects to a CosmWasm chain over HTTP.
 * @throws ChainlearnError argument_out_of_range for an option, chain_failure when the endpoint does not answer
 */
export async function connectCosmWasm(options: CosmWasmConnectOptions): Promise<Connection> {
  checkConnectOptions(options);
  const urls = [options.rpc].flat();
  // The address itself is not told: it may hold a key.
  if (urls.length === 0 || !urls.every((url) => /^https?:/.test(url) && URL.canParse(url)))
    throw outOfRange("rpc has to be an http address, or several.");
  const sending: SendingOptions = {
    gasPrice: parseGasPrice(options.gasPrice),
    gasMargin: options.gasMargin ?? DEFAULT_GAS_MARGIN,
    pollingIntervalMs: options.pollingIntervalMs ?? 500,
    receiptTimeoutMs: options.receiptTimeoutMs ?? 60_000,
    onSent: options.onSent ?? (() => {}),
  };
  const { comet, network } = await request(() => cometOf(new NodeClient(urls)));
  const senders = new Map<string, Sender>();
  for (const signer of options.signers ?? [])
    for (const { address } of await signer.getAccounts())
      senders.set(address, new Sender(comet, signer, address, network, sending));
  return new CosmjsConnection(comet, chainIdOf(network), options.denom, options.decimals, senders);
}

/** The client for the version of CometBFT that a node says that it has. */
async function cometOf(node: NodeClient): Promise<{ readonly comet: CometClient; readonly network: string }> {
  const oldest = Tendermint37Client.create(node);
  const { version, network } = (await oldest.status()).nodeInfo;
  if (version.startsWith("0.38.")) return { comet: Comet38Client.create(node), network };
  if (version.startsWith("1.")) return { comet: Comet1Client.create(node), network };
  return { comet: oldest, network };
}

const outOfRange = (message: string, cause?: unknown): ChainlearnError =>
  new ChainlearnError("argument_out_of_range", message, { cause });

/** Those of the options that are numbers. */
export type CosmWasmNumberOptions = Partial<
  Pick<CosmWasmConnectOptions, "decimals" | "gasMargin" | "pollingIntervalMs" | "receiptTimeoutMs">
>;

/**
 * Checks the numbers among the options of a connection.
 * @throws ChainlearnError argument_out_of_range
 */
export function checkConnectOptions(options: CosmWasmNumberOptions): void {
  const { decimals = 0, gasMargin = 1, pollingIntervalMs = 1, receiptTimeoutMs = 1 } = options;
  requireWhole("decimals", decimals, 0, 18);
  requireWhole("pollingIntervalMs", pollingIntervalMs, 1, MAX_MILLISECONDS);
  requireWhole("receiptTimeoutMs", receiptTimeoutMs, 1, MAX_MILLISECONDS);
  if (!(gasMargin >= 1 && gasMargin <= 10))
    throw outOfRange(`gasMargin is ${gasMargin}; numbers from 1 to 10 are possible.`);
}

function parseGasPrice(text: string): GasPrice {
  try {
    return GasPrice.fromString(text);
  } catch (error) {
    throw outOfRange(`gasPrice is "${text}", not a price as 0.025uatom.`, error);
  }
}

/** A chain that a CometBFT client is connected to; with senders of transactions by address. */
export class CosmjsConnection implements Connection {
  readonly chainId: ChainId;
  readonly denom: string;
  readonly decimals: number;
  readonly #comet: CometClient;
  readonly #queries: QueryClient & WasmExtension;
  readonly #senders: ReadonlyMap<string, TransactionSender>;
  readonly #height = new Growing("height");

  constructor(
    comet: CometClient,
    chainId: ChainId,
    denom: string,
    decimals: number,
    senders: ReadonlyMap<string, TransactionSender>,
  ) {
    this.chainId = chainId;
    this.denom = denom;
    this.decimals = decimals;
    this.#comet = comet;
    this.#queries = QueryClient.withExtensions(comet, setupWasmExtension);
    this.#senders = senders;
  }

  async upload(
    sender: string,
    wasm: Uint8Array,
    options?: TransactionOptions,
  ): Promise<ConnectionResult & { readonly codeId: number }> {
    const result = await this.#send(sender, [await storeCode(sender, wasm)], options);
    return { ...result, codeId: codeIdIn(result) };
  }

  async instantiate(
    sender: string,
    codeId: number,
    message: object,
    label: string,
    { salt, ...options }: InstantiateOptions = {},
  ): Promise<ConnectionResult & { readonly address: string }> {
    const create = instantiateContract(sender, codeId, message, label, salt);
    const result = await this.#send(sender, [create], options);
    return { ...result, address: contractIn(result) };
  }

  execute(
    sender: string,
    contract: string,
    message: object,
    funds: readonly Coin[],
    options?: TransactionOptions,
  ): Promise<ConnectionResult> {
    return this.#send(sender, [executeContract(sender, { contract, message, funds })], options);
  }

  async resume(
    signed: readonly SignedTransaction[],
    options: ResumeOptions = {},
  ): Promise<ConnectionResult | undefined> {
    // The newest comes first: it is the likeliest to be in a block.
    for (const one of signed.toReversed()) {
      const result = await this.#sender(one.from).resume(one, options);
      if (!result) continue;
      this.#height.note(result.height);
      return result;
    }
    return undefined;
  }

  executeAll(
    sender: string,
    calls: readonly ContractCall[],
    options?: TransactionOptions,
  ): Promise<ConnectionResult> {
    return this.#send(
      sender,
      calls.map((call) => executeContract(sender, call)),
      options,
    );
  }

  simulate(
    sender: string,
    calls: readonly ContractCall[],
    signal?: AbortSignal,
  ): Promise<readonly ContractEvent[]> {
    return this.#sender(sender).simulate(
      calls.map((call) => executeContract(sender, call)),
      signal,
    );
  }

  query(contract: string, message: object): Promise<unknown> {
    return request(() => this.#queries.wasm.queryContractSmart(contract, message) as Promise<unknown>);
  }

  storage(contract: string, height: number): Promise<ReadonlyMap<string, Uint8Array>> {
    return request(() => storageAt(this.#queries, contract, height));
  }

  storageValue(contract: string, key: string, height: number): Promise<Uint8Array | undefined> {
    return request(() => storageValueAt(this.#queries, contract, key, height));
  }

  balance(address: string, height?: number): Promise<bigint> {
    return request(() => balanceAt(this.#queries, address, this.denom, height));
  }

  transactions(
    contract: string,
    fromHeight: number,
    toHeight: number,
    signal?: AbortSignal,
  ): Promise<readonly PastTransaction[]> {
    return request(async () => {
      const range = [this.#comet, contract, fromHeight, toHeight, signal] as const;
      // The first of the two waits until the newest block is indexed.
      const outside = await searchBlockEvents(...range);
      const found = [...(await searchTransactions(...range)), ...outside];
      return found.sort((a, b) => a.height - b.height || a.index - b.index);
    });
  }

  /** The application's height: a node stores a block before it has executed it. */
  async height(): Promise<number> {
    const { lastBlockHeight } = await this.#height.from(
      () => request(() => this.#comet.abciInfo()),
      (info) => info.lastBlockHeight ?? 0,
    );
    return lastBlockHeight ?? 0;
  }

  async blockHash(height: number): Promise<string | undefined> {
    if (height < 1 || height > (await this.height())) return undefined;
    const { blockId } = await request(() => this.#comet.block(height));
    return toHex(blockId.hash).toUpperCase();
  }

  async time(): Promise<number> {
    const height = await this.height();
    const { block } = await request(() => this.#comet.block(height));
    return Math.floor(block.header.time.getTime() / 1000);
  }

  async contract(address: string): Promise<ContractRecord> {
    const { contractInfo } = await request(() => this.#queries.wasm.getContractInfo(address));
    const { entries } = await request(() => this.#queries.wasm.getContractCodeHistory(address));
    const checksum = await this.codeChecksum(Number(contractInfo?.codeId));
    const { admin = "", label = "" } = contractInfo ?? {};
    return { checksum, label, admin, codes: entries.length };
  }

  async creation(address: string): Promise<ConnectionResult | undefined> {
    try {
      await this.#queries.wasm.getContractInfo(address);
    } catch (error) {
      if (NO_CONTRACT.test(String(error))) return undefined;
      throw rejectionFromText(String(error), error);
    }
    return request(() => searchCreation(this.#comet, address));
  }

  async codeChecksum(codeId: number): Promise<string> {
    const { codeInfo } = await request(() => this.#queries.wasm.getCode(codeId));
    if (codeInfo === undefined)
      throw new ChainlearnError("chain_failure", `the chain has no code ${codeId}.`);
    return toHex(codeInfo.dataHash);
  }

  async close(): Promise<void> {
    this.#comet.disconnect();
  }

  async #send(
    sender: string,
    messages: readonly EncodeObject[],
    options?: TransactionOptions,
  ): Promise<ConnectionResult> {
    const result = await this.#sender(sender).send(messages, options);
    this.#height.note(result.height);
    return result;
  }

  #sender(address: string): TransactionSender {
    const found = this.#senders.get(address);
    if (found === undefined)
      throw new ChainlearnError("unknown_account", `there is no signer for "${address}".`);
    return found;
  }
}
