import type { Coin, ContractEvent } from "../connection.ts";

/**
 * Gas as wasmd 0.61 charges it. Computation is left out: it costs next to nothing beside storage and loading.
 * Measured on a real chain, fees included; `test/golden` holds the model to within 1 %.
 */
export const GAS = {
  /** A transaction with one message: signature, fee, sequence number, loading the contract. */
  firstCall: 113_700,
  /** Every further message of a transaction; the contract is loaded already. */
  furtherCall: 8_200,
  instantiate: 150_800,
  /** The chain keeps the message and the label of an instantiation. */
  instantiateByte: 30,
  upload: 73_300,
  /** Compiling a byte of code. */
  uploadByte: 3,
  /** A byte of the signed transaction. */
  transactionByte: 10,
  /** Coins that come with a message. */
  funds: 19_850,
  /** Coins that a contract sends. */
  payment: 20_900,
  refusedPayment: 8_400,
  /** Loading a contract again within a transaction, as for a reply. */
  reload: 2_000,
  query: 3_000_000,
} as const;

/** Bytes of a signed transaction around its messages, and of messages around what the caller says. */
const TRANSACTION_BYTES = { itself: 176, execute: 156, instantiate: 106, coin: 6 } as const;

/** Length of the signed transaction that a real chain would get. */
export function transactionBytes(
  entry: "execute" | "instantiate",
  calls: readonly { readonly message: Uint8Array; readonly funds: readonly Coin[] }[],
): number {
  return calls.reduce<number>(
    (sum, { message, funds }) =>
      sum +
      TRANSACTION_BYTES[entry] +
      message.length +
      funds.reduce(
        (all, { denom, amount }) => all + TRANSACTION_BYTES.coin + denom.length + amount.length,
        0,
      ),
    TRANSACTION_BYTES.itself,
  );
}

/** Attributes of a call cost by number and length, after some bytes for free. */
const EVENT = { event: 20, attribute: 10, freeBytes: 100 } as const;

/** What a contract's events cost; `events` as the contract gave them. */
export function eventGas(events: readonly ContractEvent[]): number {
  let gas = 0;
  let bytes = 0;
  for (const { type, attributes } of events) {
    gas += EVENT.event + type.length + EVENT.attribute * attributes.length;
    for (const { key, value } of attributes) bytes += key.length + value.length;
  }
  return gas + Math.max(0, bytes - EVENT.freeBytes);
}

/** The chain's own bytes around a contract's key. */
const KEY_OVERHEAD = 33;

export const writeGas = (key: number, value: number): number => 2000 + 30 * (KEY_OVERHEAD + key + value);
export const readGas = (key: number, value: number): number => 1000 + 3 * (KEY_OVERHEAD + key + value);
export const REMOVE_GAS = 1000;

/** Counts what a transaction or a query spends. */
export class GasMeter {
  used = 0;
  /** Part of `used` that went for reading and writing storage. */
  storage = 0;
  readonly #limit: number;

  constructor(limit = Number.POSITIVE_INFINITY) {
    this.#limit = limit;
  }

  spend(gas: number): void {
    this.used += gas;
    if (this.used > this.#limit) throw new Error(`out of gas: ${this.used} of ${this.#limit}`);
  }
  spendOnStorage(gas: number): void {
    this.storage += gas;
    this.spend(gas);
  }
}
