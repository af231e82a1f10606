// What a call brings besides a contribution: a committed item, or 32 bytes for a register.
import { openRegister } from "./registers";
import { keccak256 } from "./keccak";
import { logBase64, logNumber } from "./log";
import { allocate, Span, span } from "./memory";

const DIGEST_BYTES: u32 = 32;
/** Domain, label in 2 bytes, keccak256 of the sample, commitment behind the item. */
const PREIMAGE_BYTES: u32 = 3 + 2 * DIGEST_BYTES;
const ITEM_DOMAIN: u8 = 4;

let label: u32 = 0;
let sample: Span | null = null;
let next: Span | null = null;
/** keccak256 of the item, once it has been asked for. */
let itemHash: usize = 0;
let digest: Span | null = null;

/** The item that the call reveals; its sample has been checked. */
export function openItem(itemLabel: u32, itemSample: Span, behind: Span): void {
  label = itemLabel;
  sample = itemSample;
  next = behind;
}

export function setDigest(bytes: Span): void {
  digest = bytes;
}

/** Traps in a call without an item. */
export function labelOfItem(): i32 {
  if (sample === null) unreachable();
  return <i32>label;
}

function hashOfItem(): usize {
  if (sample === null) unreachable();
  if (itemHash != 0) return itemHash;
  const bytes = allocate(PREIMAGE_BYTES);
  store<u8>(bytes, ITEM_DOMAIN);
  store<u16>(bytes + 1, bswap<u16>(<u16>label));
  keccak256(sample!, bytes + 3);
  memory.copy(bytes + 3 + DIGEST_BYTES, next!.data, DIGEST_BYTES);
  itemHash = allocate(DIGEST_BYTES);
  keccak256(span(bytes, PREIMAGE_BYTES), itemHash);
  return itemHash;
}

/** Moves a register on if it holds the item's commitment. */
export function nextItem(register: i32): bool {
  const hash = hashOfItem();
  const slot = openRegister(register);
  if (memory.compare(slot.data, hash, DIGEST_BYTES) != 0) return false;
  memory.copy(slot.data, next!.data, DIGEST_BYTES);
  slot.changed = true;
  return true;
}

/** The bytes of the call; traps without them. */
export function broughtDigest(): Span {
  if (digest === null) unreachable();
  return digest!;
}

/** Puts the bytes of the call into a register. */
export function storeDigest(register: i32): void {
  const bytes = broughtDigest();
  const slot = openRegister(register);
  memory.copy(slot.data, bytes.data, DIGEST_BYTES);
  slot.changed = true;
}

/** What the entry of an action says about them. */
export function logBrought(): void {
  if (sample !== null) {
    logNumber("label", label);
    logBase64("sample", sample!);
    logBase64("next", next!);
  }
  if (digest !== null) logBase64("digest", digest!);
}
