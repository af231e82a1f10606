import { densePerceptron, sparsePerceptron } from "@chainlearn/models-wasm";
import { expect, test } from "vitest";
import { binaryPerceptron } from "./oracles/binary-perceptron.ts";
import { testRule } from "./rule/test-rule.ts";

// Rates that make steps exact and rates that do not; the last two fill their lanes within a few mistakes.
testRule({ model: densePerceptron, oracle: binaryPerceptron }, [
  { encoding: "dense", lane: 32, valueBits: 16, params: { learningRate: 65_536n, interceptRateQ16: 6_554n } },
  {
    encoding: "dense",
    lane: 64,
    valueBits: 24,
    params: { learningRate: 2n ** 24n, interceptRateQ16: 65_536n },
  },
  { encoding: "dense", lane: 16, valueBits: 8, params: { learningRate: 999n, interceptRateQ16: 30_001n } },
  { encoding: "dense", lane: 8, valueBits: 0, params: { learningRate: 50n, interceptRateQ16: 0n } },
  {
    encoding: "dense",
    lane: 32,
    valueBits: 30,
    params: { learningRate: 2n ** 31n - 1n, interceptRateQ16: 1n },
  },
]);

test("is the kernel of sparse-perceptron", () => {
  expect(densePerceptron.kernel).toBe(sparsePerceptron.kernel);
});
