/** Base units (wei) of one unit, in which Chainlearn counts amounts: 1 gwei. */
export const WEI_PER_UNIT = 1_000_000_000n;
