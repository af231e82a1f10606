import { join } from "node:path";
import type { Vote } from "cosmjs-types/tendermint/types/types";
import { RemoteSigner } from "./remote-signer.ts";

const NANOSECONDS = 1_000_000_000n;
/** Blocks until a transaction that the node has is in one: the next one is proposed already. */
const BLOCKS_IN_A_HURRY = 2;

export interface ValidatorOptions {
  /** Path of the socket on which the node waits for its validator. */
  readonly socket: string;
  /** The node's home folder. */
  readonly home: string;
  /** Time of the first block. */
  readonly seconds: number;
  /** Pause before a block when nobody is in a hurry. */
  readonly blockMilliseconds: number;
}

/**
 * The only validator of a chain, in this process instead of its node. The time of a block is the time that the votes for
 * the block before carry, so who signs the votes sets the chain's clock and its pace; the node is as it always is. The
 * clock stands still until it is set: a block is a nanosecond later than the one before, since no two are at one time.
 */
export class Validator {
  readonly #signer: RemoteSigner;
  readonly #blockMilliseconds: number;
  /** Nanoseconds. */
  #clock: bigint;
  /** Time of the newest block, or of one that comes next. */
  #newest: bigint;
  /** Votes to give at once. */
  #hurried = BLOCKS_IN_A_HURRY;
  #holding = false;
  /** Gives the vote that the node waits for. */
  #release: (() => void) | undefined;
  #timer: NodeJS.Timeout | undefined;
  #onPause: () => void = () => {};

  constructor({ socket, home, seconds, blockMilliseconds }: ValidatorOptions) {
    this.#blockMilliseconds = blockMilliseconds;
    this.#clock = BigInt(seconds) * NANOSECONDS;
    this.#newest = this.#clock;
    const keyFile = join(home, "config", "priv_validator_key.json");
    this.#signer = new RemoteSigner({ socket, keyFile, date: () => this.#date() });
  }

  /**
   * Withholds the vote for the newest block, once the node asks for it, until {@link hurry}. What the node gets in the
   * meantime is in the block after it. Seconds later the node stops to wait.
   */
  async hold(): Promise<void> {
    this.#holding = true;
    clearTimeout(this.#timer);
    while (!this.#release)
      await new Promise<void>((resolve) => {
        this.#onPause = resolve;
      });
  }

  /**
   * Makes the next blocks without a pause, so many that what the node has now is in one.
   * @param seconds what the clock shows from now on
   */
  hurry(seconds?: number): void {
    if (seconds !== undefined) this.#clock = BigInt(seconds) * NANOSECONDS;
    this.#holding = false;
    this.#hurried = BLOCKS_IN_A_HURRY;
    this.#release?.();
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#signer.close();
  }

  async #date(): Promise<Vote["timestamp"]> {
    if (this.#hurried === 0) await this.#pause();
    this.#hurried = Math.max(0, this.#hurried - 1);
    const least = this.#newest + 1n;
    this.#newest = this.#clock > least ? this.#clock : least;
    return { seconds: this.#newest / NANOSECONDS, nanos: Number(this.#newest % NANOSECONDS) };
  }

  async #pause(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#release = resolve;
      if (!this.#holding) this.#timer = setTimeout(resolve, this.#blockMilliseconds).unref();
      this.#onPause();
    });
    clearTimeout(this.#timer);
    this.#release = undefined;
  }
}
