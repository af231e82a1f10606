import { BaseError, BlockNotFoundError } from "viem";
import { pause } from "./wait.ts";

/** How often a node that is behind what was seen before is asked again, and the first pause between two questions. */
const LAG_ATTEMPTS = 8;
const LAG_PAUSE_MS = 20;

/** What nodes say to a question about a block that they do not have, yet. */
const UNKNOWN_BLOCK =
  /header not found|(unknown|missing) block|block (number )?(\S+ )?(is )?not found|(cannot|could not) find block|BlockOutOfRange|block height is|after last (accepted )?block/i;

/** Whether a node has said that it does not have a block. */
export const isUnknownBlock = (error: unknown): boolean =>
  error instanceof BlockNotFoundError ||
  (error instanceof BaseError && UNKNOWN_BLOCK.test(`${error.message} ${error.details}`));

/** Runs something about a block that was seen; a node that does not have it yet is asked again. */
export async function despiteLag<T>(run: () => Promise<T>, attempts = LAG_ATTEMPTS): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await run();
    } catch (error) {
      if (attempt === attempts || !isUnknownBlock(error)) throw error;
    }
    await pause(LAG_PAUSE_MS * 2 ** attempt);
  }
}

/**
 * A number that only grows as long as the chain keeps its blocks, as several nodes tell it. An answer below what was
 * seen comes from a node that lags behind, and is asked for again. If it stays below, blocks have been taken back.
 */
export class Growing {
  readonly #ask: () => Promise<number>;
  readonly #lagMs: number;
  #seen = 0;

  constructor(ask: () => Promise<number>, lagMs: number) {
    this.#ask = ask;
    this.#lagMs = lagMs;
  }

  /** The highest that was seen; 0: none. */
  get seen(): number {
    return this.#seen;
  }

  /** Somebody who knows said so. */
  note(value: number): void {
    if (value > this.#seen) this.#seen = value;
  }

  async newest(): Promise<number> {
    let waited = 0;
    for (let wait = LAG_PAUSE_MS; ; wait *= 2) {
      const answer = await this.#ask();
      if (answer >= this.#seen || waited >= this.#lagMs) {
        this.#seen = answer;
        return answer;
      }
      await pause(wait);
      waited += wait;
    }
  }
}
