import {
  type Cancellable,
  type ChainId,
  ChainlearnError,
  type SignedTransaction,
  type TransactionOptions,
} from "@chainlearn/core";
import {
  type AccessList,
  type Account,
  type Address,
  BaseError,
  BlockNotFoundError,
  type CallParameters,
  type Chain,
  createPublicClient,
  createWalletClient,
  getAddress,
  type Hex,
  isAddress,
  keccak256,
  type PublicClient,
  type TransactionReceipt,
  TransactionReceiptNotFoundError,
  type Transport,
} from "viem";
import { toChainlearnError } from "./errors.ts";
import { numberUse } from "./number-use.ts";
import { Queue } from "./queue.ts";

/** EIP-7825: gas that one transaction may use. */
export const MAX_TRANSACTION_GAS = 16_777_216;

/**
 * Gas beyond the estimate. A payment that runs out of gas is credited instead of failing, so an estimate may be too
 * low for it: this covers all that a recipient may use.
 */
const SPARE_GAS = 150_000;

const FIRST_POLL_MS = 2;

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

/** @throws ChainlearnError aborted */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted)
    throw new ChainlearnError("aborted", "cancelled by the caller.", { cause: signal.reason });
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** One chain and the accounts that can send to it; the only place that talks to the node. */
export class EvmConnection {
  readonly chainId: ChainId;
  readonly client: PublicClient;
  readonly #options: ConnectionOptions;
  readonly #signers: ReadonlyMap<Address, Account>;
  readonly #queue = new Queue();

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.chainId = `eip155:${options.chain.id}`;
    this.client = createPublicClient({ chain: options.chain, transport: options.transport });
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

  /** Number of the newest block. */
  async block(): Promise<number> {
    return Number(
      await this.ask("reading the block number", (client) => client.getBlockNumber({ cacheTime: 0 })),
    );
  }

