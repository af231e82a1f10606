import { requireWhole } from "@chainlearn/core";

/** Times fit into the 40 bits that records and log entries give them. */
const MAX_SECONDS = 2 ** 40 - 1;

/** Block time in seconds. It passes with blocks, or is set. */
export class Clock {
  readonly #secondsPerBlock: number;
  #now: number;
  #next: number | undefined;

  constructor(start: number, secondsPerBlock: number) {
    requireWhole("time", start, 0, MAX_SECONDS);
    requireWhole("secondsPerBlock", secondsPerBlock, 0, MAX_SECONDS);
    this.#now = start;
    this.#secondsPerBlock = secondsPerBlock;
  }

  /** Time of the newest block. */
  get now(): number {
    return this.#now;
  }

  /** Time that a view sees: the one that was set for the next block, or the newest block's. */
  get forViews(): number {
    return this.#next ?? this.#now;
  }

  /** Time of the next block. */
  get forBlock(): number {
    return this.#next ?? Math.min(MAX_SECONDS, this.#now + this.#secondsPerBlock);
  }

  /** @throws ChainlearnError argument_out_of_range unless later than the newest block */
  setNext(seconds: number): void {
    requireWhole("the time", seconds, this.#now + 1, MAX_SECONDS);
    this.#next = seconds;
  }

  /** A block was made at {@link forBlock}. */
  tick(): void {
    this.#now = this.forBlock;
    this.#next = undefined;
  }
}
