import { MATH_VECTORS, OPERATION } from "@chainlearn/core/testing";
import { exp2, isqrt, log2, mulDiv, WORDS } from "@chainlearn/kernel";
import { checkKernel } from "@chainlearn/kernel/compiler";
import { copiesMechanism, probeItems, probeParts, probePlugins } from "@chainlearn/kernel/testing";
import { describe, expect, test } from "vitest";

describe("the plugins of tests", () => {
  test("are admitted, and use every word of the vocabulary between them", async () => {
    const { model, mechanism } = await probePlugins();
    const used = [model, mechanism, await probeItems(), await probeParts(), await copiesMechanism()].flatMap(
      ({ kernel, manifest }) => checkKernel(kernel, manifest).words,
    );
    expect([...new Set(used)].sort()).toEqual(Object.keys(WORDS).sort());
  });

  test("are compiled once", async () => {
    expect(await probePlugins()).toBe(await probePlugins());
    expect(await probeItems()).toBe(await probeItems());
    expect(await probeParts()).toBe(await probeParts());
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
