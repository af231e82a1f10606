import {
  accountKey,
  bytesToBigint,
  type Contribution,
  fromHex,
  keccak256,
  marksKey,
  recordKey,
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
  record: ({ id, time, label, sample, submitter }: Contribution): Hex =>
    slot(bytesToBigint(recordKey(id, time, label, keccak256(sample), fromHex(submitter)))),
};
