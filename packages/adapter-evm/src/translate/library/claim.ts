import { KEY_DOMAIN, type ResolvedComposition } from "@chainlearn/core";
import type { ContextLayout } from "../context.ts";
import { literal, mask, plus } from "../yul.ts";
import type { Library } from "./library.ts";

/** Claims by others, lowest bit and width. */
const CLAIMS = { bit: 136, bits: 24 };

/** Marks a record as claimed by the caller: submitters in the record's word, others by a mark in storage of their own. */
export function claimFunction(
  { dataHandler }: ResolvedComposition,
  { recordWord, recordId, submitter }: ContextLayout,
): Library {
  const { claimedBit, countsClaims } = dataHandler.manifest;
  const claims = literal(mask(CLAIMS.bits));
  const { bit } = CLAIMS;
  const count = `mstore(at, add(word, shl(${bit}, lt(and(shr(${bit}, word), ${claims}), ${claims}))))`;
  return new Map([
    [
      "$claim",
      {
        text: `function $claim(ctx) -> claimed {
  let at := ${plus("ctx", recordWord)}
  let word := mload(at)
  switch eq(caller(), mload(${plus("ctx", submitter)}))
  case 0 {
    let id := mload(${plus("ctx", recordId)})
    // keccak256(domain, bucket in 5 bytes, address in 20 bytes)
    mstore(0, or(shl(208, shr(8, id)), shl(48, caller())))
    mstore8(0, ${KEY_DOMAIN.marks})
    let slot := keccak256(0, 26)
    let marks := sload(slot)
    let mark := shl(and(id, 255), 1)
    claimed := iszero(iszero(and(marks, mark)))
    if iszero(claimed) {
      sstore(slot, or(marks, mark))
      ${countsClaims ? count : ""}
    }
  }
  default {
    claimed := and(shr(${claimedBit}, word), 1)
    mstore(at, or(word, ${literal(1n << BigInt(claimedBit))}))
  }
}`,
      },
    ],
  ]);
}
