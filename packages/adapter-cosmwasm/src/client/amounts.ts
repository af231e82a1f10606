import type { Coin } from "../connection.ts";

/** Base units of one unit: 10^max(0, decimals - 9). */
export const baseUnitsPerUnit = (decimals: number): bigint => 10n ** BigInt(Math.max(0, decimals - 9));

/** The coins of a payment in base units; a payment of 0 sends none, as chains refuse coins of 0. */
export const coinsOf = (denom: string, baseUnits: bigint): readonly Coin[] =>
  baseUnits === 0n ? [] : [{ denom, amount: baseUnits.toString() }];
