import { bigintToBytes, concatBytes, keccak256 } from "@chainlearn/core";
import { ensure, requireEqualCopies, requireNoStrayBits, requireUpload, requireWords } from "../checks.ts";
import type { EntryCall, ShellState } from "../state.ts";

/** One chunk of the initial state, in order. */
export function initialize(
  state: ShellState,
  call: EntryCall,
  firstWord: number,
  words: readonly bigint[],
): void {
  const { meter, model, composition } = state;
  const total = composition.layout.stateWords;
  requireWords(words);
  requireUpload(state, call.sender);
  ensure(
    firstWord === meter.next && words.length > 0 && words.length <= total - firstWord,
    "wrong_chunk",
    () =>
      `words ${firstWord} to ${firstWord + words.length - 1}; ${meter.next} of ${total} are there already.`,
  );
  const last = words.at(-1)!;
  if (firstWord + words.length === total) requireNoStrayBits(last, composition);
  requireEqualCopies(words, composition);

  model.uploadWords(firstWord, words);
  meter.setNext(firstWord + words.length);
  meter.setUploadHash(words.reduce(hashOn, meter.uploadHash));
  state.log.push({ kind: "stateWritten", actor: call.sender, firstWord, words: [...words] });
}

/** The upload hash after one more word. */
export const hashOn = (hash: Uint8Array, word: bigint): Uint8Array =>
  keccak256(concatBytes(hash, bigintToBytes(word, 32)));
