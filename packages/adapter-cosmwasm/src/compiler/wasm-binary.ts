/** A cursor over the wasm binary format. */
export class WasmReader {
  at = 0;
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  get done(): boolean {
    return this.at >= this.bytes.length;
  }

  byte(): number {
    const byte = this.bytes[this.at++];
    if (byte === undefined) throw new RangeError("the wasm ends too early");
    return byte;
  }

  /** LEB128 of up to 32 bits. */
  unsigned(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  }

  /** Skips a LEB128 of any width. */
  skipInteger(): void {
    while (this.byte() >= 0x80);
  }

  take(length: number): Uint8Array {
    this.at += length;
    if (this.at > this.bytes.length) throw new RangeError("the wasm ends too early");
    return this.bytes.subarray(this.at - length, this.at);
  }

  text(): string {
    return new TextDecoder().decode(this.take(this.unsigned()));
  }

  /** A count, then that many items. */
  list<T>(item: () => T): T[] {
    return Array.from({ length: this.unsigned() }, item);
  }
}

export function unsignedLeb(value: number): number[] {
  return value < 0x80 ? [value] : [(value % 0x80) + 0x80, ...unsignedLeb(Math.floor(value / 0x80))];
}

export function textBytes(text: string): number[] {
  const bytes = new TextEncoder().encode(text);
  return [...unsignedLeb(bytes.length), ...bytes];
}

export const SECTION = {
  type: 1,
  import: 2,
  function: 3,
  table: 4,
  memory: 5,
  global: 6,
  export: 7,
  start: 8,
  code: 10,
} as const;

const HEADER_BYTES = 8;

/** The sections of a module in their order; custom ones have id 0. */
export function sectionsOf(wasm: Uint8Array): { readonly id: number; readonly content: Uint8Array }[] {
  const reader = new WasmReader(wasm);
  reader.take(HEADER_BYTES);
  const sections: { id: number; content: Uint8Array }[] = [];
  while (!reader.done) sections.push({ id: reader.byte(), content: reader.take(reader.unsigned()) });
  return sections;
}

/** The module that consists of these sections. */
export function moduleOf(
  sections: readonly { readonly id: number; readonly content: ArrayLike<number> }[],
): Uint8Array {
  const parts = sections.map(({ id, content }) => [
    id,
    ...unsignedLeb(content.length),
    ...Array.from(content),
  ]);
  return Uint8Array.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, ...parts.flat()]);
}