  /** undefined: there is no such block. */
  async blockHash(block: number): Promise<Hex | undefined> {
    return this.ask("reading a block", async (client) => {
      try {
        return (await client.getBlock({ blockNumber: BigInt(block) })).hash;
      } catch (error) {
        if (error instanceof BlockNotFoundError) return undefined;
        throw error;
      }
    });
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
      const result = await this.client.call({ ...request, blockTag: this.#options.callBlock ?? "latest" });
      return result.data ?? "0x";
    } catch (error) {
      throw toChainlearnError(error, what, errors);
    }
  }

  /** Number of an account's next transaction. */
  nextNonce(address: string): Promise<number> {
    return this.ask("reading the nonce", (client) =>
      client.getTransactionCount({ address: getAddress(address), blockTag: "pending" }),
    );
  }

  /**
   * Simulates a transaction, sends it and waits for its receipt. Transactions of one sender go one after the other.
   * @throws ChainlearnError the contract's code; insufficient_funds, unknown_account, chain_failure, aborted
   */
  send(message: Message): Promise<TransactionReceipt> {
    const signer = this.signer(message.from);
    return this.#queue.run(signer.address, async () => {
      throwIfAborted(message.signal);
      try {
        const hash = await this.#submit(signer, message);
        const receipt = await this.#receipt(hash, message);
        if (receipt.status === "reverted") await this.#explain(receipt, signer, message);
        return receipt;
      } catch (error) {
        throw toChainlearnError(error, message.what, message.errors);
      }
    });
  }

  /**
   * Sends a transaction that was signed before until a block has it. That is harmless: its number is in it.
   * @throws ChainlearnError transaction_replaced when a block has another one with its number, so that it never happens;
   * transaction_pending, aborted
   */
  async resume(signed: SignedTransaction, { signal }: Cancellable = {}): Promise<TransactionReceipt> {
    const { what, transaction, bytes } = signed;
    try {
      const known = await this.#findReceipt(transaction as Hex);
      if (known) return known;
      await this.#requireUnused(signed);
      await this.#broadcastAgain(bytes);
      return await this.#receipt(transaction as Hex, { what, signal }, () => this.#requireUnused(signed));
    } catch (error) {
      throw toChainlearnError(error, what);
    }
  }

  /** @throws ChainlearnError transaction_replaced */
  async #requireUnused({ what, from, number, transaction }: SignedTransaction): Promise<void> {
    const by = await numberUse(this.client, getAddress(from), number);
    if (by === undefined || by === transaction) return;
    throw new ChainlearnError(
      "transaction_replaced",
      `${what}: ${by} has the number ${number} of ${from}, which ${transaction} was to have.`,
      { details: { transaction, by, number } },
    );
  }

  /** A node that refuses bytes may have them already; whether it has is seen in its blocks. */
  async #broadcastAgain(bytes: string): Promise<void> {
    try {
      await this.client.sendRawTransaction({ serializedTransaction: `0x${bytes}` });
    } catch (error) {
      if (!(error instanceof BaseError)) throw error;
    }
  }

  async #submit(signer: Account, message: Message): Promise<Hex> {
    const { to, data, value = 0n, accessList } = message;
    const { chain, transport, callBlock = "latest" } = this.#options;
    const request = { to, data, value, ...(accessList ? { accessList } : {}) };
    const estimate = await this.client.estimateGas({
      ...request,
      account: signer.address,
      blockTag: callBlock,
    });
    const [nonce, fees] = await Promise.all([
      this.nextNonce(signer.address),
      this.client.estimateFeesPerGas(),
    ]);
    const gas = Math.max(Number(estimate), Math.min(Number(estimate) + SPARE_GAS, MAX_TRANSACTION_GAS));
    const transaction = { ...request, nonce, gas: BigInt(gas), ...fees };
    if (signer.type === "local") {
      const serializedTransaction = await signer.signTransaction({
        ...transaction,
        type: "eip1559",
        chainId: chain.id,
      });
      await message.onSigned?.({
        what: message.what,
        from: signer.address,
        number: nonce,
        transaction: keccak256(serializedTransaction),
        bytes: serializedTransaction.slice(2),
      });
      throwIfAborted(message.signal);
      return this.client.sendRawTransaction({ serializedTransaction });
    }
    return createWalletClient({ chain, transport, account: signer }).sendTransaction(transaction);
  }

  async #findReceipt(hash: Hex): Promise<TransactionReceipt | undefined> {
    try {
      return await this.client.getTransactionReceipt({ hash });
    } catch (error) {
      if (error instanceof TransactionReceiptNotFoundError) return undefined;
      throw error;
    }
  }

  /**
   * Polls with growing pauses, since viem's own wait has been seen to hang.
   * @param check whether it can still happen; asked whenever the pause is at its longest
   */
  async #receipt(
    hash: Hex,
    { signal, what }: { readonly signal?: AbortSignal | undefined; readonly what: string },
    check: () => Promise<void> = async () => {},
  ): Promise<TransactionReceipt> {
    const longest = this.#options.pollingIntervalMs ?? this.#options.chain.blockTime ?? 1_000;
    const timeout = this.#options.receiptTimeoutMs ?? 180_000;
    let waited = 0;
    for (let wait = FIRST_POLL_MS; ; wait = Math.min(2 * wait, longest)) {
      const receipt = await this.#findReceipt(hash);
      if (receipt) return receipt;
      throwIfAborted(signal);
      if (wait === longest) await check();
      if (waited >= timeout) {
        throw new ChainlearnError("transaction_pending", `${what}: no receipt after ${waited} ms.`, {
          details: { transaction: hash },
        });
      }
      await pause(wait);
      waited += wait;
    }
  }

  /** A transaction that succeeded in the simulation and failed in its block: asks the block for the reason. */
  async #explain(
    receipt: TransactionReceipt,
    signer: Account,
    { to, data, value = 0n, what }: Message,
  ): Promise<never> {
    await this.client.call({ account: signer.address, to, data, value, blockNumber: receipt.blockNumber });
    throw new ChainlearnError("chain_failure", `${what} failed in its block, and succeeds after it.`, {
      details: { transaction: receipt.transactionHash },
    });
  }
}
