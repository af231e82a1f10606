const FIRST_BYTES = 1_024;

/** One bit for each of any number of contributions. */
export class Bits {
  #bytes = new Uint8Array(FIRST_BYTES);

  has(id: number): boolean {
    return ((this.#bytes[id >> 3] ?? 0) & (1 << (id & 7))) !== 0;
  }

  add(id: number): void {
    if (id >> 3 >= this.#bytes.length) {
      const longer = new Uint8Array(Math.max(2 * this.#bytes.length, (id >> 3) + 1));
      longer.set(this.#bytes);
      this.#bytes = longer;
    }
    this.#bytes[id >> 3]! |= 1 << (id & 7);
  }
}
