import { expect, it } from "vitest";
import { namesOf, oneOf, seedOf, UsageError, whole } from "../src/arguments.ts";

it("whole numbers are decimal digits within the bounds", () => {
  expect(whole("days", "1", 1, 90)).toBe(1);
  expect(whole("days", "90", 1, 90)).toBe(90);
  for (const wrong of ["0", "91", "1e1", "-1", "0x1", "1.0", " 1", ""])
    expect(() => whole("days", wrong, 1, 90), wrong).toThrow(UsageError);
});

it("seeds are what a 32-bit generator tells apart", () => {
  expect(seedOf("2147483647")).toBe(2 ** 31 - 1);
  expect(() => seedOf("2147483648")).toThrow("0 to 2147483647");
});

it("a name has to be one of the possible ones, not of what every object has", () => {
  const chains = namesOf({ evm: 1, local: 2 });
  expect(oneOf("chain", "local", chains)).toBe("local");
  expect(() => oneOf("chain", "toString", chains)).toThrow(UsageError);
  expect(() => oneOf("chain", "moon", chains)).toThrow('--chain is "moon"; possible: evm, local.');
});
