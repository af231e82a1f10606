import {
  accountKey,
  bytesToBigint,
  type Contribution,
  contributionKey,
  fromHex,
  marksKey,
  type ResolvedComposition,
  SERIES_VALUES_PER_WORD,
  type SeriesPlace,
} from "@chainlearn/core";
import { type Address, type Hex, numberToHex } from "viem";

const slot = (number: bigint): Hex => numberToHex(BigInt.asUintN(256, number), { size: 32 });

/** Slot of a register. */
export const registerSlot = (k: number): bigint => (1n << 128n) + 1n + BigInt(k);

/** First slot of a series; each holds four values. */
export const seriesSlot = (k: number): bigint => (1n << 192n) + (BigInt(k) << 64n);

/** Storage slots of a composition's contract (docs/spec/shell.md, "Words and cells"). */
export const slots = {
  meter: (word: number): Hex => slot(BigInt(word)),
  state: (word: number): Hex => slot((1n << 64n) + BigInt(word)),
  account: (address: Address, word: number): Hex =>
    slot(bytesToBigint(accountKey(fromHex(address))) + BigInt(word)),
  marks: (address: Address, bucket: number): Hex => slot(bytesToBigint(marksKey(bucket, fromHex(address)))),
  register: (k: number): Hex => slot(registerSlot(k)),
  series: ({ series, number }: SeriesPlace): Hex =>
    slot(seriesSlot(series) + BigInt(number) / BigInt(SERIES_VALUES_PER_WORD)),
  /** Of a height of the mountain range; data handler `accumulator`. */
  peak: (height: number): Hex => slot((1n << 136n) + BigInt(height)),
  record: (composition: ResolvedComposition, contribution: Contribution): Hex =>
    slot(bytesToBigint(contributionKey(composition, contribution))),
};
