import { ChainlearnError } from "@chainlearn/core";

/** Native balances in base units. */
export class Bank {
  readonly #balances = new Map<string, bigint>();
  readonly #blocked = new Set<string>();

  balance(address: string): bigint {
    return this.#balances.get(address) ?? 0n;
  }

  /** Creates money. */
  mint(address: string, baseUnits: bigint): void {
    this.#balances.set(address, this.balance(address) + baseUnits);
  }

  /** @throws ChainlearnError insufficient_funds */
  move(from: string, to: string, baseUnits: bigint): void {
    const available = this.balance(from);
    if (available < baseUnits) {
      throw new ChainlearnError(
        "insufficient_funds",
        `${from} has ${available} base units and needs ${baseUnits}.`,
      );
    }
    this.#balances.set(from, available - baseUnits);
    this.mint(to, baseUnits);
  }

  /** Like move, but false where the recipient is blocked or the sender has too little. */
  deliver(from: string, to: string, baseUnits: bigint): boolean {
    if (this.#blocked.has(to) || this.balance(from) < baseUnits) return false;
    this.move(from, to, baseUnits);
    return true;
  }

  setBlocked(address: string, blocked: boolean): void {
    if (blocked) this.#blocked.add(address);
    else this.#blocked.delete(address);
  }
}
