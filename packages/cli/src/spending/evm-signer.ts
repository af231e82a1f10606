import { ChainlearnError, type SignedTransaction } from "@chainlearn/core";
import {
  type Address,
  type Hex,
  keccak256,
  type LocalAccount,
  type PublicClient,
  parseTransaction,
  type TransactionSerializable,
} from "viem";
import { estimateL1Fee } from "viem/op-stack";
import { askNode } from "../chains/ask-node.ts";
import { type Gate, slotOf } from "./gate.ts";

interface Signed {
  readonly slot: string;
  readonly hash: Hex;
  readonly value: bigint;
}

/** The fee for publishing on the first layer has no limit in the transaction, so twice today's counts. */
const FIRST_LAYER_MARGIN = 2n;

/** What is published on the first layer. */
interface Published {
  readonly from: Address;
  readonly to?: Address | null | undefined;
  readonly data?: Hex | undefined;
  readonly value?: bigint | undefined;
}

/** The most that counts for publishing a transaction on the first layer of an OP stack chain; 0 on others. */
export async function firstLayerFee(
  client: PublicClient,
  { from, ...published }: Published,
): Promise<bigint> {
  if (client.chain?.contracts?.gasPriceOracle === undefined) return 0n;
  const fee = await askNode("estimating the fee of the first layer", () =>
    estimateL1Fee(client as never, { account: from, ...published } as never),
  );
  return FIRST_LAYER_MARGIN * fee;
}

const refuse = async (): Promise<never> => {
  throw new ChainlearnError("unsupported", "the account signs transactions and nothing else.");
};

/** An account whose transactions pass a gate before they are signed. */
export class GatedEvmAccount {
  readonly account: LocalAccount;
  readonly #client: PublicClient;
  readonly #gate: Gate;
  #open: Signed[] = [];

  constructor(account: LocalAccount, client: PublicClient, gate: Gate) {
    this.#client = client;
    this.#gate = gate;
    // Nothing but transactions: whatever else a key can sign may cost money as well, and the gate cannot tell.
    this.account = {
      address: account.address,
      publicKey: account.publicKey,
      source: "gated",
      type: "local",
      signMessage: refuse,
      signTypedData: refuse,
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
    const firstLayer = await firstLayerFee(this.#client, { from: address, to, data, value });
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
