/** Seeded pseudo-random numbers (xorshift32): the same on every machine. */
export class Random {
  #state: number;

  constructor(seed: number) {
    // Zero is the generator's fixed point.
    this.#state = (Math.imul(seed, 0x9e3779b1) ^ 0x5f356495) | 0 || 1;
    for (let i = 0; i < 8; i++) this.#next();
  }

  #next(): number {
    this.#state ^= this.#state << 13;
    this.#state ^= this.#state >>> 17;
    this.#state ^= this.#state << 5;
    return this.#state >>> 0;
  }

  /** 0 to bound - 1. */
  below(bound: number): number {
    return this.#next() % bound;
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!;
  }

  /** true once in `n` times. */
  oneIn(n: number): boolean {
    return this.below(n) === 0;
  }

  /** `bits` random bits. */
  bits(bits: number): bigint {
    let value = 0n;
    for (let i = 0; i < bits; i += 32) value = (value << 32n) | BigInt(this.#next());
    return BigInt.asUintN(bits, value);
  }

  /** A signed number of the width: often an edge, often small, sometimes anything. */
  operand(width: 32 | 64): bigint {
    switch (this.below(4)) {
      case 0:
      case 1:
        return BigInt.asIntN(width, this.pick(EDGES));
      case 2:
        return BigInt(this.below(200)) - 100n;
      default:
        return BigInt.asIntN(width, this.bits(width) >> BigInt(this.below(width)));
    }
  }
}

const powers = [7n, 8n, 15n, 16n, 31n, 32n, 62n, 63n].map((bits) => 1n << bits);

/** Numbers around which signs, widths and carries change. */
export const EDGES: readonly bigint[] = [
  ...[0n, 1n, -1n, 2n, -2n, 3n, 63n, 64n, 31n],
  ...powers.flatMap((power) => [power - 1n, power, power + 1n, -power - 1n, -power, -power + 1n]),
  0x0123456789abcdefn,
  -0x0123456789abcdefn,
];
