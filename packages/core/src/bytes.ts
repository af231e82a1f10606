import { keccak_256 } from "@noble/hashes/sha3.js";

/** Keccak-256, the one hash that shells compute. */
export const keccak256 = (bytes: Uint8Array): Uint8Array => keccak_256(bytes);

export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((n, part) => n + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** Big-endian bytes of an integer, two's complement. */
export function bigintToBytes(value: bigint, length: number): Uint8Array {
  let rest = BigInt.asUintN(8 * length, value);
  const out = new Uint8Array(length);
  for (let i = length - 1; i >= 0; i--) {
    out[i] = Number(rest & 0xffn);
    rest >>= 8n;
  }
  return out;
}

/** Unsigned integer of big-endian bytes. */
export function bytesToBigint(bytes: Uint8Array): bigint {
  let value = 0n;
  for (const byte of bytes) value = (value << 8n) | BigInt(byte);
  return value;
}

/** UTF-8 bytes of a text, as TextEncoder (which not every engine has): half a surrogate pair becomes U+FFFD. */
export function utf8Bytes(text: string): Uint8Array {
  const out: number[] = [];
  for (let i = 0; i < text.length; i++) {
    let point = text.codePointAt(i)!;
    if (point >= 0xd800 && point < 0xe000) point = 0xfffd;
    if (point < 0x80) out.push(point);
    else if (point < 0x800) out.push(0xc0 | (point >> 6), 0x80 | (point & 63));
    else if (point < 0x10000) out.push(0xe0 | (point >> 12), 0x80 | ((point >> 6) & 63), 0x80 | (point & 63));
    else {
      out.push(0xf0 | (point >> 18), 0x80 | ((point >> 12) & 63));
      out.push(0x80 | ((point >> 6) & 63), 0x80 | (point & 63));
      i += 1;
    }
  }
  return Uint8Array.from(out);
}

/** Lower-case hex without prefix. */
export function toHex(bytes: Uint8Array): string {
  let hex = "";
  for (const byte of bytes) hex += BYTE_HEX[byte];
  return hex;
}

const BYTE_HEX: readonly string[] = Array.from({ length: 256 }, (_, byte) =>
  byte.toString(16).padStart(2, "0"),
);

/** Bytes of hex with or without 0x. */
export function fromHex(hex: string): Uint8Array {
  const digits = hex.startsWith("0x") ? hex.slice(2) : hex;
  if (digits.length % 2 !== 0 || /[^0-9a-fA-F]/.test(digits)) throw new TypeError("not a hex string");
  const bytes = new Uint8Array(digits.length / 2);
  for (let i = 0; i < bytes.length; i++)
    bytes[i] = 16 * nibble(digits.charCodeAt(2 * i)) + nibble(digits.charCodeAt(2 * i + 1));
  return bytes;
}

/** Value of a hex digit by its code: the letters' codes end with 1 to 6, whatever their case. */
const nibble = (code: number): number => (code < 0x40 ? code - 0x30 : (code & 15) + 9);
