// Text that grows.
import { encodeBase64, encodedLength } from "./base64";
import { allocate, Span, span } from "./memory";

@unmanaged
export class Writer {
  data: usize;
  length: u32;
  capacity: u32;

  private reserve(bytes: u32): usize {
    if (this.length + bytes > this.capacity) {
      const capacity = max<u32>(256, (this.length + bytes) * 2);
      const larger = allocate(capacity);
      memory.copy(larger, this.data, this.length);
      this.data = larger;
      this.capacity = capacity;
    }
    const at = this.data + this.length;
    this.length += bytes;
    return at;
  }

  /** A literal of ASCII characters. */
  literal(text: string): void {
    const at = this.reserve(text.length);
    for (let i = 0; i < text.length; i++) store<u8>(at + i, <u8>load<u16>(changetype<usize>(text) + (<usize>i << 1)));
  }

  bytes(bytes: Span): void {
    const at = this.reserve(bytes.length);
    memory.copy(at, bytes.data, bytes.length);
  }

  byte(value: u8): void {
    store<u8>(this.reserve(1), value);
  }

  unsigned(value: u64): void {
    if (value > 9) this.unsigned(value / 10);
    this.byte(<u8>(48 + value % 10));
  }

  signed(value: i64): void {
    if (value < 0) this.byte(45);
    this.unsigned(value < 0 ? 0 - <u64>value : <u64>value);
  }

  base64(bytes: Span): void {
    encodeBase64(bytes, this.reserve(encodedLength(bytes.length)));
  }

  hex(bytes: Span): void {
    for (let i: u32 = 0; i < bytes.length; i++) {
      const byte = load<u8>(bytes.data + i);
      this.byte(hexDigit(byte >> 4));
      this.byte(hexDigit(byte & 15));
    }
  }

  written(): Span {
    return span(this.data, this.length);
  }
}

function hexDigit(value: u8): u8 {
  return value < 10 ? 48 + value : 87 + value;
}

export function newWriter(): Writer {
  return changetype<Writer>(allocate(offsetof<Writer>()));
}
