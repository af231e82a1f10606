import type { ModelLayout } from "@chainlearn/core";
import type { RunningModel } from "@chainlearn/kernel";

const WORD_BYTES = 32;
/** Where there are two copies, the served one has the lower half of a state word, the working one the upper half. */
export const COPY_BYTES = WORD_BYTES / 2;

function littleEndian(bytes: Uint8Array): bigint {
  let value = 0n;
  for (let i = bytes.length - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[i]!);
  return value;
}

function toLittleEndian(value: bigint, into: Uint8Array): void {
  for (let i = 0, rest = value; i < into.length; i++, rest >>= 8n) into[i] = Number(rest & 0xffn);
}

/** The state words of one copy or two as a chain has them. */
export function joinWords(copies: readonly RunningModel[], { stateWords }: ModelLayout): bigint[] {
  if (copies.length === 1) return copies[0]!.words();
  const [served, working] = copies.map((copy) => copy.stateBytes(0, stateWords * COPY_BYTES));
  return Array.from({ length: stateWords }, (_, w) => {
    const half = (bytes: Uint8Array): bigint =>
      littleEndian(bytes.subarray(w * COPY_BYTES, (w + 1) * COPY_BYTES));
    return half(served!) | (half(working!) << 128n);
  });
}

/** Writes a chain's state words from number `first` on into one copy or two. */
export function splitWords(copies: readonly RunningModel[], first: number, words: readonly bigint[]): void {
  if (copies.length === 1) {
    copies[0]!.setWords(first, words);
    return;
  }
  for (const [which, copy] of copies.entries()) {
    const bytes = new Uint8Array(words.length * COPY_BYTES);
    for (const [i, word] of words.entries())
      toLittleEndian(word >> BigInt(128 * which), bytes.subarray(i * COPY_BYTES, (i + 1) * COPY_BYTES));
    copy.setStateBytes(first * COPY_BYTES, bytes);
  }
}
