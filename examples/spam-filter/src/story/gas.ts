/** Gas of all transactions of one kind, in the chain's own gas. */
export interface GasUse {
  readonly count: number;
  readonly mean: number;
  readonly min: number;
  readonly max: number;
}

/** Adds up gas by action. */
export class GasMeter {
  readonly #used = new Map<string, bigint[]>();

  add(action: string, gas: bigint): void {
    this.#used.set(action, [...(this.#used.get(action) ?? []), gas]);
  }

  uses(): Record<string, GasUse> {
    return Object.fromEntries(
      [...this.#used].map(([action, gas]) => {
        const total = gas.reduce((sum, used) => sum + used, 0n);
        const sorted = [...gas].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
        return [
          action,
          {
            count: gas.length,
            mean: Math.round(Number(total) / gas.length),
            min: Number(sorted[0]),
            max: Number(sorted.at(-1)),
          },
        ];
      }),
    );
  }
}
