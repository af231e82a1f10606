import {
  type ChainId,
  ChainlearnError,
  isChainlearnError,
  type ResumeOptions,
  type SignedTransaction,
  type TransactionOptions,
  throwIfAborted,
  untilAborted,
} from "@chainlearn/core";
import {
  type AccessList,
  type Account,
  type Address,
  type CallParameters,
  type Chain,
  createPublicClient,
  createWalletClient,
  getAddress,
  type Hex,
  isAddress,
  keccak256,
  type LocalAccount,
  type PublicClient,
  parseTransaction,
  type TransactionReceipt,
  TransactionReceiptNotFoundError,
  type Transport,
} from "viem";
import { toChainlearnError } from "./errors.ts";
import { despiteLag, Growing, isUnknownBlock } from "./head.ts";
import { type Fate, type InclusionOptions, settle, type Waiting } from "./inclusion.ts";
import { patient } from "./patient.ts";
import { Queue } from "./queue.ts";
import { pause } from "./wait.ts";

/** EIP-7825: gas that one transaction may use. */
export const MAX_TRANSACTION_GAS = 16_777_216;

/**
 * Gas beyond the estimate. A payment that runs out of gas is credited instead of failing, so an estimate may be too
 * low for it: this covers all that a recipient may use.
 */
export const SPARE_GAS = 150_000;

/** Gas limits differ by up to so much, so that equal calls of two programs that share a key are two transactions. */
const GAS_VARIATION = 1_024;
/** How often a transaction is signed anew when another program was faster with the account's number. */
const NUMBER_ATTEMPTS = 8;
/** Nodes replace a transaction by one that pays at least an eighth more. */
const dearer = (fee: bigint): bigint => fee + fee / 8n + 1n;

const FIRST_POLL_MS = 2;
const LAG_MS = 5_000;
/** Each costs a request when a log is read. */
const MOST_LAG_BLOCKS = 32;
const UNKNOWN_BLOCK_TIME_MS = 1_000;
/** Of Ethereum itself; whoever waits for confirmations must not expect blocks too soon. */
const SLOW_BLOCK_TIME_MS = 12_000;

export interface ConnectionOptions {
  readonly chain: Chain;
  readonly transport: Transport;
  /** Accounts that can send. */
  readonly signers: readonly Account[];
  /** Block that calls and estimates see. Default: "latest". */
  readonly callBlock?: "latest" | "pending";
  /** Longest pause between two looks for a receipt. Default: the chain's block time, or 1,000. */
  readonly pollingIntervalMs?: number;
  /** Longest wait for a receipt. Default: 180,000. */
  readonly receiptTimeoutMs?: number;
  /**
   * Blocks that have to have a transaction or follow it before it counts as done: a reorganisation of fewer cannot take
   * it back. Default: 1.
   */
  readonly confirmations?: number;
  /** Pause until a transaction that no block has is sent again, since nodes drop some. Default: 15,000. */
  readonly rebroadcastMs?: number;
  /**
   * Pause until a transaction that no block has is replaced by one that pays more; its signer may refuse, as one with a
   * limit of spending does. Default: 60,000; Infinity: never.
   */
  readonly replaceAfterMs?: number;
  /**
   * How long answers with a lower block or account number than one that was seen count as those of a node that lags
   * behind, and are asked for again; after that blocks have been taken back. 0 where a single node answers. Default: 5,000.
   */
  readonly lagMs?: number;
}

/** A transaction to send. */
export interface Message extends TransactionOptions {
  readonly from: string;
  /** Undefined: creates a contract. */
  readonly to?: Address;
  readonly data: Hex;
  /** Wei. */
  readonly value?: bigint;
  /** Storage that the transaction announces to touch (EIP-2930). */
  readonly accessList?: AccessList;
  /** For error messages, as "refund". */
  readonly what: string;
  /** Names of the mechanism's own error codes. */
  readonly errors?: Readonly<Record<number, string>>;
}

interface Fees {
  readonly maxFeePerGas: bigint;
  readonly maxPriorityFeePerGas: bigint;
}

/** A transaction that is ready to be signed. */
interface Prepared extends Pick<Message, "data" | "accessList"> {
  readonly to: Address | undefined;
  readonly value: bigint;
  readonly gas: bigint;
  readonly nonce: number;
  readonly fees: Fees;
}

