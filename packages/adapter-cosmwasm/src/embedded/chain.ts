import {
  type Cancellable,
  type ChainId,
  ChainlearnError,
  isChainlearnError,
  requireWhole,
  toHex,
} from "@chainlearn/core";
import { toBech32 } from "@cosmjs/encoding";
import { sha256 } from "@noble/hashes/sha2.js";
import { saltedAddress } from "../client/address.ts";
import { rejectionFromText } from "../client/rejections.ts";
import { checkContract } from "../compiler/check.ts";
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
import { balanceOf, checkCoins, credit } from "./bank.ts";
import { GAS, GasMeter, transactionBytes } from "./gas.ts";
import { runMessage, runQuery, type Transaction } from "./run.ts";
import { History, Layer } from "./store.ts";

export interface EmbeddedOptions {
  /** Default: `cosmos:chainlearn-embedded`. */
  readonly chainId?: ChainId;
  /** Denomination of payments. Default: uatom with 6 decimals. */
  readonly denom?: string;
  readonly decimals?: number;
  readonly addressPrefix?: string;
  /** Number of funded accounts, 6 by default, and what each has of `denom` and of a second denomination, `uother`. */
  readonly accounts?: number;
  readonly fundsBaseUnits?: bigint;
  /** Time of the first block in seconds. Default: 1,700,000,000. */
  readonly startSeconds?: number;
  /** Time between blocks in seconds, unless `setTime` says otherwise. Default: 1. */
  readonly blockSeconds?: number;
}

/** What a transaction did; `storageGas` is the part of its gas that went for storage. */
export interface EmbeddedResult extends ConnectionResult {
  readonly storageGas: bigint;
}

const NANOSECONDS = 1_000_000_000n;
/** As many as records and log entries have bits for. */
const MAX_SECONDS = 2 ** 40 - 1;

/**
 * A CosmWasm chain inside the process, for development: one block per transaction. It runs contracts as wasmd does
 * (fresh instance per call, storage undone on error, all or nothing over several messages, upload checks, events, gas)
 * but has no signatures, fees and sequence numbers.
 */
export class EmbeddedChain implements Connection {
  readonly chainId: ChainId;
  readonly denom: string;
  readonly decimals: number;
  readonly accounts: readonly string[];
  /** Addresses that may not receive coins, as module accounts on a real chain. */
  readonly blocked = new Set<string>();
  /** Gas that the newest transaction spent on storage. */
  newestStorageGas = 0n;
  readonly #senders: Set<string>;
  readonly #prefix: string;
  readonly #blockNanoseconds: bigint;
  readonly #history = new History();
  readonly #codes: { readonly module: WebAssembly.Module; readonly checksum: string }[] = [];
  readonly #contracts = new Map<string, { readonly codeId: number; readonly label: string }>();
  readonly #transactions: (ConnectionResult & { readonly contracts: ReadonlySet<string> })[] = [];
  readonly #salt = Math.random().toString(36).slice(2);
  #nanoseconds: bigint;
  #nextNanoseconds: bigint | undefined;

