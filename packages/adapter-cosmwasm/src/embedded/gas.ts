/**
 * Gas as wasmd 0.61 charges it. Computation is left out: it costs next to nothing beside storage and loading.
 * Measured on a real chain; `test/golden` holds the model to within 1 %.
 */
export const GAS = {
  /** A transaction with one message to a contract that does nothing. */
  firstCall: 98_800,
  /** Every further message of a transaction; the contract is loaded already. */
  furtherCall: 28_000,
  /** Storing a byte of code. */
  uploadByte: 30,
  /** Loading a contract again within a transaction, as for a reply. */
  reload: 2_000,
  query: 3_000_000,
} as const;

/** The chain's own bytes around a contract's key. */
const KEY_OVERHEAD = 33;

export const writeGas = (key: number, value: number): number => 2000 + 30 * (KEY_OVERHEAD + key + value);
export const readGas = (key: number, value: number): number => 1000 + 3 * (KEY_OVERHEAD + key + value);
export const REMOVE_GAS = 1000;

/** Counts what a transaction or a query spends. */
export class GasMeter {
  used = 0;
  readonly #limit: number;

  constructor(limit = Number.POSITIVE_INFINITY) {
    this.#limit = limit;
  }

  spend(gas: number): void {
    this.used += gas;
    if (this.used > this.#limit) throw new Error(`out of gas: ${this.used} of ${this.#limit}`);
  }
}
