import { ChainlearnError } from "@chainlearn/core";

const WORD_BYTES = 32;

/** 256-bit words as CosmWasm stores and sends them: 32 bytes little-endian each. */
export function wordsToBytes(words: readonly bigint[]): Uint8Array {
  const bytes = new Uint8Array(words.length * WORD_BYTES);
  const view = new DataView(bytes.buffer);
  words.forEach((word, i) => {
    for (let limb = 0; limb < 4; limb++)
      view.setBigUint64(i * WORD_BYTES + 8 * limb, BigInt.asUintN(64, word >> BigInt(64 * limb)), true);
  });
  return bytes;
}

/**
 * The words of {@link wordsToBytes}.
 * @throws ChainlearnError invalid_log when the bytes are not whole words
 */
export function bytesToWords(bytes: Uint8Array): bigint[] {
  if (bytes.length % WORD_BYTES !== 0)
    throw new ChainlearnError("invalid_log", `${bytes.length} bytes are not whole 256-bit words.`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.length / WORD_BYTES }, (_, i) => {
    let word = 0n;
    for (let limb = 3; limb >= 0; limb--)
      word = (word << 64n) | view.getBigUint64(i * WORD_BYTES + 8 * limb, true);
    return word;
  });
}
