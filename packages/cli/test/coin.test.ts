import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Currency, formatAmount, parseAmount } from "../src/spending/coin.ts";

const ETH: Currency = { symbol: "ETH", base: "wei", decimals: 18, baseUnitsPerUnit: 10n ** 9n };
const OSMO: Currency = { symbol: "OSMO", base: "uosmo", decimals: 6, baseUnitsPerUnit: 1n };
const codeOf = (run: () => unknown): unknown => {
  try {
    return run();
  } catch (error) {
    return (error as { code?: unknown }).code;
  }
};

describe("amounts", () => {
  it.each([
    ["0.05eth", ETH, 5n * 10n ** 16n],
    ["1 ETH", ETH, 10n ** 18n],
    ["7gwei", ETH, 7n * 10n ** 9n],
    ["7units", ETH, 7n * 10n ** 9n],
    ["12wei", ETH, 12n],
    ["0.000001osmo", OSMO, 1n],
    ["2500uosmo", OSMO, 2500n],
    ["7units", OSMO, 7n],
  ])("%s is read exactly", (text, coin, baseUnits) => {
    expect(parseAmount(text, coin)).toBe(baseUnits);
  });

  it.each(["", "1", "-1eth", "1e3wei", "0x1wei", "1.5wei", "1atom", "1,5eth", "1gwei "])(
    "%s is refused for OSMO",
    (text) => {
      expect(codeOf(() => parseAmount(text, OSMO))).toBe("argument_out_of_range");
    },
  );

  it("are read as they are written", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 30n }), fc.constantFrom(ETH, OSMO), (amount, coin) => {
        expect(parseAmount(formatAmount(amount, coin), coin)).toBe(amount);
      }),
      { seed: 6 },
    );
  });
});
