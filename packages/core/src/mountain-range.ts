import { concatBytes, keccak256 } from "./bytes.ts";

const node = (left: Uint8Array, right: Uint8Array): Uint8Array => keccak256(concatBytes(left, right));

/**
 * A Merkle mountain range: leaves in order, in perfect binary trees of falling height, one for each binary digit 1 of
 * their number. A node is keccak256(left ‖ right). The roots are the peaks; a peak's height says which digit it stands for.
 */
export class MountainRange {
  /** Finished nodes by height: level 0 has the leaves, node i of level h covers leaves [i * 2^h, (i + 1) * 2^h). */
  readonly #levels: Uint8Array[][] = [[]];

  /** Number of leaves. */
  get length(): number {
    return this.#levels[0]!.length;
  }

  append(leaf: Uint8Array): void {
    let added = leaf;
    for (let height = 0; ; height++) {
      if (height === this.#levels.length) this.#levels.push([]);
      const level = this.#levels[height]!;
      level.push(added);
      if (level.length % 2 === 1) return;
      added = node(level.at(-2)!, added);
    }
  }

  /** Takes the last leaf away. */
  removeLast(): void {
    for (const level of this.#levels) {
      const finished = level.length % 2 === 0;
      level.pop();
      if (!finished) return;
    }
  }

  /** The peaks, the lowest first. */
  peaks(): Uint8Array[] {
    return this.#levels.filter((level) => level.length % 2 === 1).map((level) => level.at(-1)!);
  }

  /**
   * The siblings on the way from a leaf up to its peak, the leaf's first. It proves the leaf until another mountain
   * swallows its own: then it is too short.
   * @param index of a leaf that the range has
   */
  proof(index: number): Uint8Array[] {
    const height = mountainHeight(index, this.length);
    return Array.from(
      { length: height },
      (_, h) => this.#levels[h]![Math.floor(index / 2 ** h) + siblingStep(index, h)]!,
    );
  }
}

const siblingStep = (index: number, height: number): number =>
  Math.floor(index / 2 ** height) % 2 === 0 ? 1 : -1;

/** Height of the mountain that has a leaf: the highest binary digit in which its index and the number of leaves differ. */
export function mountainHeight(index: number, length: number): number {
  let height = 0;
  for (let k = 0; 2 ** k <= length; k++) {
    const digit = (n: number): number => Math.floor(n / 2 ** k) % 2;
    if (digit(index) !== digit(length)) height = k;
  }
  return height;
}
