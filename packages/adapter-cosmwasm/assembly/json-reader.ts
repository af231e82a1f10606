// A cursor over JSON. Positions are addresses; 0 stands for "not there" or "malformed".
// Strict, for what people send: ASCII without escapes, no unknown and no repeated keys, integers only.
// Lenient, for what the chain sends: any JSON, unknown keys are skipped.
import { decodeBase64 } from "./base64";
import { allocate, Span, span } from "./memory";

const QUOTE: u8 = 0x22, COMMA: u8 = 0x2c, MINUS: u8 = 0x2d, POINT: u8 = 0x2e, ZERO: u8 = 0x30;
const COLON: u8 = 0x3a, OPEN_LIST: u8 = 0x5b, BACKSLASH: u8 = 0x5c, CLOSE_LIST: u8 = 0x5d;
const OPEN_OBJECT: u8 = 0x7b, CLOSE_OBJECT: u8 = 0x7d;

/** Deeper than any message; a limit keeps hostile nesting from overflowing the stack. */
const MAX_DEPTH: u32 = 16;

/** Set by every reader that does not find what it expects; never cleared. */
export let malformed: bool = false;

let end: usize = 0;
let strict: bool = false;

/** Starts to read a document. Returns the position of its first value. */
export function openJson(text: Span, isStrict: bool): usize {
  end = text.data + text.length;
  strict = isStrict;
  return skipSpace(text.data);
}

function fail(): usize {
  malformed = true;
  return 0;
}

/** The byte at a position; 0, which no JSON outside strings contains, at the end. */
// @ts-ignore: decorator
@inline function byteAt(at: usize): u8 {
  return at < end ? load<u8>(at) : 0;
}

function skipSpace(at: usize): usize {
  while (at < end) {
    const byte = load<u8>(at);
    if (byte != 0x20 && byte != 0x0a && byte != 0x0d && byte != 0x09) break;
    at++;
  }
  return at;
}

function skipString(at: usize): usize {
  for (at++; at < end; at++) {
    const byte = load<u8>(at);
    if (byte == QUOTE) return at + 1;
    if (byte < 0x20) return 0;
    if (strict && (byte >= 0x80 || byte == BACKSLASH)) return 0;
    if (byte == BACKSLASH) at++;
  }
  return 0;
}

function isDigit(byte: u8): bool {
  return byte - ZERO < 10;
}

function skipDigits(at: usize): usize {
  if (!isDigit(byteAt(at))) return 0;
  while (isDigit(byteAt(at))) at++;
  return at;
}

function skipNumber(at: usize): usize {
  if (byteAt(at) == MINUS) at++;
  at = byteAt(at) == ZERO ? at + 1 : skipDigits(at);
  if (at != 0 && byteAt(at) == POINT) at = skipDigits(at + 1);
  if (at != 0 && (byteAt(at) | 0x20) == 0x65) {
    at++;
    if (byteAt(at) == 0x2b || byteAt(at) == MINUS) at++;
    at = skipDigits(at);
  }
  return at;
}

function skipWord(at: usize, word: string): usize {
  for (let i = 0; i < word.length; i++) if (<u16>byteAt(at + i) != load<u16>(changetype<usize>(word) + (<usize>i << 1))) return 0;
  return at + word.length;
}

function skipMembers(at: usize, close: u8, keys: bool, depth: u32): usize {
  at = skipSpace(at + 1);
  if (byteAt(at) == close) return at + 1;
  while (true) {
    if (keys) {
      at = skipKey(at);
      if (at == 0) return 0;
    }
    at = skipValue(at, depth + 1);
    if (at == 0) return 0;
    at = skipSpace(at);
    const byte = byteAt(at);
    if (byte == close) return at + 1;
    if (byte != COMMA) return 0;
    at = skipSpace(at + 1);
  }
}

/** Behind `"key" :` and space. */
function skipKey(at: usize): usize {
  if (byteAt(at) != QUOTE) return 0;
  at = skipString(at);
  if (at == 0) return 0;
  at = skipSpace(at);
  return byteAt(at) == COLON ? skipSpace(at + 1) : 0;
}

/** The position behind the value, or 0 when it is not JSON. */
function skipValue(at: usize, depth: u32): usize {
  if (depth == MAX_DEPTH) return 0;
  const byte = byteAt(at);
  if (byte == QUOTE) return skipString(at);
  if (byte == OPEN_OBJECT) return skipMembers(at, CLOSE_OBJECT, true, depth);
  if (byte == OPEN_LIST) return skipMembers(at, CLOSE_LIST, false, depth);
  if (byte == 0x74) return skipWord(at, "true");
  if (byte == 0x66) return skipWord(at, "false");
  if (byte == 0x6e) return skipWord(at, "null");
  return skipNumber(at);
}

/** Whether nothing but space follows the value. */
export function endsAfter(at: usize): bool {
  const behind = skipValue(at, 0);
  return behind != 0 && skipSpace(behind) == end;
}

