import type { Coin } from "../connection.ts";

/** The coins of a payment in base units; a payment of 0 sends none, as chains refuse coins of 0. */
export const coinsOf = (denom: string, baseUnits: bigint): readonly Coin[] =>
  baseUnits === 0n ? [] : [{ denom, amount: baseUnits.toString() }];
