import { seededRandom, shuffled } from "@chainlearn/example-kit/random";

/** Draws that a seed decides. Every part of a simulation has a stream of its own, so that one does not disturb another. */
export class Random {
  readonly #next: () => number;

  /** @param stream tells the streams of one seed apart */
  constructor(seed: number, stream: string) {
    let mixed = seed;
    for (const char of stream) mixed = Math.imul(mixed ^ char.codePointAt(0)!, 0x01000193);
    this.#next = seededRandom(mixed);
  }

  /** In [0, 1). */
  share(): number {
    return this.#next();
  }

  /** A whole number from 0 to count - 1. */
  below(count: number): number {
    return Math.floor(this.#next() * count);
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!;
  }

  shuffled<T>(items: readonly T[]): T[] {
    return shuffled(items, this.#next);
  }

  /**
   * Normally distributed, near enough: the sum of twelve shares. It takes no function whose last digit depends on the
   * machine.
   */
  normal(mean: number, deviation: number): number {
    let sum = -6;
    for (let k = 0; k < 12; k++) sum += this.#next();
    return mean + deviation * sum;
  }

  /** Waiting time of a Poisson process with this mean. */
  exponential(mean: number): number {
    return -mean * Math.log(1 - this.#next());
  }
}
