/** What the chain keeps: contract storage by `s/<contract>/<hex key>`, balances by `b/<address>/<denom>`. */
export type Stored = Uint8Array | bigint | undefined;

/** Changes on top of something, to be committed or forgotten. */
export class Layer {
  readonly #below: Layer | History;
  readonly #changes = new Map<string, Stored>();

  constructor(below: Layer | History) {
    this.#below = below;
  }

  get(key: string): Stored {
    return this.#changes.has(key) ? this.#changes.get(key) : this.#below.get(key);
  }

  set(key: string, value: Stored): void {
    this.#changes.set(key, value);
  }

  changes(): ReadonlyMap<string, Stored> {
    return this.#changes;
  }

  /** Moves the changes into the layer below. */
  commit(): void {
    for (const [key, value] of this.#changes) this.#below.set(key, value);
  }
}

/** The committed state and every earlier one. */
export class History {
  height = 1;
  readonly #now = new Map<string, Stored>();
  readonly #changes: { readonly height: number; readonly key: string; readonly value: Stored }[] = [];

  get(key: string): Stored {
    return this.#now.get(key);
  }

  set(key: string, value: Stored): void {
    this.#now.set(key, value);
    this.#changes.push({ height: this.height, key, value });
  }

  /** The entries under a prefix after the block of a height, without the prefix. */
  at(prefix: string, height: number): Map<string, Stored> {
    const found = new Map<string, Stored>();
    for (const change of this.#changes) {
      if (change.height > height) break;
      if (!change.key.startsWith(prefix)) continue;
      if (change.value === undefined) found.delete(change.key.slice(prefix.length));
      else found.set(change.key.slice(prefix.length), change.value);
    }
    return found;
  }
}
