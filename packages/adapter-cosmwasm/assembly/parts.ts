// A list that the call opens in parts (docs/spec/shell.md, "Lists in parts"), and the secret that its 32 bytes may be.
import { sender } from "./call";
import { broughtDigest } from "./items";
import { keccak256 } from "./keccak";
import { logBase64, logText } from "./log";
import { allocate, Span, span } from "./memory";
import { labels } from "./meter";
import { openRegister } from "./registers";
import { LABEL_OUT_OF_RANGE, PARTS_MALFORMED, rejection, require } from "./rejection";
import { checkSample, useSample } from "./sample";

const DIGEST_BYTES: u32 = 32;
const MOST_PARTS: u32 = 256;
/** Bytes in front of a part's items: their length, and its salt or hash. */
const PART_HEAD: u32 = 4 + DIGEST_BYTES;
/** Bytes in front of an item's sample: label and length. */
const ITEM_HEAD: u32 = 6;
const PART_DOMAIN: u8 = 12;
const SECRET_DOMAIN: u8 = 13;
/** An item in the table: label, address and length of its sample. */
const ENTRY_BYTES: u32 = 12;
const ALL: i32 = -1;
/** A hyphen. */
const NO_BYTES: u8 = 0x2d;

let opening: Span | null = null;
/** What the opening commits to. */
let commitment: usize = 0;
let partCount: i32 = 0;
/** A byte for each part: whether it is open. */
let open: usize = 0;
let table: usize = 0;
let itemCount: i32 = 0;

/** Reads an opening from the front; the order of the checks is part of the specification. */
export function readOpening(bytes: Span): void {
  opening = bytes;
  // The smallest item is a head and one byte.
  table = allocate((bytes.length / (ITEM_HEAD + 1)) * ENTRY_BYTES);
  open = allocate(MOST_PARTS);
  const hashes = allocate(MOST_PARTS * DIGEST_BYTES);
  const end = bytes.data + bytes.length;
  let at = bytes.data;
  for (; at != end; partCount++) {
    if (!require(<u32>partCount < MOST_PARTS && end - at >= PART_HEAD, PARTS_MALFORMED)) return;
    const length = bswap<u32>(load<u32>(at));
    const hash = hashes + <usize>partCount * DIGEST_BYTES;
    at += PART_HEAD;
    if (length == 0) {
      memory.copy(hash, at - DIGEST_BYTES, DIGEST_BYTES);
      continue;
    }
    if (!require(<usize>length <= end - at, PARTS_MALFORMED)) return;
    store<u8>(open + partCount, 1);
    readItems(at, at + length);
    if (rejection != 0) return;
    hashPart(at - DIGEST_BYTES, DIGEST_BYTES + length, hash);
    at += length;
  }
  commitment = allocate(DIGEST_BYTES);
  keccak256(span(hashes, partCount * DIGEST_BYTES), commitment);
}

function readItems(from: usize, stop: usize): void {
  let at = from;
  while (at != stop) {
    if (!require(stop - at >= ITEM_HEAD, PARTS_MALFORMED)) return;
    const label = <u32>bswap<u16>(load<u16>(at));
    const length = bswap<u32>(load<u32>(at, 2));
    at += ITEM_HEAD;
    if (!require(<usize>length <= stop - at, PARTS_MALFORMED)) return;
    if (!require(label < <u32>labels(), LABEL_OUT_OF_RANGE)) return;
    checkSample(span(at, length));
    if (rejection != 0) return;
    const entry = table + <usize>itemCount * ENTRY_BYTES;
    store<u32>(entry, label);
    store<u32>(entry, <u32>at, 4);
    store<u32>(entry, length, 8);
    itemCount++;
    at += length;
  }
}

/** keccak256(domain, salt, items); the domain borrows the byte in front of the salt. */
function hashPart(salt: usize, length: u32, out: usize): void {
  const before = load<u8>(salt - 1);
  store<u8>(salt - 1, PART_DOMAIN);
  keccak256(span(salt - 1, length + 1), out);
  store<u8>(salt - 1, before);
}

/** Traps in a call that opens no parts. */
export function matchParts(register: i32, count: i32, only: i32): bool {
  if (opening === null) unreachable();
  const slot = openRegister(register);
  if (memory.compare(slot.data, commitment, DIGEST_BYTES) != 0 || count != partCount) return false;
  if (only != ALL && <u32>only >= <u32>count) return false;
  for (let k = 0; k < count; k++) if ((load<u8>(open + k) != 0) != (only == ALL || k == only)) return false;
  return true;
}

export function countItems(): i32 {
  if (opening === null) unreachable();
  return itemCount;
}

/** Makes an item's sample that of the call; returns its label. */
export function openItemOfPart(j: i32): i32 {
  if (<u32>j >= <u32>countItems()) unreachable();
  const entry = table + <usize>j * ENTRY_BYTES;
  useSample(span(load<u32>(entry, 4), load<u32>(entry, 8)));
  return load<i32>(entry);
}

/** No attribute is empty, so no bytes have a sign of their own. */
export function logParts(): void {
  if (opening === null) return;
  if (opening!.length != 0) {
    logBase64("parts", opening!);
    return;
  }
  const sign = allocate(1);
  store<u8>(sign, NO_BYTES);
  logText("parts", span(sign, 1));
}

function quarter(bytes: usize, k: i32): i64 {
  if (<u32>k > 3) unreachable();
  return <i64>bswap<u64>(load<u64>(bytes + (<usize>k << 3)));
}

export function partOfSecret(k: i32): i64 {
  return quarter(broughtDigest().data, k);
}

/** keccak256(domain, secret, address). */
export function partOfCommitment(k: i32): i64 {
  const secret = broughtDigest().data;
  const bytes = allocate(1 + DIGEST_BYTES + sender.length);
  store<u8>(bytes, SECRET_DOMAIN);
  memory.copy(bytes + 1, secret, DIGEST_BYTES);
  memory.copy(bytes + 1 + DIGEST_BYTES, sender.data, sender.length);
  const hash = allocate(DIGEST_BYTES);
  keccak256(span(bytes, 1 + DIGEST_BYTES + sender.length), hash);
  return quarter(hash, k);
}
