import { describe, expect, it } from "vitest";
import {
  ChainlearnError,
  ERROR_CODES,
  type ErrorCode,
  errorFromNumber,
  locateRefusal,
} from "../src/index.ts";

const error = (code: ErrorCode): ChainlearnError => new ChainlearnError(code, "as the chain says.");

/** A chain that refuses item `at` with this error, and fails in the ways that `trouble` has for a number of simulations. */
function chain(at: number, refusal: ChainlearnError, trouble: Readonly<Record<number, unknown>> = {}) {
  const asked: number[] = [];
  const simulate = async (count: number): Promise<void> => {
    asked.push(count);
    const failure = trouble[asked.length];
    if (failure !== undefined) throw failure;
    if (count > at) throw refusal;
  };
  return { asked, locate: (items: number) => locateRefusal(refusal, items, simulate) };
}

describe("the item that a chain refuses a batch for", () => {
  it("is found wherever it is, with one simulation and the logarithm of the number of items", async () => {
    for (const items of [1, 2, 3, 16, 17, 256])
      for (const at of [0, 1, 2, items >> 1, items - 2, items - 1].filter((k) => k >= 0 && k < items)) {
        const { asked, locate } = chain(at, error("duplicate_data"));
        expect(await locate(items)).toMatchObject({ code: "duplicate_data", details: { item: at } });
        expect(asked.length).toBeLessThanOrEqual(1 + Math.ceil(Math.log2(items)));
      }
  });

  it("is found for the codes of plugins", async () => {
    const { locate } = chain(5, errorFromNumber(1000, "as the plugin says.", { 1000: "mine" }));
    expect(await locate(9)).toMatchObject({ code: "mine", number: 1000, details: { item: 5 } });
  });

  const offChain = Object.keys(ERROR_CODES).filter((code) => ERROR_CODES[code as ErrorCode] >= 600);

  it("is not looked for when no contract has refused the batch", async () => {
    expect(offChain).toContain("rate_limited");
    for (const code of [...offChain, "batch_too_large", "not_sealed", "payment_too_large"]) {
      const refusal = error(code as ErrorCode);
      const { asked, locate } = chain(0, refusal);
      expect(await locate(4)).toBe(refusal);
      expect(asked).toEqual([]);
    }
    const other = new TypeError("none of ours");
    expect(await locateRefusal(other, 4, () => Promise.reject(other))).toBe(other);
  });

  it("is not named when a simulation ends in any other way", async () => {
    const refusal = error("duplicate_data");
    const troubles: unknown[] = [
      ...offChain.map((code) => error(code as ErrorCode)),
      new Error("fetch failed"),
    ];
    for (const trouble of [...troubles, error("payment_below_quote")])
      for (const simulation of [1, 2, 3, 4, 5]) {
        const { asked, locate } = chain(2, refusal, { [simulation]: trouble });
        expect(await locate(16)).toBe(refusal);
        expect(asked).toHaveLength(simulation);
      }
  });

  it("is not named when the chain takes the whole batch by now", async () => {
    const refusal = error("too_early");
    const taken: number[] = [];
    expect(await locateRefusal(refusal, 3, async (count) => taken.push(count))).toBe(refusal);
    expect(taken).toEqual([3]);
  });
});
