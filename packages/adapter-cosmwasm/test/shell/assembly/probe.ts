// Parts of the shell, exported one by one for tests. Bytes come in at `input`, go out at `output`.
import { decodeBase64, encodeBase64 } from "../../../assembly/base64";
import { readCell, writeCell } from "../../../assembly/cells";
import {
  endsAfter, malformed, openJson, readDecimal, readField, readFields, readNumber,
} from "../../../assembly/json-reader";
import { keccak256 } from "../../../assembly/keccak";
import { allocate, span } from "../../../assembly/memory";

export function reserve(bytes: u32): usize {
  return allocate(bytes);
}

export function hash(at: usize, length: u32): usize {
  const out = allocate(32);
  keccak256(span(at, length), out);
  return out;
}

export function encode(at: usize, length: u32): usize {
  const out = allocate(2 * length + 4);
  encodeBase64(span(at, length), out);
  return out;
}

/** Address of a span, 0 = refused. */
export function decode(at: usize, length: u32): usize {
  const bytes = decodeBase64(span(at, length));
  return bytes === null ? 0 : changetype<usize>(bytes);
}

export function isJson(at: usize, length: u32, strict: bool): bool {
  return endsAfter(openJson(span(at, length), strict));
}

/** Whether an object has only the fields a and b, none twice. */
export function hasFieldsAB(at: usize, length: u32): bool {
  const first = openJson(span(at, length), true);
  if (!endsAfter(first)) return false;
  readFields(first, "a,b", 2);
  return !malformed;
}

/** The number that a document is, -1 when it is none of at most `max`. */
export function numberOf(at: usize, length: u32, max: u64): i64 {
  const value = readNumber(openJson(span(at, length), true), max);
  return malformed ? -1 : <i64>value;
}

export function decimalOf(at: usize, length: u32): i64 {
  return readDecimal(openJson(span(at, length), true));
}

export function isMalformed(): bool {
  return malformed;
}

/** The number in field "n" of an object of the chain. */
export function fieldN(at: usize, length: u32): i64 {
  const value = readNumber(readField(openJson(span(at, length), false), "n"), u64.MAX_VALUE);
  return malformed ? -1 : <i64>value;
}

export function getCell(words: usize, table: usize, count: i32, k: i32): i64 {
  return readCell(words, table, count, k);
}

export function setCell(words: usize, table: usize, count: i32, k: i32, value: i64): bool {
  return writeCell(words, table, count, k, value);
}
