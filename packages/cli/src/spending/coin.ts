import { ChainlearnError } from "@chainlearn/core";

/** A chain's coin. */
export interface Currency {
  /** As `ETH`, `OSMO`. */
  readonly symbol: string;
  /** Smallest amount, as `wei`, `uosmo`. */
  readonly base: string;
  /** The symbol's amount is 10^decimals base units. */
  readonly decimals: number;
  /** Base units of one unit, in which Chainlearn counts. */
  readonly baseUnitsPerUnit: bigint;
}

const AMOUNT = /^(\d+)(?:\.(\d+))?\s*([a-zA-Z][\w/-]*)$/;

/** Names of amounts of a coin with the decimals that they have. */
const namesOf = ({ symbol, base, decimals, baseUnitsPerUnit }: Currency): ReadonlyMap<string, number> =>
  new Map([
    [base.toLowerCase(), 0],
    ["units", String(baseUnitsPerUnit).length - 1],
    ...(base === "wei" ? [["gwei", 9] as const] : []),
    [symbol.toLowerCase(), decimals],
  ]);

/**
 * Base units of an amount as people write it: `0.05eth`, `2500uosmo`, `300units`. A name is needed, so that nobody
 * sends a million times what was meant.
 * @throws ChainlearnError argument_out_of_range
 */
export function parseAmount(text: string, coin: Currency): bigint {
  const names = namesOf(coin);
  const fail = (why: string): never => {
    const known = [...names.keys()].join(", ");
    throw new ChainlearnError(
      "argument_out_of_range",
      `"${text}" ${why}. Write a number and one of ${known}, as 12${coin.base}.`,
    );
  };
  const [, whole, fraction = "", name] = AMOUNT.exec(text.trim()) ?? fail("is not an amount");
  const decimals =
    names.get(name!.toLowerCase()) ?? fail(`is an amount of something else than ${coin.symbol}`);
  if (fraction.length > decimals) fail(`has ${fraction.length} decimals; ${decimals} are possible`);
  return BigInt(whole! + fraction.padEnd(decimals, "0"));
}

/** Base units for people, exactly: `0.05 ETH`. */
export function formatAmount(baseUnits: bigint, { symbol, decimals }: Currency): string {
  const digits = baseUnits.toString().padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals);
  const fraction = digits.slice(digits.length - decimals).replace(/0+$/, "");
  return `${whole}${fraction ? `.${fraction}` : ""} ${symbol}`;
}
