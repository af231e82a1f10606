import { ChainlearnError, type CodeWeights, type ResolvedModel } from "@chainlearn/core";

/** EIP-170 less the byte that keeps data from running as code. */
const MOST_DATA_BYTES = 24_575;
/** Words of one upload: more would make transactions that nodes do not relay. */
const MOST_WORDS = 2_048;
/** Nonces of one byte: the contract finds its data contracts by them. */
const MOST_CONTRACTS = 127;

/** How initial weights lie in data contracts (docs/spec/shell.md, "Weights as code"). */
export interface CodeLayout {
  /** Of a cell, in code. */
  readonly bits: number;
  /** Of a cell in a state word. */
  readonly lane: number;
  /** Bytes of one state word in code. */
  readonly bytesPerWord: number;
  /** State words of one data contract, the last one's excepted. */
  readonly wordsPerContract: number;
  readonly contracts: number;
}

/** @throws ChainlearnError unsupported when the model is too large */
export function codeLayout({ shape, layout }: ResolvedModel, { bits }: CodeWeights): CodeLayout {
  const bytesPerWord = (layout.lanesPerWord * bits) / 8;
  const wordsPerContract = Math.min(MOST_WORDS, Math.floor(MOST_DATA_BYTES / bytesPerWord));
  const contracts = Math.ceil(layout.stateWords / wordsPerContract);
  if (contracts > MOST_CONTRACTS) {
    throw new ChainlearnError(
      "unsupported",
      `weights as code: ${layout.stateWords} state words with ${bits} bits a cell; ${MOST_CONTRACTS * wordsPerContract} are possible.`,
    );
  }
  return { bits, lane: shape.lane, bytesPerWord, wordsPerContract, contracts };
}

/** The state word that stands at `at` in the data, its cells as wide as lanes again. */
export function unpackWord(data: Uint8Array, at: number, { bits, lane, bytesPerWord }: CodeLayout): bigint {
  let packed = 0n;
  for (let i = 0; i < bytesPerWord; i++) packed = (packed << 8n) | BigInt(data[at + i] ?? 0);
  let word = 0n;
  for (let j = 0; j < 256 / lane; j++) {
    const cell = BigInt.asIntN(bits, packed >> BigInt(j * bits));
    word |= BigInt.asUintN(lane, cell) << BigInt(j * lane);
  }
  return word;
}
