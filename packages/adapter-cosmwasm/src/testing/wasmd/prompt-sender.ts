import { ChainlearnError } from "@chainlearn/core";
import { SigningCosmWasmClient } from "@cosmjs/cosmwasm-stargate";
import { toBase64 } from "@cosmjs/encoding";
import type { EncodeObject, OfflineSigner } from "@cosmjs/proto-signing";
import { calculateFee, type GasPrice, QueryClient, setupTxExtension } from "@cosmjs/stargate";
import type { CometClient } from "@cosmjs/tendermint-rpc";
import { TxRaw } from "cosmjs-types/cosmos/tx/v1beta1/tx";
import type { ConnectionResult, ContractEvent } from "../../connection.ts";
import { included, type WaitingOptions } from "../../cosmjs/inclusion.ts";
import { refusal, type TransactionSender } from "../../cosmjs/sender.ts";

/** More than any call needs; nothing is simulated, since what comes before is not in a block yet. */
const GAS = 100_000_000;
/** Blocks are made as soon as they are needed. */
export const WAITING: WaitingOptions = { pollingIntervalMs: 5, receiptTimeoutMs: 60_000 };

export interface PromptSenderOptions {
  readonly comet: CometClient;
  readonly signer: OfflineSigner;
  readonly address: string;
  readonly network: string;
  readonly gasPrice: GasPrice;
  /** Called when the node has a transaction; it is looked for in blocks when this resolves. */
  readonly onSent: (transaction: string) => Promise<void>;
}

/**
 * Sends the transactions of an account without waiting for a block between them, as long as nobody else sends any of
 * that account; `startOver` when somebody may have. They are in blocks in this order, also those that fail.
 */
export class PromptSender implements TransactionSender {
  readonly #options: PromptSenderOptions;
  readonly #client: SigningCosmWasmClient;
  #next: { readonly accountNumber: number; sequence: number } | undefined;

  constructor(options: PromptSenderOptions) {
    this.#options = options;
    this.#client = SigningCosmWasmClient.createWithSigner(options.comet, options.signer);
  }

  /** The next transaction asks the chain for its number again. */
  startOver(): void {
    this.#next = undefined;
  }

  async send(messages: readonly EncodeObject[]): Promise<ConnectionResult> {
    const { comet, address, network, gasPrice, onSent } = this.#options;
    const next = await this.#account();
    const signed = await this.#client.sign(address, messages, calculateFee(GAS, gasPrice), "", {
      ...next,
      chainId: network,
    });
    const transaction = await this.#broadcast(TxRaw.encode(signed).finish());
    next.sequence += 1;
    await onSent(transaction);
    return included(comet, transaction, WAITING);
  }

  async resume(): Promise<never> {
    throw new ChainlearnError("unsupported", "what this sends is not sent again.");
  }

  async simulate(messages: readonly EncodeObject[]): Promise<readonly ContractEvent[]> {
    const { comet, signer, address } = this.#options;
    const { sequence } = await this.#account();
    const { pubkey } = (await signer.getAccounts()).find((account) => account.address === address)!;
    const encoded = messages.map((message) => this.#client.registry.encodeAsAny(message));
    const queries = QueryClient.withExtensions(comet, setupTxExtension);
    const key = { type: "tendermint/PubKeySecp256k1", value: toBase64(pubkey) };
    try {
      const { result } = await queries.tx.simulate(encoded, "", key, sequence);
      return (result?.events ?? []).map(({ type, attributes }) => ({ type, attributes }));
    } catch (error) {
      throw refusal(error);
    }
  }

  async #account(): Promise<{ readonly accountNumber: number; sequence: number }> {
    this.#next ??= await this.#client.getSequence(this.#options.address);
    return this.#next;
  }

  async #broadcast(bytes: Uint8Array): Promise<string> {
    try {
      return await this.#client.broadcastTxSync(bytes);
    } catch (error) {
      throw refusal(error);
    }
  }
}
