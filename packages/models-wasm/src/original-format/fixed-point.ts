/** The nearest number with so many fraction bits, as the integer that counts its last bits. */
export const toFixed = (value: number, bits: number): bigint =>
  Math.abs(value) < 2 ** 53 ? BigInt(Math.round(value * 2 ** bits)) : BigInt(value) << BigInt(bits);

/** The float that counts so many last bits; undefined if no float says it exactly. */
export function fromFixed(units: bigint, bits: number): number | undefined {
  const value = Number(units);
  return BigInt(value) === units ? value / 2 ** bits : undefined;
}
