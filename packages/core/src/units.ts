/**
 * Base units of one unit on a chain whose coin has so many decimals: 10^max(0, decimals - 9). Amounts in units stay below
 * 2^63 by that (docs/spec/shell.md).
 */
export const baseUnitsPerUnit = (decimals: number): bigint => 10n ** BigInt(Math.max(0, decimals - 9));