/** One chain and the accounts that can send to it; the only place that talks to the node. */
export class EvmConnection {
  readonly chainId: ChainId;
  readonly client: PublicClient;
  /** Asks once, for whoever has to see the first refusal. */
  readonly #onceClient: PublicClient;
  readonly #options: ConnectionOptions;
  readonly #signers: ReadonlyMap<Address, Account>;
  readonly #queue = new Queue();
  readonly #head: Growing;
  /** Next numbers (nonces) of senders. */
  readonly #numbers = new Map<Address, Growing>();

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.chainId = `eip155:${options.chain.id}`;
    this.client = createPublicClient({
      chain: options.chain,
      transport: patient(options.transport),
    });
    this.#onceClient = createPublicClient({
      chain: options.chain,
      transport: patient(options.transport, 0),
    });
    this.#head = new Growing(
      async () => Number(await this.client.getBlockNumber({ cacheTime: 0 })),
      options.lagMs ?? LAG_MS,
    );
    this.#signers = new Map(options.signers.map((signer) => [getAddress(signer.address), signer]));
  }

  /** @throws ChainlearnError unknown_account */
  signer(address: string): Account {
    const signer = isAddress(address, { strict: false }) ? this.#signers.get(getAddress(address)) : undefined;
    if (!signer) throw new ChainlearnError("unknown_account", `the adapter has no signer for ${address}.`);
    return signer;
  }

  /** Runs something of the client; its failures become ChainlearnErrors. */
  async ask<T>(what: string, run: (client: PublicClient) => Promise<T>): Promise<T> {
    try {
      return await run(this.client);
    } catch (error) {
      throw toChainlearnError(error, what);
    }
  }

  /** As {@link ask}; a request that fails is not made again. */
  async askOnce<T>(what: string, run: (client: PublicClient) => Promise<T>): Promise<T> {
    try {
      return await run(this.#onceClient);
    } catch (error) {
      throw toChainlearnError(error, what);
    }
  }

  /** Number of the newest block. */
  block(): Promise<number> {
    return this.ask("reading the block number", () => this.#head.newest());
  }

  /** Newest blocks that a node may not have yet; 0 where a single node answers. */
  get lagBlocks(): number {
    const { lagMs = LAG_MS, chain } = this.#options;
    return Math.min(MOST_LAG_BLOCKS, Math.ceil(lagMs / (chain.blockTime ?? UNKNOWN_BLOCK_TIME_MS)));
  }

  /** undefined: there is no such block (any more). */
  async blockHash(block: number): Promise<Hex | undefined> {
    try {
      return await this.askAt(
        "reading a block",
        block,
        async (client, at) => (await client.getBlock(at)).hash,
      );
    } catch (error) {
      if (isChainlearnError(error) && isUnknownBlock(error.cause)) return undefined;
      throw error;
    }
  }

  /** Runs something about a block that was seen: a node that does not have it yet lags behind, and is asked again. */
  askAt<T>(
    what: string,
    block: number,
    run: (client: PublicClient, at: { readonly blockNumber: bigint }) => Promise<T>,
  ): Promise<T> {
    const attempts = this.lagBlocks === 0 ? 1 : undefined;
    return this.ask(what, (client) =>
      despiteLag(() => run(client, { blockNumber: BigInt(block) }), attempts),
    );
  }

  /** Code of an address at the newest block; undefined: there is none. */
  codeOf(address: Address): Promise<Hex | undefined> {
    return this.ask("reading the code", (client) => this.#atHead((at) => client.getCode({ address, ...at })));
  }

  /** Calls a contract without a transaction. */
  call(to: Address, data: Hex, what: string, errors?: Message["errors"]): Promise<Hex> {
    return this.#call({ to, data }, { what, ...(errors && { errors }) });
  }

  /** What a transaction would return now. Its sender needs no signer. */
  simulate({ from, to, data, value = 0n, ...about }: Message): Promise<Hex> {
    return this.#call({ account: from as Address, to, data, value }, about);
  }

  async #call(
    request: Pick<CallParameters, "account" | "to" | "data" | "value">,
    { what, errors }: Pick<Message, "what" | "errors">,
  ): Promise<Hex> {
    try {
      const result = await this.#atHead((at) => this.client.call({ ...request, ...at }));
      return result.data ?? "0x";
    } catch (error) {
      throw toChainlearnError(error, what, errors);
    }
  }

  /**
   * Runs something at the newest block. The block is named, so that a node that lags behind says that it does not know
   * it instead of answering from an older one.
   */
  #atHead<T>(
    run: (at: { readonly blockTag: "pending" } | { readonly blockNumber: bigint }) => Promise<T>,
  ): Promise<T> {
    if (this.#options.callBlock === "pending") return run({ blockTag: "pending" });
    return despiteLag(async () => run({ blockNumber: BigInt(await this.#head.newest()) }));
  }

  /** Number (nonce) of an account's next transaction. */
  nextNonce(address: string): Promise<number> {
    return this.ask("reading the nonce", () => this.#number(getAddress(address)).newest());
  }

  #number(address: Address): Growing {
    const known = this.#numbers.get(address);
    if (known) return known;
    const number = new Growing(
      () => this.client.getTransactionCount({ address, blockTag: "pending" }).then(Number),
      this.#options.lagMs ?? LAG_MS,
    );
    this.#numbers.set(address, number);
    return number;
  }

  /**
   * Simulates a transaction, signs it once, sends it until it is known what became of it, and gives its receipt.
   * Transactions of one sender go one after the other.
   * @throws ChainlearnError the contract's code; insufficient_funds, unknown_account, transaction_pending,
   * transaction_replaced, rate_limited, nodes_disagree, chain_failure, aborted
   */
  send(message: Message): Promise<TransactionReceipt> {
    const signer = this.signer(message.from);
    return this.#queue.run(signer.address, async () => {
      throwIfAborted(message.signal);
      try {
        const receipt =
          signer.type === "local"
            ? await this.#sendSigned(signer, message)
            : await this.#sendByNode(signer, message);
        if (receipt.status === "reverted") await this.#explain(receipt, message);
        return receipt;
      } catch (error) {
        throw toChainlearnError(error, message.what, message.errors);
      }
    });
  }

  /**
   * Sends what was signed before, if need be, and waits until a block has it. That is harmless: its number is in its
   * bytes. One that is stuck is replaced, as any other.
   * @param signed at least one, all with one number; the newest is sent
   * @returns the receipt of the one that has happened; undefined: none does, since it has failed in its block, or a
   * block has another one with its number
   * @throws ChainlearnError transaction_pending, aborted
   */
  async resume(
    signed: readonly SignedTransaction[],
    { signal, onSigned, onVoid, send = true }: ResumeOptions = {},
  ): Promise<TransactionReceipt | undefined> {
    const newest = signed.at(-1)!;
    const { what } = newest;
    const signer = this.#signers.get(getAddress(newest.from));
    const about = { what, ...(signal && { signal }), ...(onSigned && { onSigned }) };
    try {
      const fate = await settle(
        {
          ...this.#waiting(),
          ...{ what, signal, mayBeSent: true, onlyLooks: !send },
          replace: signer?.type === "local" ? this.#replacing(signer, preparedOf(newest), about) : undefined,
        },
        signed,
      );
      this.#number(getAddress(newest.from)).note(newest.number + 1);
      if (fate.kind === "included") return fate.receipt.status === "success" ? fate.receipt : undefined;
      for (const one of signed) await onVoid?.(one);
      return undefined;
    } catch (error) {
      throw toChainlearnError(error, what);
    }
  }

  /** What signs the same again each time, with fees that nodes take in its place. */
  #replacing(
    signer: LocalAccount,
    first: Prepared,
    about: Pick<Message, "what" | "onSigned" | "signal">,
  ): () => Promise<SignedTransaction | undefined> {
    let prepared = first;
    return async () => {
      const fees = await this.#dearerFees(prepared.fees);
      if (!fees) return undefined;
      prepared = { ...prepared, fees };
      return this.#sign(signer, prepared, about);
    };
  }

  #waiting(): Pick<Waiting, "client" | "onceClient" | "head" | "options"> {
    const { chain, pollingIntervalMs, receiptTimeoutMs, confirmations, rebroadcastMs, replaceAfterMs } =
      this.#options;
    const options: InclusionOptions = {
      confirmations: confirmations ?? 1,
      poll: pollingIntervalMs ?? chain.blockTime ?? 1_000,
      blockTime: chain.blockTime ?? SLOW_BLOCK_TIME_MS,
      timeout: receiptTimeoutMs ?? 180_000,
      rebroadcast: rebroadcastMs ?? 15_000,
      replaceAfter: replaceAfterMs ?? 60_000,
    };
    return { client: this.client, onceClient: this.#onceClient, head: this.#head, options };
  }

  async #sendSigned(signer: LocalAccount, message: Message): Promise<TransactionReceipt> {
    const { what, signal, onVoid } = message;
    for (let attempt = 1; ; attempt++) {
      const prepared = await untilAborted(message, () => this.#prepare(signer, message));
      const signed = await this.#sign(signer, prepared, message);
      const replace = this.#replacing(signer, prepared, message);
      const fate = await settle({ ...this.#waiting(), what, signal, replace }, [signed]);
      if (fate.kind !== "included") await onVoid?.(signed);
      if (fate.kind === "refused") throw fate.error;
      this.#number(signer.address).note(signed.number + 1);
      if (fate.kind === "included") return fate.receipt;
      // One that a node had was replaced on purpose; one that none had came too late for its number.
      if (fate.wasTaken || attempt === NUMBER_ATTEMPTS) throw replaced(signed, fate);
      throwIfAborted(signal);
    }
  }

  async #prepare(signer: Account, { to, data, value = 0n, accessList }: Message): Promise<Prepared> {
    const request = { to, data, value, ...(accessList ? { accessList } : {}) };
    const estimate = await this.#atHead((at) =>
      this.client.estimateGas({ ...request, account: signer.address, ...at }),
    );
    const [nonce, { maxFeePerGas, maxPriorityFeePerGas }] = await Promise.all([
      this.#number(signer.address).newest(),
      this.client.estimateFeesPerGas(),
    ]);
    const most = Math.min(Number(estimate) + SPARE_GAS, MAX_TRANSACTION_GAS);
    const gas = Math.max(Number(estimate), most - Math.floor(Math.random() * GAS_VARIATION));
    return { ...request, nonce, gas: BigInt(gas), fees: { maxFeePerGas, maxPriorityFeePerGas } };
  }

  async #sign(
    signer: LocalAccount,
    { fees, ...request }: Prepared,
    { what, onSigned, signal }: Pick<Message, "what" | "onSigned" | "signal">,
  ): Promise<SignedTransaction> {
    const chainId = this.#options.chain.id;
    const serialized = await signer.signTransaction({ ...request, ...fees, type: "eip1559", chainId });
    const signed: SignedTransaction = {
      what,
      from: signer.address,
      number: request.nonce,
      transaction: keccak256(serialized),
      bytes: serialized.slice(2),
      ...(this.#head.seen > 0 && { after: this.#head.seen }),
    };
    await onSigned?.(signed);
    throwIfAborted(signal);
    return signed;
  }

  /** Undefined where gas is free. */
  async #dearerFees(before: Fees): Promise<Fees | undefined> {
    if (before.maxFeePerGas === 0n) return undefined;
    // Whoever waits for a transaction looks again soon anyway.
    const now = await this.#onceClient.estimateFeesPerGas();
    const most = (a: bigint, b: bigint): bigint => (a > b ? a : b);
    return {
      maxFeePerGas: most(now.maxFeePerGas, dearer(before.maxFeePerGas)),
      maxPriorityFeePerGas: most(now.maxPriorityFeePerGas, dearer(before.maxPriorityFeePerGas)),
    };
  }

  /** For accounts whose key the node has: it signs and sends at once, so there is nothing that could be sent again. */
  async #sendByNode(signer: Account, message: Message): Promise<TransactionReceipt> {
    const { chain, transport } = this.#options;
    const { fees, ...request } = await this.#prepare(signer, message);
    const wallet = createWalletClient({ chain, transport, account: signer });
    const hash = await wallet.sendTransaction({ ...request, ...fees });
    const { poll, timeout } = this.#waiting().options;
    const deadline = Date.now() + timeout;
    for (let wait = FIRST_POLL_MS; ; wait = Math.min(2 * wait, poll)) {
      try {
        return await this.client.getTransactionReceipt({ hash });
      } catch (error) {
        if (!(error instanceof TransactionReceiptNotFoundError)) throw error;
      }
      throwIfAborted(message.signal, undefined, hash);
      if (Date.now() >= deadline)
        throw new ChainlearnError("transaction_pending", `${message.what}: no receipt of ${hash}.`, {
          details: { transaction: hash },
        });
      await pause(wait, message.signal);
    }
  }

  /** A transaction that succeeded in the simulation and failed in its block: asks the block for the reason. */
  async #explain(receipt: TransactionReceipt, message: Message): Promise<never> {
    const { from, to, data, value = 0n, what } = message;
    const { blockNumber, transactionHash } = receipt;
    await despiteLag(() => this.client.call({ account: getAddress(from), to, data, value, blockNumber }));
    throw new ChainlearnError("chain_failure", `${what} failed in its block, and succeeds after it.`, {
      details: { transaction: transactionHash },
    });
  }
}

/** What a signed transaction was made of. */
function preparedOf({ bytes, number }: SignedTransaction): Prepared {
  const { to, data = "0x", value = 0n, gas = 0n, accessList, ...fees } = parseTransaction(`0x${bytes}`);
  const { maxFeePerGas = 0n, maxPriorityFeePerGas = 0n } = fees;
  return {
    ...{ to: to ?? undefined, data, value, gas, nonce: number },
    fees: { maxFeePerGas, maxPriorityFeePerGas },
    ...(accessList && { accessList }),
  };
}

const replaced = (
  { what, transaction, number, from }: SignedTransaction,
  { by }: Extract<Fate, { kind: "never" }>,
): ChainlearnError =>
  new ChainlearnError(
    "transaction_replaced",
    `${what}: the transaction ${transaction} was replaced by ${by}, which has the number ${number} of ${from} too.`,
    { details: { transaction, by, from, number } },
  );
