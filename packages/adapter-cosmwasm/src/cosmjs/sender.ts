import {
  ChainlearnError,
  type ResumeOptions,
  type SignedTransaction,
  type TransactionOptions,
  throwIfAborted,
} from "@chainlearn/core";
import { SigningCosmWasmClient } from "@cosmjs/cosmwasm-stargate";
import { toBase64, toHex } from "@cosmjs/encoding";
import type { EncodeObject, OfflineSigner } from "@cosmjs/proto-signing";
import {
  type Account,
  calculateFee,
  type GasPrice,
  QueryClient,
  setupTxExtension,
  type TxExtension,
} from "@cosmjs/stargate";
import type { CometClient } from "@cosmjs/tendermint-rpc";
import { sha256 } from "@noble/hashes/sha2.js";
import type { SimulateResponse } from "cosmjs-types/cosmos/tx/v1beta1/service";
import { TxRaw } from "cosmjs-types/cosmos/tx/v1beta1/tx";
import { sleep } from "../client/abort.ts";
import { rejectionFromText } from "../client/rejections.ts";
import type { ConnectionResult, ContractEvent } from "../connection.ts";
import { Growing } from "./growing.ts";
import { resultOf } from "./inclusion.ts";
import { request } from "./requests.ts";
import { type Fate, type SettleOptions, settle } from "./settle.ts";

export interface SendingOptions extends Omit<SettleOptions, "mayBeSent" | "onlyLooks"> {
  readonly gasPrice: GasPrice;
  /** Gas limit as a multiple of the simulated gas. */
  readonly gasMargin: number;
}

/** Sends the transactions of one account. */
export interface TransactionSender {
  send(messages: readonly EncodeObject[], options?: TransactionOptions): Promise<ConnectionResult>;
  /**
   * Sends what was signed before, unless a block has it, and waits for it.
   * @returns undefined when it has failed in its block, or another transaction has its number
   */
  resume(signed: SignedTransaction, options?: ResumeOptions): Promise<ConnectionResult | undefined>;
  /** The events of a transaction that is not sent. */
  simulate(messages: readonly EncodeObject[], signal?: AbortSignal): Promise<readonly ContractEvent[]>;
}

const SEQUENCE_ATTEMPTS = 8;
const WRONG_SEQUENCE = /account sequence mismatch|incorrect account sequence/i;

/** Another transaction of the account came in between; this one can never happen. */
class SequenceMismatch extends Error {}

/**
 * Signatures are deterministic: two programs that share a key and ask for the same with one sequence number would sign
 * one and the same transaction, which would count for both. Always as long, since chains charge for the size.
 */
const uniqueMemo = (): string => toHex(crypto.getRandomValues(new Uint8Array(8)));

/**
 * Sends the transactions of one account one after the other: a transaction is signed with the account's sequence
 * number, so two at once would collide.
 */
export class Sender implements TransactionSender {
  readonly #comet: CometClient;
  readonly #client: SigningCosmWasmClient;
  readonly #queries: QueryClient & TxExtension;
  readonly #signer: OfflineSigner;
  readonly #address: string;
  readonly #network: string;
  readonly #options: SendingOptions;
  readonly #sequence = new Growing("sequence number");
  #last: Promise<unknown> = Promise.resolve();

  constructor(
    comet: CometClient,
    signer: OfflineSigner,
    address: string,
    network: string,
    options: SendingOptions,
  ) {
    this.#comet = comet;
    this.#client = SigningCosmWasmClient.createWithSigner(comet, signer);
    this.#queries = QueryClient.withExtensions(comet, setupTxExtension);
    this.#signer = signer;
    this.#address = address;
    this.#network = network;
    this.#options = options;
  }

  send(messages: readonly EncodeObject[], options: TransactionOptions = {}): Promise<ConnectionResult> {
    return this.#inTurn(() => this.#attempt(messages, options), options.signal);
  }

