import type { AccountState, CellSpec } from "@chainlearn/core";
import { Cells } from "./cells.ts";
import type { Journal } from "./journal.ts";

interface Account {
  credit: bigint;
  readonly cells: Cells;
}

/** Credit and the mechanism's cells by address; an address that was never written to reads as 0. */
export class Accounts {
  readonly #specs: readonly CellSpec[];
  readonly #journal: Journal;
  readonly #byAddress = new Map<string, Account>();

  constructor(specs: readonly CellSpec[], journal: Journal) {
    this.#specs = specs;
    this.#journal = journal;
  }

  credit(address: string): bigint {
    return this.#byAddress.get(address)?.credit ?? 0n;
  }

  setCredit(address: string, credit: bigint): void {
    const account = this.#written(address);
    const before = account.credit;
    this.#journal.note(() => {
      account.credit = before;
    });
    account.credit = credit;
  }

  cells(address: string): Cells {
    return this.#written(address).cells;
  }

  state(address: string): AccountState {
    const account = this.#byAddress.get(address);
    return account === undefined
      ? { credit: 0n, cells: this.#specs.map(() => 0n) }
      : { credit: account.credit, cells: account.cells.values() };
  }

  /** Units owed to all accounts. */
  totalCredit(): bigint {
    let total = 0n;
    for (const account of this.#byAddress.values()) total += account.credit;
    return total;
  }

  #written(address: string): Account {
    const known = this.#byAddress.get(address);
    if (known !== undefined) return known;
    const account = { credit: 0n, cells: new Cells(this.#specs, this.#journal) };
    this.#byAddress.set(address, account);
    this.#journal.note(() => {
      this.#byAddress.delete(address);
    });
    return account;
  }
}
