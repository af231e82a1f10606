import { MATH_VECTORS, OPERATION } from "@chainlearn/core/testing";
import { exp2, isqrt, log2, mulDiv, WORDS } from "@chainlearn/kernel";
import { checkKernel } from "@chainlearn/kernel/compiler";
import { probePlugins } from "@chainlearn/kernel/testing";
import { describe, expect, test } from "vitest";

/** Words that no chain but the local one has yet; the probe runs everywhere. */
const LOCAL_ONLY = /^(item|digest|series)\./;

describe("the probe plugins", () => {
  test("are admitted, and use every word of the vocabulary between them", async () => {
    const { model, mechanism } = await probePlugins();
    const used = [model, mechanism].flatMap(({ kernel, manifest }) => checkKernel(kernel, manifest).words);
    expect([...new Set(used)].sort()).toEqual(
      Object.keys(WORDS)
        .filter((word) => !LOCAL_ONLY.test(word))
        .sort(),
    );
  });

  test("are compiled once", async () => {
    expect(await probePlugins()).toBe(await probePlugins());
  });
});

test("the math vectors of the adapters' checks are what this package calculates", () => {
  const functions = new Map<number, (...args: [bigint, bigint, bigint]) => bigint>([
    [OPERATION.mulDiv, mulDiv],
    [OPERATION.isqrt, isqrt],
    [OPERATION.log2, log2],
    [OPERATION.exp2, exp2],
  ]);
  for (const [operation, [a = 0n, b = 0n, c = 0n], result] of MATH_VECTORS)
    expect(functions.get(operation)!(a, b, c), `${operation} of ${a}, ${b}, ${c}`).toBe(result);
});
