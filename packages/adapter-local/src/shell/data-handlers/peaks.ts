import { concatBytes, keccak256 } from "@chainlearn/core";

/** The peaks of a mountain range (`MountainRange`) without what is below them: enough to append, not to prove. */
export class Peaks {
  /** By height; undefined where the number of leaves has the binary digit 0. */
  readonly #byHeight: (Uint8Array | undefined)[] = [];

  append(leaf: Uint8Array): void {
    let added = leaf;
    for (let height = 0; ; height++) {
      const peak = this.#byHeight[height];
      this.#byHeight[height] = peak === undefined ? added : undefined;
      if (peak === undefined) return;
      added = keccak256(concatBytes(peak, added));
    }
  }

  /** Remembers the peaks; what it returns brings them back. */
  save(): () => void {
    const before = [...this.#byHeight];
    return () => {
      this.#byHeight.splice(0, this.#byHeight.length, ...before);
    };
  }

  /** The lowest first. */
  values(): Uint8Array[] {
    return this.#byHeight.filter((peak) => peak !== undefined);
  }
}
