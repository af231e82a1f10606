import {
  accountKey,
  bytesToBigint,
  type Contribution,
  contributionKey,
  fromHex,
  marksKey,
  type ResolvedComposition,
} from "@chainlearn/core";
import { type Address, type Hex, numberToHex } from "viem";

const slot = (number: bigint): Hex => numberToHex(BigInt.asUintN(256, number), { size: 32 });

/** Storage slots of a composition's contract (docs/spec/shell.md, "Words and cells"). */
export const slots = {
  meter: (word: number): Hex => slot(BigInt(word)),
  state: (word: number): Hex => slot((1n << 64n) + BigInt(word)),
  account: (address: Address, word: number): Hex =>
    slot(bytesToBigint(accountKey(fromHex(address))) + BigInt(word)),
  marks: (address: Address, bucket: number): Hex => slot(bytesToBigint(marksKey(bucket, fromHex(address)))),
  record: (composition: ResolvedComposition, contribution: Contribution): Hex =>
    slot(bytesToBigint(contributionKey(composition, contribution))),
};