/** Which of the comma-separated names the string at `at` is; -1 = none. */
function nameIndex(at: usize, behind: usize, names: string): i32 {
  const length = <i32>(behind - at) - 2;
  let index = 0;
  for (let start = 0; start < names.length; index++) {
    let stop = start;
    while (stop < names.length && load<u16>(changetype<usize>(names) + (<usize>stop << 1)) != COMMA) stop++;
    if (stop - start == length) {
      let same = true;
      for (let i = 0; i < length; i++) {
        if (<u16>load<u8>(at + 1 + i) != load<u16>(changetype<usize>(names) + (<usize>(start + i) << 1))) same = false;
      }
      if (same) return index;
    }
    start = stop + 1;
  }
  return -1;
}

/** Where the values of an object begin, by the position of their names; 0 = absent. */
@unmanaged
export class Fields {
  // @ts-ignore: decorator
  @inline at(index: i32): usize {
    return load<u32>(changetype<usize>(this) + (<usize>index << 2));
  }
}

/** Reads an object with some of these `count` names (comma-separated), each at most once, and, if strict, no others. */
export function readFields(at: usize, names: string, count: i32): Fields {
  const fields = allocate(<usize>count << 2);
  const made = changetype<Fields>(fields);
  if (at == 0 || byteAt(at) != OPEN_OBJECT) {
    fail();
    return made;
  }
  at = skipSpace(at + 1);
  if (byteAt(at) == CLOSE_OBJECT) return made;
  while (true) {
    const key = at;
    at = skipKey(at);
    if (at == 0) break;
    const index = nameIndex(key, skipString(key), names);
    if (strict && index < 0) break;
    if (index >= 0) {
      const field = fields + (<usize>index << 2);
      if (load<u32>(field) != 0) break;
      store<u32>(field, <u32>at);
    }
    at = skipValue(at, 0);
    if (at == 0) break;
    at = skipSpace(at);
    if (byteAt(at) == CLOSE_OBJECT) return made;
    if (byteAt(at) != COMMA) break;
    at = skipSpace(at + 1);
  }
  fail();
  return made;
}

/** The one field of an object that the chain sent. */
export function readField(at: usize, name: string): usize {
  return readFields(at, name, 1).at(0);
}

/** The first element of a list; 0 when it is empty. */
export function firstElement(at: usize): usize {
  if (at == 0 || byteAt(at) != OPEN_LIST) return fail();
  at = skipSpace(at + 1);
  return byteAt(at) == CLOSE_LIST ? 0 : at;
}

/** The element behind this one; 0 at the end. */
export function nextElement(at: usize): usize {
  at = skipValue(at, 0);
  if (at == 0) return fail();
  at = skipSpace(at);
  if (byteAt(at) == CLOSE_LIST) return 0;
  return byteAt(at) == COMMA ? skipSpace(at + 1) : fail();
}

/** The characters of a string; escapes stay as they are. */
export function readText(at: usize): Span {
  if (at == 0 || byteAt(at) != QUOTE) {
    fail();
    return span(0, 0);
  }
  const behind = skipString(at);
  if (behind == 0) {
    fail();
    return span(0, 0);
  }
  return span(at + 1, <u32>(behind - at - 2));
}

/** A number that is an integer from 0 to `max`, without fraction and exponent. */
export function readNumber(at: usize, max: u64): u64 {
  let stop = at;
  if (at != 0) while (isDigit(byteAt(stop))) stop++;
  const byte = byteAt(stop);
  if (at == 0 || byte == POINT || (byte | 0x20) == 0x65) {
    fail();
    return 0;
  }
  return readDigits(at, stop, max);
}

/** A string with a canonical decimal i64. */
export function readDecimal(at: usize): i64 {
  const text = readText(at);
  const negative = text.length > 0 && load<u8>(text.data) == MINUS;
  const start = text.data + (negative ? 1 : 0);
  const magnitude = readDigits(start, text.data + text.length, negative ? <u64>i64.MIN_VALUE : <u64>i64.MAX_VALUE);
  if (negative && magnitude == 0) fail();
  return negative ? <i64>(0 - magnitude) : <i64>magnitude;
}

/** Digits without leading zeros, at most `max`. */
export function readDigits(at: usize, stop: usize, max: u64): u64 {
  if (at >= stop || (load<u8>(at) == ZERO && stop - at > 1)) {
    fail();
    return 0;
  }
  let value: u64 = 0;
  for (; at < stop; at++) {
    const digit = <u64>(load<u8>(at) - ZERO);
    if (digit > 9 || value > (max - digit) / 10 || digit > max) {
      fail();
      return 0;
    }
    value = value * 10 + digit;
  }
  return value;
}

/** A string with the base64 of some bytes. */
export function readBytes(at: usize): Span {
  const bytes = decodeBase64(readText(at));
  if (bytes !== null) return bytes;
  fail();
  return span(0, 0);
}