  constructor(options: EmbeddedOptions = {}) {
    this.chainId = options.chainId ?? "cosmos:chainlearn-embedded";
    this.denom = options.denom ?? "uatom";
    const { decimals = 6, startSeconds = 1_700_000_000, blockSeconds = 1, accounts = 6 } = options;
    requireWhole("decimals", decimals, 0, 18);
    requireWhole("startSeconds", startSeconds, 0, MAX_SECONDS);
    requireWhole("blockSeconds", blockSeconds, 0, MAX_SECONDS);
    requireWhole("accounts", accounts, 0);
    this.decimals = decimals;
    this.#prefix = options.addressPrefix ?? "wasm";
    this.#nanoseconds = BigInt(startSeconds) * NANOSECONDS;
    this.#blockNanoseconds = BigInt(blockSeconds) * NANOSECONDS;
    this.accounts = Array.from({ length: accounts }, (_, i) => this.#address(`account ${i}`, 20));
    this.#senders = new Set(this.accounts);
    const genesis = new Layer(this.#history);
    const amount = (options.fundsBaseUnits ?? 10n ** 24n).toString();
    for (const account of this.accounts)
      for (const denom of [this.denom, "uother"]) credit(genesis, account, { denom, amount });
    genesis.commit();
  }

  #address(seed: string, bytes: number): string {
    return toBech32(
      this.#prefix,
      sha256(new TextEncoder().encode(`${this.chainId} ${seed}`)).slice(0, bytes),
    );
  }

  /** The next block happens at this time, and queries until then see it. In nanoseconds, later than the newest block. */
  setNextTime(nanoseconds: bigint): void {
    if (nanoseconds <= this.#nanoseconds)
      throw new ChainlearnError("chain_failure", `the chain's time is past ${nanoseconds} ns already.`);
    this.#nextNanoseconds = nanoseconds;
  }

  /** Adds a funded account with any address of the chain. */
  fund(address: string, coins: readonly Coin[]): void {
    this.#senders.add(address);
    const layer = new Layer(this.#history);
    for (const coin of coins) credit(layer, address, coin);
    layer.commit();
  }

  async upload(
    sender: string,
    wasm: Uint8Array,
    { signal }: Cancellable = {},
  ): Promise<EmbeddedResult & { readonly codeId: number }> {
    checkContract(wasm);
    const module = new WebAssembly.Module(wasm as Uint8Array<ArrayBuffer>);
    const bytes = await compressedLength(wasm);
    const checksum = toHex(sha256(wasm));
    const result = this.#transact(sender, signal, (tx) => {
      tx.gas.spend(GAS.upload + GAS.uploadByte * wasm.length + GAS.transactionByte * bytes);
      const attributes = { code_checksum: checksum, code_id: `${this.#codes.length + 1}`, msg_index: "0" };
      tx.events.push({
        type: "store_code",
        attributes: Object.entries(attributes).map(([key, value]) => ({ key, value })),
      });
    });
    const codeId = this.#codes.push({ module, checksum });
    return { ...result, codeId };
  }

  async instantiate(
    sender: string,
    codeId: number,
    message: object | Uint8Array,
    label: string,
    { signal, salt }: InstantiateOptions = {},
    funds: readonly Coin[] = [],
  ): Promise<EmbeddedResult & { readonly address: string }> {
    const code = this.#codes[codeId - 1];
    if (!code) throw new ChainlearnError("chain_failure", `there is no code ${codeId}.`);
    const address = salt
      ? saltedAddress(code.checksum, sender, toHex(salt))
      : this.#address(`contract ${codeId}/${this.#contracts.size + 1}`, 32);
    if (this.#contracts.has(address))
      throw new ChainlearnError(
        "chain_failure",
        `contract account already exists, try a different salt: ${address}.`,
      );
    this.#contracts.set(address, { codeId, label });
    try {
      const call = { contract: address, message, funds };
      const result = this.#call(sender, "instantiate", [call], signal, { codeId, label });
      return { ...result, address };
    } catch (error) {
      this.#contracts.delete(address);
      throw error;
    }
  }

  execute(
    sender: string,
    contract: string,
    message: object | Uint8Array,
    funds: readonly Coin[],
    { signal }: Cancellable = {},
  ): Promise<EmbeddedResult> {
    return this.executeAll(sender, [{ contract, message, funds }], signal && { signal });
  }

  async executeAll(
    sender: string,
    calls: readonly ContractCall[],
    { signal }: Cancellable = {},
  ): Promise<EmbeddedResult> {
    return this.#call(sender, "execute", calls, signal);
  }

  async simulate(
    sender: string,
    calls: readonly ContractCall[],
    signal?: AbortSignal,
  ): Promise<readonly ContractEvent[]> {
    return this.#run(sender, signal, executing(sender, "execute", calls)).events;
  }

  #call(
    sender: string,
    entry: "instantiate" | "execute",
    calls: readonly ContractCall[],
    signal?: AbortSignal,
    created?: { readonly codeId: number; readonly label: string },
  ): EmbeddedResult {
    return this.#transact(sender, signal, executing(sender, entry, calls, created));
  }

  /** One transaction in a block of its own. What fails leaves no block and changes nothing. */
  #transact(sender: string, signal: AbortSignal | undefined, run: Run): EmbeddedResult {
    const { tx, store, events, height, nanoseconds } = this.#run(sender, signal, run);
    this.#history.height = height;
    this.#nanoseconds = nanoseconds;
    this.#nextNanoseconds = undefined;
    store.commit();
    this.newestStorageGas = BigInt(tx.gas.storage);
    const transaction = hashOf(`${this.chainId} ${height}`);
    const contracts = new Set(
      events.flatMap(({ attributes }) =>
        attributes.filter(({ key }) => key === "_contract_address").map(({ value }) => value),
      ),
    );
    const result = { transaction, height, index: 0, gasUsed: BigInt(tx.gas.used), events };
    this.#transactions.push({ ...result, contracts });
    return { ...result, storageGas: BigInt(tx.gas.storage) };
  }

  /** Runs a transaction on top of the newest block, for the next one. */
  #run(sender: string, signal: AbortSignal | undefined, run: Run) {
    if (signal?.aborted) throw new ChainlearnError("aborted", "the transaction was not sent.");
    if (!this.#senders.has(sender) && !this.blocked.has(sender))
      throw new ChainlearnError("unknown_account", `${sender} is not one of the chain's accounts.`);
    const nanoseconds = this.#nextNanoseconds ?? this.#nanoseconds + this.#blockNanoseconds;
    const height = this.#history.height + 1;
    const events: ContractEvent[] = [];
    const tx: Transaction = {
      ...this.#context(height, nanoseconds),
      gas: new GasMeter(),
      events,
      blocked: this.blocked,
    };
    const store = new Layer(this.#history);
    try {
      run(tx, store);
    } catch (error) {
      throw asRejection(error);
    }
    return { tx, store, events, height, nanoseconds };
  }

  #context(height: number, nanoseconds: bigint): Pick<Transaction, "block" | "moduleOf" | "addressPrefix"> {
    return {
      block: { height, nanoseconds, chainId: this.chainId.slice(this.chainId.indexOf(":") + 1) },
      moduleOf: (contract) => this.#code(contract).module,
      addressPrefix: this.#prefix,
    };
  }

