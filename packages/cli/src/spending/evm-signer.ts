import type { SignedTransaction } from "@chainlearn/core";
import {
  type Hex,
  keccak256,
  type LocalAccount,
  type PublicClient,
  parseTransaction,
  type TransactionSerializable,
} from "viem";
import { estimateL1Fee } from "viem/op-stack";
import { type Gate, slotOf } from "./gate.ts";

interface Signed {
  readonly slot: string;
  readonly hash: Hex;
  readonly value: bigint;
}

/** The fee for publishing on the first layer has no limit in the transaction, so twice today's counts. */
const FIRST_LAYER_MARGIN = 2n;

const hasFirstLayerFee = ({ chain }: PublicClient): boolean => chain?.contracts?.gasPriceOracle !== undefined;

/** An account whose transactions pass a gate before they are signed. */
export class GatedEvmAccount {
  readonly account: LocalAccount;
  readonly #client: PublicClient;
  readonly #gate: Gate;
  #open: Signed[] = [];

  constructor(account: LocalAccount, client: PublicClient, gate: Gate) {
    this.#client = client;
    this.#gate = gate;
    this.account = {
      ...account,
      signTransaction: async (transaction, options) => {
        await this.settle();
        const slot = await this.#ask(transaction);
        const signed = (await account.signTransaction(transaction, options)) as Hex;
        this.#open.push({ slot, hash: keccak256(signed), value: transaction.value ?? 0n });
        return signed;
      },
    };
  }

  /** Asks the gate about a transaction that an earlier run has signed. */
  async approve({ bytes }: SignedTransaction): Promise<void> {
    const signed = `0x${bytes}` as const;
    const transaction = parseTransaction(signed);
    const slot = await this.#ask(transaction);
    this.#open.push({ slot, hash: keccak256(signed), value: transaction.value ?? 0n });
  }

  /** @returns the slot that the gate has let through */
  async #ask(transaction: TransactionSerializable): Promise<string> {
    const { value = 0n, gas = 0n, nonce, to, data } = transaction;
    const { address } = this.account;
    const price = transaction.maxFeePerGas ?? transaction.gasPrice ?? 0n;
    const firstLayer = hasFirstLayerFee(this.#client)
      ? FIRST_LAYER_MARGIN *
        (await estimateL1Fee(this.#client as never, { account: address, to, data, value } as never))
      : 0n;
    const slot = slotOf(address, nonce ?? 0);
    this.#gate.approve({ slot, payment: value, fee: gas * price + firstLayer, gas });
    return slot;
  }

  /** Puts what the chain has charged in place of what it could have charged. */
  async settle(): Promise<void> {
    const open: Signed[] = [];
    for (const signed of this.#open)
      if (this.#gate.counts(signed.slot) && !(await this.#settleOne(signed))) open.push(signed);
    this.#open = open;
  }

  async #settleOne({ slot, hash, value }: Signed): Promise<boolean> {
    try {
      const receipt = await this.#client.getTransactionReceipt({ hash });
      const { l1Fee } = receipt as { readonly l1Fee?: bigint | null };
      const paid = receipt.status === "success" ? value : 0n;
      this.#gate.settle(slot, paid + receipt.gasUsed * receipt.effectiveGasPrice + (l1Fee ?? 0n));
      return true;
    } catch {
      // In no block yet, or nobody answers: it goes on counting with the most that it can cost.
      return false;
    }
  }
}
