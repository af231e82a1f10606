import { createLocalChain } from "@chainlearn/adapter-local";
import { describe, expect, test } from "vitest";
import { playMarket } from "./market-story.ts";

const large = { features: 1_000, entries: 20, testParts: 10, itemsPerPart: 10, contributions: 30 };

describe("a prediction market in process, from bounty to last withdrawal", () => {
  test("with 1,000 features, 100 test items of 20 features, 30 contributions and at least four restarts", async () => {
    const chain = await createLocalChain({ secondsPerBlock: 0 });
    expect((await playMarket(chain, large)).passes).toBeGreaterThan(4);
  });

  test.each([
    ["few test items and features", { ...large, features: 50, entries: 5, testParts: 2, itemsPerPart: 3 }],
    ["many test items", { ...large, testParts: 16, itemsPerPart: 20, contributions: 10 }],
    ["contributions scored by account", { ...large, grouped: true }],
  ] as const)("with %s", async (_, size) => {
    const chain = await createLocalChain({ secondsPerBlock: 0 });
    const { transactions } = await playMarket(chain, size, { seed: 3, stepsPerCall: 77n });
    expect(transactions).toBeGreaterThan(40);
  });
});
