// Storage keys; see docs/spec/shell.md and packages/core/src/record.ts.
import { keccak256 } from "./keccak";
import { allocate, Span, span } from "./memory";

const METER: u8 = 0;
const STATE_PAGE: u8 = 1;
const UPLOAD_HASH: u8 = 2;
const INSTANCE: u8 = 3;
const RECORD: u8 = 4;
const ACCOUNT: u8 = 5;
const MARKS: u8 = 6;
const REGISTER: u8 = 7;
const SERIES: u8 = 8;

const RECORD_DOMAIN: u8 = 1;
const ACCOUNT_DOMAIN: u8 = 2;
const MARKS_DOMAIN: u8 = 3;
const UNIQUE_DOMAIN: u8 = 5;
const BINDING_DOMAIN: u8 = 6;

function single(prefix: u8): Span {
  const key = allocate(1);
  store<u8>(key, prefix);
  return span(key, 1);
}

export function meterKey(): Span { return single(METER); }
export function uploadHashKey(): Span { return single(UPLOAD_HASH); }
export function instanceKey(): Span { return single(INSTANCE); }

export function pageKey(page: u32): Span {
  const key = allocate(4);
  store<u32>(key, bswap<u32>(page));
  store<u8>(key, STATE_PAGE);
  return span(key, 4);
}

/** Big-endian bytes of an unsigned integer. */
function storeBigEndian(at: usize, value: u64, bytes: u32): usize {
  for (let i: u32 = 0; i < bytes; i++) store<u8>(at + i, <u8>(value >> (8 * (bytes - 1 - i))));
  return at + bytes;
}

export function registerKey(k: i32): Span {
  const key = allocate(2);
  store<u8>(key, REGISTER);
  store<u8>(key, <u8>k, 1);
  return span(key, 2);
}

export function seriesKey(k: i32, word: u64): Span {
  const key = allocate(8);
  store<u8>(key, SERIES);
  store<u8>(key, <u8>k, 1);
  storeBigEndian(key + 2, word, 6);
  return span(key, 8);
}

function hashed(prefix: u8, preimage: Span): Span {
  const key = allocate(33);
  store<u8>(key, prefix);
  keccak256(preimage, key + 1);
  return span(key, 33);
}

export function recordKey(id: u64, time: u64, label: u32, sampleHash: usize, submitter: Span): Span {
  const bytes = allocate(46 + submitter.length);
  store<u8>(bytes, RECORD_DOMAIN);
  let at = storeBigEndian(bytes + 1, id, 6);
  at = storeBigEndian(at, time, 5);
  at = storeBigEndian(at, label, 2);
  memory.copy(at, sampleHash, 32);
  memory.copy(at + 32, submitter.data, submitter.length);
  return hashed(RECORD, span(bytes, 46 + submitter.length));
}

/** Key of a record by what it may not repeat. */
export function uniqueKey(label: u32, sampleHash: usize): Span {
  const bytes = allocate(35);
  store<u8>(bytes, UNIQUE_DOMAIN);
  const at = storeBigEndian(bytes + 1, label, 2);
  memory.copy(at, sampleHash, 32);
  return hashed(RECORD, span(bytes, 35));
}

/**
 * What ties a record to the parts that its {@link uniqueKey} leaves out: the time (40 bits), and below it the first 216 bits of
 * their hash. Returns a word as it is stored.
 */
export function bindingOf(id: u64, time: u64, key: Span, submitter: Span): usize {
  const bytes = allocate(39 + submitter.length);
  store<u8>(bytes, BINDING_DOMAIN);
  const at = storeBigEndian(bytes + 1, id, 6);
  memory.copy(at, submitter.data, submitter.length);
  memory.copy(at + submitter.length, key.data + 1, 32);
  const hash = allocate(32);
  keccak256(span(bytes, 39 + submitter.length), hash);
  const word = allocate(32);
  for (let i: usize = 0; i < 27; i++) store<u8>(word + i, load<u8>(hash + 26 - i));
  for (let i: usize = 0; i < 5; i++) store<u8>(word + 27 + i, <u8>(time >> (8 * i)));
  return word;
}

export function accountKey(address: Span): Span {
  const bytes = allocate(1 + address.length);
  store<u8>(bytes, ACCOUNT_DOMAIN);
  memory.copy(bytes + 1, address.data, address.length);
  return hashed(ACCOUNT, span(bytes, 1 + address.length));
}

export function marksKey(bucket: u64, address: Span): Span {
  const bytes = allocate(6 + address.length);
  store<u8>(bytes, MARKS_DOMAIN);
  const at = storeBigEndian(bytes + 1, bucket, 5);
  memory.copy(at, address.data, address.length);
  return hashed(MARKS, span(bytes, 6 + address.length));
}
