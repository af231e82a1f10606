import { KEY_DOMAIN } from "@chainlearn/core";
import type { ContextLayout } from "../context.ts";
import type { Library } from "./library.ts";

/** The function behind `item.next`: whether the item of the call is what a register holds, which then moves on. */
export function itemFunctions(context: ContextLayout): Library {
  const load = (offset: number): string => `mload(add(ctx, ${offset}))`;
  // keccak256(domain, label in 2 bytes, keccak256(sample), next)
  const text = `function $item_next(ctx, slot) -> moved {
  let at := mload(0x40)
  let length := ${load(context.sampleLength)}
  calldatacopy(at, ${load(context.sampleOffset)}, length)
  let sampleHash := keccak256(at, length)
  let next := ${load(context.itemNext)}
  mstore(at, shl(232, or(${KEY_DOMAIN.item << 16}, ${load(context.recordLabel)})))
  mstore(add(at, 3), sampleHash)
  mstore(add(at, 35), next)
  moved := eq(sload(slot), keccak256(at, 67))
  if moved { sstore(slot, next) }
}`;
  return new Map([["$item_next", { text }]]);
}
