/** First storage slot of the model's state words. */
export const STATE_SLOT = 1n << 64n;

/** How translated code gets at the model's state words. */
export interface StateStorage {
  /** Library functions that {@link read} calls. */
  readonly needs: readonly string[];
  /** Declares the variable that goes from a word's read to its write. */
  declare(initial: string): readonly string[];
  /** A statement that sets `word` to a state word. */
  read(word: string, slot: string, number: string, initial: string): string;
  /** A statement that stores `word`, which was read last. */
  write(slot: string, word: string, initial: string): string;
}

/** Slot of the state word whose number an expression gives. */
export const stateSlot = (number: string): string => `add(0x${STATE_SLOT.toString(16)}, ${number})`;

/** State words in storage. */
export const cellStorage: StateStorage = {
  needs: [],
  declare: () => [],
  read: (word, slot) => `${word} := sload(${slot})`,
  write: (slot, word) => `sstore(${slot}, ${word})`,
};

/**
 * Initial words in contract code, and in storage what differs from them: a slot that was never written is zero, so it
 * needs no mark, and a word that was written as zero is stored as its initial value.
 */
export const codeStorage: StateStorage = {
  needs: ["$initial_word"],
  declare: (initial) => [`let ${initial}`],
  read: (word, slot, number, initial) =>
    `${initial} := $initial_word(${number}) ${word} := xor(${initial}, sload(${slot}))`,
  write: (slot, word, initial) => `sstore(${slot}, xor(${word}, ${initial}))`,
};
