import { ChainlearnError } from "@chainlearn/core";
import { SigningCosmWasmClient } from "@cosmjs/cosmwasm-stargate";
import { fromHex } from "@cosmjs/encoding";
import type { EncodeObject, OfflineSigner } from "@cosmjs/proto-signing";
import { BroadcastTxError, calculateFee, fromTendermintEvent, type GasPrice } from "@cosmjs/stargate";
import type { CometClient } from "@cosmjs/tendermint-rpc";
import { TxRaw } from "cosmjs-types/cosmos/tx/v1beta1/tx";
import { sleep, throwIfAborted } from "../client/abort.ts";
import { rejectionFromText } from "../client/rejections.ts";
import type { ConnectionResult } from "../connection.ts";
import { request } from "./requests.ts";

export interface SendingOptions {
  readonly gasPrice: GasPrice;
  /** Gas limit as a multiple of the simulated gas. */
  readonly gasMargin: number;
  readonly pollMilliseconds: number;
  readonly timeoutMilliseconds: number;
}

const SEQUENCE_ATTEMPTS = 8;
/**
 * Signatures are deterministic: two equal requests with one sequence number are one transaction to the node, which
 * says that it has it already. It would count for both, so the second one has to wait for another number.
 */
const WRONG_SEQUENCE =
  /account sequence mismatch|incorrect account sequence|tx already (exists )?in (mempool )?cache/i;
const SDK_WRONG_SEQUENCE = 32;

/** Another transaction of the account came in between; nothing was executed. */
class SequenceMismatch extends Error {}

/**
 * Sends the transactions of one account one after the other: a transaction is signed with the account's sequence
 * number, so two at once would collide.
 */
export class Sender {
  readonly #comet: CometClient;
  readonly #client: SigningCosmWasmClient;
  readonly #address: string;
  readonly #network: string;
  readonly #options: SendingOptions;
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
    this.#address = address;
    this.#network = network;
    this.#options = options;
  }

  send(messages: readonly EncodeObject[], signal?: AbortSignal): Promise<ConnectionResult> {
    const turn = this.#last.then(() => this.#sendNow(messages, signal));
    this.#last = turn.catch(() => {});
    return turn;
  }

  async #sendNow(messages: readonly EncodeObject[], signal?: AbortSignal): Promise<ConnectionResult> {
    for (let attempt = 1; ; attempt++) {
      throwIfAborted(signal, "the transaction");
      const height = await this.#height();
      try {
        return await this.#attempt(messages, signal);
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
    const deadline = Date.now() + this.#options.timeoutMilliseconds;
    while (Date.now() < deadline && (await this.#height()) <= height)
      await sleep(this.#options.pollMilliseconds, signal, "the transaction");
  }

  async #attempt(messages: readonly EncodeObject[], signal?: AbortSignal): Promise<ConnectionResult> {
    const account = await request(() => this.#client.getAccount(this.#address));
    if (account === null)
      throw new ChainlearnError("insufficient_funds", `${this.#address} has never received anything.`);
    const gas = await this.#simulate(messages);
    const fee = calculateFee(Math.ceil(gas * this.#options.gasMargin), this.#options.gasPrice);
    const { accountNumber, sequence } = account;
    const signed = await request(() =>
      this.#client.sign(this.#address, messages, fee, "", {
        accountNumber,
        sequence,
        chainId: this.#network,
      }),
    );
    throwIfAborted(signal, "the transaction");
    const transaction = await this.#broadcast(TxRaw.encode(signed).finish());
    return this.#included(transaction, signal);
  }

  async #simulate(messages: readonly EncodeObject[]): Promise<number> {
    try {
      return await this.#client.simulate(this.#address, messages, "");
    } catch (error) {
      throw refusal(error);
    }
  }

  async #broadcast(bytes: Uint8Array): Promise<string> {
    try {
      return await this.#client.broadcastTxSync(bytes);
    } catch (error) {
      if (error instanceof BroadcastTxError && error.code === SDK_WRONG_SEQUENCE && error.codespace === "sdk")
        throw new SequenceMismatch(error.message, { cause: error });
      throw refusal(error);
    }
  }

  /** Waits until a block has the transaction and the node's index knows it. */
  async #included(transaction: string, signal?: AbortSignal): Promise<ConnectionResult> {
    const deadline = Date.now() + this.#options.timeoutMilliseconds;
    const hash = fromHex(transaction);
    let cause: unknown;
    for (;;) {
      await sleep(
        this.#options.pollMilliseconds,
        signal,
        `waiting for ${transaction}, which may still happen,`,
      );
      try {
        const found = await this.#comet.tx({ hash });
        if (found.result.code !== 0) throw failed(transaction, found.result);
        return {
          transaction,
          height: found.height,
          index: found.index,
          gasUsed: found.result.gasUsed,
          events: found.result.events.map(fromTendermintEvent),
        };
      } catch (error) {
        if (error instanceof ChainlearnError || error instanceof SequenceMismatch) throw error;
        cause = error;
      }
      if (Date.now() > deadline)
        throw new ChainlearnError(
          "chain_failure",
          `no block has the transaction ${transaction} after ${this.#options.timeoutMilliseconds} ms; it may still happen.`,
          { details: { transaction }, cause },
        );
    }
  }
}

function failed(
  transaction: string,
  result: { readonly code: number; readonly codespace?: string; readonly log?: string },
): Error {
  if (result.code === SDK_WRONG_SEQUENCE && result.codespace === "sdk")
    return new SequenceMismatch(result.log ?? "");
  return rejectionFromText(
    `transaction ${transaction}: codespace ${result.codespace}, code ${result.code}: ${result.log}`,
  );
}

function refusal(error: unknown): Error {
  const text = error instanceof Error ? error.message : String(error);
  return WRONG_SEQUENCE.test(text)
    ? new SequenceMismatch(text, { cause: error })
    : rejectionFromText(text, error);
}
