/** Lines of Yul under construction. */
export class YulWriter {
  readonly #lines: string[] = [];
  #depth = 0;

  line(text: string): void {
    this.#lines.push("  ".repeat(this.#depth) + text);
  }

  /** `head { … }` around what `body` writes. */
  braces(head: string, body: () => void): void {
    this.line(`${head} {`);
    this.#depth++;
    body();
    this.#depth--;
    this.line("}");
  }

  get lines(): readonly string[] {
    return this.#lines;
  }

  toString(): string {
    return this.#lines.join("\n");
  }
}

/**
 * A 256-bit number as a Yul literal. Negative numbers are written by their complement: as two's complement they
 * would take 32 bytes of code.
 */
export const literal = (value: bigint): string => {
  const hex = (n: bigint): string => (n < 10n ? `${n}` : `0x${n.toString(16)}`);
  return value >= 0n ? hex(value) : `not(${hex(-value - 1n)})`;
};

/** `add(text, n)`, nothing when n is 0. */
export const plus = (text: string, n: number | bigint): string =>
  BigInt(n) === 0n ? text : `add(${text}, ${literal(BigInt(n))})`;

/** `shr(bits, text)`, nothing when bits is 0. */
export const shiftRight = (text: string, bits: number): string =>
  bits === 0 ? text : `shr(${bits}, ${text})`;

/** `shl(bits, text)`, nothing when bits is 0. */
export const shiftLeft = (text: string, bits: number): string =>
  bits === 0 ? text : `shl(${bits}, ${text})`;

/** The lowest `bits` bits set. */
export const mask = (bits: number): bigint => (1n << BigInt(bits)) - 1n;

/** The lowest `bits` bits of `text` as a signed number. */
export const signExtend = (text: string, bits: number): string =>
  bits % 8 === 0 ? `signextend(${bits / 8 - 1}, ${text})` : `sar(${256 - bits}, shl(${256 - bits}, ${text}))`;