  #code(contract: string): { readonly module: WebAssembly.Module; readonly checksum: string } {
    const code = this.#codes[(this.#contracts.get(contract)?.codeId ?? 0) - 1];
    if (!code) throw new ChainlearnError("chain_failure", `there is no contract ${contract}.`);
    return code;
  }

  async query(contract: string, message: object | Uint8Array): Promise<unknown> {
    const tx = {
      ...this.#context(this.#history.height, this.#nextNanoseconds ?? this.#nanoseconds),
      gas: new GasMeter(GAS.query),
    };
    try {
      return runQuery(tx, new Layer(this.#history), contract, toBytes(message));
    } catch (error) {
      throw asRejection(error);
    }
  }

  async storage(contract: string, height: number): Promise<ReadonlyMap<string, Uint8Array>> {
    return this.#history.at(`s/${contract}/`, height) as Map<string, Uint8Array>;
  }

  async storageValue(contract: string, key: string, height: number): Promise<Uint8Array | undefined> {
    if (height >= this.#history.height)
      return this.#history.get(`s/${contract}/${key}`) as Uint8Array | undefined;
    return (await this.storage(contract, height)).get(key);
  }

  async balance(address: string, height?: number): Promise<bigint> {
    if (height === undefined) return balanceOf(this.#history, address, this.denom);
    return (this.#history.at(`b/${address}/`, height).get(this.denom) as bigint | undefined) ?? 0n;
  }

  async transactions(
    contract: string,
    fromHeight: number,
    toHeight: number,
  ): Promise<readonly PastTransaction[]> {
    return this.#transactions
      .filter((tx) => tx.height >= fromHeight && tx.height <= toHeight && tx.contracts.has(contract))
      .map(({ contracts: _, gasUsed: __, ...past }) => past);
  }

  async height(): Promise<number> {
    return this.#history.height;
  }

  /**
   * Of its number, as blocks of this host are never replaced; and of the host, so that a log store tells a chain from one that
   * was there before.
   */
  async blockHash(height: number): Promise<string | undefined> {
    if (height < 1 || height > this.#history.height) return undefined;
    return hashOf(`${this.chainId} ${this.#salt} block ${height}`);
  }

  async time(): Promise<number> {
    return Number(this.#nanoseconds / NANOSECONDS);
  }

  /** This host has no admins and no migrations. */
  async contract(address: string): Promise<ContractRecord> {
    const { label = "" } = this.#contracts.get(address) ?? {};
    return { checksum: this.#code(address).checksum, label, admin: "", codes: 1 };
  }

  async creation(address: string): Promise<ConnectionResult | undefined> {
    return this.#transactions.find(
      ({ contracts, events }) => contracts.has(address) && events.some(({ type }) => type === "instantiate"),
    );
  }

  async codeChecksum(codeId: number): Promise<string> {
    const code = this.#codes[codeId - 1];
    if (!code) throw new ChainlearnError("chain_failure", `there is no code ${codeId}.`);
    return code.checksum;
  }

  async close(): Promise<void> {}
}

const hashOf = (text: string): string => toHex(sha256(new TextEncoder().encode(text))).toUpperCase();

/** What a transaction does. */
type Run = (tx: Transaction, store: Layer) => void;

/** Runs the calls of a transaction one after the other. */
function executing(
  sender: string,
  entry: "instantiate" | "execute",
  calls: readonly ContractCall[],
  created?: { readonly codeId: number; readonly label: string },
): Run {
  const sent = calls.map((call) => ({ ...call, message: toBytes(call.message) }));
  return (tx, store) => {
    tx.gas.spend(GAS.transactionByte * transactionBytes(entry, sent));
    sent.forEach(({ contract, message, funds }, i) => {
      checkCoins(funds);
      tx.gas.spend(i > 0 ? GAS.furtherCall : created ? GAS.instantiate : GAS.firstCall);
      if (created) tx.gas.spend(GAS.instantiateByte * (message.length + created.label.length));
      const first = tx.events.length;
      runMessage(tx, store, { entry, sender, contract, message, funds, codeId: created?.codeId });
      const index = { key: "msg_index", value: `${i}` };
      for (let e = first; e < tx.events.length; e++)
        tx.events[e] = { ...tx.events[e]!, attributes: [...tx.events[e]!.attributes, index] };
    });
  };
}

async function compressedLength(bytes: Uint8Array): Promise<number> {
  const compressed = new Blob([bytes.slice()]).stream().pipeThrough(new CompressionStream("gzip"));
  return (await new Response(compressed).arrayBuffer()).byteLength;
}

const toBytes = (message: object | Uint8Array): Uint8Array =>
  message instanceof Uint8Array ? message : new TextEncoder().encode(JSON.stringify(message));

const asRejection = (error: unknown): ChainlearnError =>
  isChainlearnError(error)
    ? error
    : rejectionFromText(error instanceof Error ? error.message : String(error), error);
