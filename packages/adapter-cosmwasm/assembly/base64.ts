// Base64 with padding, RFC 4648 section 4; one text for every sequence of bytes.
import { allocate, Span, span } from "./memory";

const PAD: u32 = 61;
const INVALID: u32 = 64;

function digit(value: u32): u8 {
  if (value < 26) return <u8>(65 + value);
  if (value < 52) return <u8>(71 + value);
  if (value < 62) return <u8>(value - 4);
  return value == 62 ? 43 : 47;
}

function valueOf(character: u32): u32 {
  if (character - 65 < 26) return character - 65;
  if (character - 97 < 26) return character - 71;
  if (character - 48 < 10) return character + 4;
  if (character == 43) return 62;
  return character == 47 ? 63 : INVALID;
}

export function encodedLength(bytes: u32): u32 {
  return ((bytes + 2) / 3) << 2;
}

/** Writes `encodedLength(bytes.length)` characters to `out`. */
export function encodeBase64(bytes: Span, out: usize): void {
  for (let i: u32 = 0; i < bytes.length; i += 3) {
    const rest = bytes.length - i;
    const at = bytes.data + i;
    let group = <u32>load<u8>(at) << 16;
    if (rest > 1) group |= <u32>load<u8>(at, 1) << 8;
    if (rest > 2) group |= <u32>load<u8>(at, 2);
    store<u8>(out, digit(group >> 18), 0);
    store<u8>(out, digit((group >> 12) & 63), 1);
    store<u8>(out, rest > 1 ? digit((group >> 6) & 63) : <u8>PAD, 2);
    store<u8>(out, rest > 2 ? digit(group & 63) : <u8>PAD, 3);
    out += 4;
  }
}

/** null when the text is not the base64 that `encodeBase64` writes, unused bits included. */
export function decodeBase64(text: Span): Span | null {
  if ((text.length & 3) != 0) return null;
  if (text.length == 0) return span(0, 0);
  const end = text.data + text.length;
  const padding: u32 = load<u8>(end - 1) != PAD ? 0 : load<u8>(end - 2) != PAD ? 1 : 2;
  const length = (text.length >> 2) * 3 - padding;
  const bytes = allocate(length + 2);
  let out = bytes;
  for (let at = text.data; at < end; at += 4) {
    const missing: u32 = at + 4 == end ? padding : 0;
    const a = valueOf(load<u8>(at, 0)), b = valueOf(load<u8>(at, 1));
    const c = missing > 1 ? 0 : valueOf(load<u8>(at, 2));
    const d = missing > 0 ? 0 : valueOf(load<u8>(at, 3));
    if (((a | b | c | d) & INVALID) != 0) return null;
    const group = (a << 18) | (b << 12) | (c << 6) | d;
    if (missing == 1 && (group & 0xff) != 0) return null;
    if (missing == 2 && (group & 0xffff) != 0) return null;
    store<u8>(out, <u8>(group >> 16), 0);
    store<u8>(out, <u8>(group >> 8), 1);
    store<u8>(out, <u8>group, 2);
    out += 3;
  }
  return span(bytes, length);
}
