/**
 * Undo log of the call that runs. Everything that a call may change writes through it, so a call that fails costs
 * what it touched and not a copy of the state.
 */
export class Journal {
  readonly #undo: (() => void)[] = [];
  #call = 0;

  /** Number of the call that runs. */
  get call(): number {
    return this.#call;
  }

  /** Remembers how to take one change back. */
  note(undo: () => void): void {
    this.#undo.push(undo);
  }

  /** Keeps the changes of the call. */
  commit(): void {
    this.#undo.length = 0;
    this.#call += 1;
  }

  /** Takes the changes of the call back, the newest first. */
  rollback(): void {
    for (let undo = this.#undo.pop(); undo !== undefined; undo = this.#undo.pop()) undo();
    this.#call += 1;
  }
}
