import { ChainlearnError } from "@chainlearn/core";
import { sleep } from "../client/abort.ts";

const ATTEMPTS = 8;
const FIRST_PAUSE_MILLISECONDS = 25;

/**
 * A number that never shrinks, since blocks here are final, as nodes tell it. An answer below what was seen comes from
 * a node that lags behind, and is asked for again.
 */
export class Growing {
  readonly #what: string;
  #seen = 0;

  /** @param what for error messages, as "height" */
  constructor(what: string) {
    this.#what = what;
  }

  /** Somebody who knows said so. */
  note(value: number): void {
    if (value > this.#seen) this.#seen = value;
  }

  /**
   * The first answer that is not behind.
   * @throws ChainlearnError nodes_disagree; what asking fails with
   */
  async from<T>(ask: () => Promise<T>, numberOf: (answer: T) => number): Promise<T> {
    for (let attempt = 0; ; attempt++) {
      const answer = await ask();
      const value = numberOf(answer);
      if (value >= this.#seen) {
        this.#seen = value;
        return answer;
      }
      if (attempt === ATTEMPTS)
        throw new ChainlearnError(
          "nodes_disagree",
          `the node says that the ${this.#what} is ${value}; it was ${this.#seen} before.`,
        );
      await sleep(FIRST_PAUSE_MILLISECONDS * 2 ** attempt, undefined, this.#what);
    }
  }
}