  async resume(
    signed: SignedTransaction,
    { signal, onVoid, send = true }: ResumeOptions = {},
  ): Promise<ConnectionResult | undefined> {
    const options = { ...this.#options, mayBeSent: true, onlyLooks: !send };
    const fate = await settle(this.#comet, signed, options, signal);
    this.#noteNumber(signed, fate);
    if (fate.kind === "included") return fate.found.result.code === 0 ? resultOf(fate.found) : undefined;
    await onVoid?.(signed);
    return undefined;
  }

  /** One that fails before its messages leaves the number to the next. */
  #noteNumber({ number }: SignedTransaction, fate: Fate): void {
    const isFree = fate.kind === "refused" || (fate.kind === "included" && fate.found.result.code !== 0);
    if (!isFree) this.#sequence.note(number + 1);
  }

  simulate(messages: readonly EncodeObject[], signal?: AbortSignal): Promise<readonly ContractEvent[]> {
    return this.#inTurn(async () => {
      const { sequence } = await this.#account();
      const { result } = await this.#simulate(messages, sequence);
      return (result?.events ?? []).map(({ type, attributes }) => ({ type, attributes }));
    }, signal);
  }

  #inTurn<T>(run: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const turn = this.#last.then(() => this.#withSequence(run, signal));
    this.#last = turn.catch(() => {});
    return turn;
  }

  async #withSequence<T>(run: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      throwIfAborted(signal, "the transaction");
      const height = await this.#height();
      try {
        return await run();
      } catch (error) {
        if (!(error instanceof SequenceMismatch)) throw error;
        if (attempt === SEQUENCE_ATTEMPTS)
          throw new ChainlearnError(
            "chain_failure",
            `another program sends transactions of ${this.#address}; gave up after ${attempt} attempts.`,
            { cause: error },
          );
        await this.#blockAfter(height, signal);
      }
    }
  }

  async #height(): Promise<number> {
    return (await request(() => this.#comet.abciInfo())).lastBlockHeight ?? 0;
  }

  /** A sequence number that is taken by a waiting transaction shows in the next block at the earliest. */
  async #blockAfter(height: number, signal?: AbortSignal): Promise<void> {
    const deadline = Date.now() + this.#options.receiptTimeoutMs;
    while (Date.now() < deadline && (await this.#height()) <= height)
      await sleep(this.#options.pollingIntervalMs, signal, "the transaction");
  }

  async #attempt(
    messages: readonly EncodeObject[],
    { signal, onSigned, onVoid }: TransactionOptions,
  ): Promise<ConnectionResult> {
    const { accountNumber, sequence } = await this.#account();
    const memo = uniqueMemo();
    const { gasInfo } = await this.#simulate(messages, sequence, memo);
    const gas = Math.ceil(Number(gasInfo?.gasUsed ?? 0n) * this.#options.gasMargin);
    const fee = calculateFee(gas, this.#options.gasPrice);
    const raw = await request(() =>
      this.#client.sign(this.#address, messages, fee, memo, {
        accountNumber,
        sequence,
        chainId: this.#network,
      }),
    );
    const bytes = TxRaw.encode(raw).finish();
    const signed: SignedTransaction = {
      what: messages.map(({ typeUrl }) => typeUrl.slice(typeUrl.lastIndexOf(".") + 1)).join(", "),
      from: this.#address,
      number: sequence,
      transaction: toHex(sha256(bytes)).toUpperCase(),
      bytes: toHex(bytes),
    };
    await onSigned?.(signed);
    throwIfAborted(signal, "the transaction");
    const fate = await settle(this.#comet, signed, this.#options, signal);
    this.#noteNumber(signed, fate);
    if (fate.kind === "included") return resultOf(fate.found);
    await onVoid?.(signed);
    if (fate.kind === "refused") throw fate.error;
    // One that a node had was cancelled on purpose; one that none had came too late for its number.
    if (fate.wasTaken) throw replaced(signed, fate.by);
    throw new SequenceMismatch(`another transaction has the sequence number ${sequence}.`);
  }

  async #account(): Promise<Account> {
    const account = await this.#sequence.from(
      () => request(() => this.#client.getAccount(this.#address)),
      (answer) => answer?.sequence ?? 0,
    );
    if (account === null)
      throw new ChainlearnError("insufficient_funds", `${this.#address} has never received anything.`);
    return account;
  }

  async #simulate(messages: readonly EncodeObject[], sequence: number, memo = ""): Promise<SimulateResponse> {
    const encoded = messages.map((message) => this.#client.registry.encodeAsAny(message));
    try {
      return await this.#queries.tx.simulate(encoded, memo, await this.#publicKey(), sequence);
    } catch (error) {
      throw refusal(error);
    }
  }

  async #publicKey(): Promise<{ readonly type: string; readonly value: string }> {
    const accounts = await this.#signer.getAccounts();
    const account = accounts.find(({ address }) => address === this.#address);
    if (account === undefined)
      throw new ChainlearnError(
        "unknown_account",
        `the signer of ${this.#address} has no key for it any more.`,
      );
    return { type: "tendermint/PubKeySecp256k1", value: toBase64(account.pubkey) };
  }
}

const replaced = ({ transaction, number, from }: SignedTransaction, by: string): ChainlearnError =>
  new ChainlearnError(
    "transaction_replaced",
    `the transaction ${transaction} was replaced by ${by}, which has the number ${number} of ${from} too.`,
    { details: { transaction, by, from, number } },
  );

export function refusal(error: unknown): Error {
  const text = error instanceof Error ? error.message : String(error);
  return WRONG_SEQUENCE.test(text)
    ? new SequenceMismatch(text, { cause: error })
    : rejectionFromText(text, error);
}
