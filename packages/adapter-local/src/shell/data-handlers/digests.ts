/** Bytes of a digest. */
const BYTES = 32;
const PIECE_DIGESTS = 1_024;
const SMALLEST = 1_024;
const BYTE_VALUES = 256;

/**
 * Which of some digests came when: a hash table of their numbers beside the digests themselves, 40 to 48 bytes each. Where a
 * place is looked for first depends on all bytes of a digest and on a random key: contributors choose what they add, and could
 * else search for samples whose digests fall on one place. Nothing but the time that it takes depends on the key.
 */
export class Digests {
  /** A random number for each value of each byte: tabulation hashing (Zobrist), which suits linear probing. */
  readonly #key = crypto.getRandomValues(new Uint32Array(BYTES * BYTE_VALUES));
  readonly #pieces: Uint8Array[] = [];
  /** Number of a digest + 1; 0 = free. At least half of it is free. */
  #slots = new Uint32Array(SMALLEST);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** The number of a digest, from 0 in the order of addition; undefined: it was not added. */
  find(digest: Uint8Array): number | undefined {
    const slot = this.#slots[this.#slotOf(digest)]!;
    return slot === 0 ? undefined : slot - 1;
  }

  /** @param digest one that is not there */
  add(digest: Uint8Array): void {
    if (2 * (this.#count + 1) > this.#slots.length) this.#grow();
    const piece = Math.floor(this.#count / PIECE_DIGESTS);
    if (piece === this.#pieces.length) this.#pieces.push(new Uint8Array(PIECE_DIGESTS * BYTES));
    this.#pieces[piece]!.set(digest, (this.#count % PIECE_DIGESTS) * BYTES);
    this.#slots[this.#slotOf(digest)] = this.#count + 1;
    this.#count += 1;
  }

  /** Takes the newest away. No digest was put behind it, so nothing that is left was looked for past its place. */
  removeLast(): void {
    this.#slots[this.#slotOf(this.#digest(this.#count - 1))] = 0;
    this.#count -= 1;
  }

  /** Where a digest is, or would be. */
  #slotOf(digest: Uint8Array): number {
    const last = this.#slots.length - 1;
    for (let slot = this.#hash(digest) & last; ; slot = (slot + 1) & last) {
      const number = this.#slots[slot]!;
      if (number === 0 || this.#is(number - 1, digest)) return slot;
    }
  }

  #hash(digest: Uint8Array): number {
    let hash = 0;
    for (let i = 0; i < BYTES; i++) hash ^= this.#key[i * BYTE_VALUES + digest[i]!]!;
    return hash;
  }

  #is(number: number, digest: Uint8Array): boolean {
    const piece = this.#pieces[Math.floor(number / PIECE_DIGESTS)]!;
    const at = (number % PIECE_DIGESTS) * BYTES;
    for (let i = 0; i < BYTES; i++) if (piece[at + i] !== digest[i]) return false;
    return true;
  }

  #digest(number: number): Uint8Array {
    const at = (number % PIECE_DIGESTS) * BYTES;
    return this.#pieces[Math.floor(number / PIECE_DIGESTS)]!.subarray(at, at + BYTES);
  }

  #grow(): void {
    this.#slots = new Uint32Array(2 * this.#slots.length);
    for (let number = 0; number < this.#count; number++)
      this.#slots[this.#slotOf(this.#digest(number))] = number + 1;
  }
}
