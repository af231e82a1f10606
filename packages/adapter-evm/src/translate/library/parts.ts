import { KEY_DOMAIN } from "@chainlearn/core";
import type { ContextLayout } from "../context.ts";
import type { Library } from "./library.ts";

/** The functions behind `parts.match`, `parts.open` and `secret.commitment`. */
export function partsFunctions(context: ContextLayout): Library {
  const load = (offset: number): string => `mload(add(ctx, ${offset}))`;
  const store = (offset: number, value: string): string => `mstore(add(ctx, ${offset}), ${value})`;
  const match = `function $parts_match(ctx, slot, count, only) -> matches {
  let wanted := sub(shl(count, 1), 1)
  if not(only) { wanted := mul(lt(only, count), shl(only, 1)) }
  matches := and(eq(${load(context.partsOpen)}, wanted), or(iszero(not(only)), lt(only, count)))
  matches := and(matches, eq(${load(context.partsCount)}, count))
  matches := and(matches, eq(${load(context.partsDigest)}, sload(slot)))
}`;
  const open = `function $parts_open(ctx, j) -> label {
  let entry := mload(add(${load(context.partsTable)}, shl(5, j)))
  ${store(context.sampleOffset, "and(shr(32, entry), 0xffffffff)")}
  ${store(context.sampleLength, "and(entry, 0xffffffff)")}
  label := shr(64, entry)
}`;
  // keccak256(domain, secret, address in 20 bytes)
  const commitment = `function $commitment(ctx) -> hash {
  let at := mload(0x40)
  mstore8(at, ${KEY_DOMAIN.secret})
  mstore(add(at, 1), ${load(context.digest)})
  mstore(add(at, 33), shl(96, caller()))
  hash := keccak256(at, 53)
}`;
  return new Map([
    ["$parts_match", { text: match }],
    ["$parts_open", { text: open }],
    ["$commitment", { text: commitment }],
  ]);
}
