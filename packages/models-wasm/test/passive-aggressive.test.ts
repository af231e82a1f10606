import { passiveAggressive } from "@chainlearn/models-wasm";
import { expect, test } from "vitest";
import { passiveAggressive as oracle } from "./oracles/passive-aggressive.ts";
import { type RuleCase, shapeOf } from "./rule/case.ts";
import { testRule } from "./rule/test-rule.ts";
import { startLinked } from "./running.ts";

const MOST = 2n ** 31n - 1n;
const params = (targetMargin: bigint, aggressiveness: bigint, interceptRateQ16: bigint) => ({
  ...{ targetMargin, aggressiveness, interceptRateQ16 },
});

testRule({ model: passiveAggressive, oracle }, [
  { encoding: "sparse", lane: 32, valueBits: 0, params: params(65_536n, 6_554n, 65_536n) },
  { encoding: "sparse", lane: 16, valueBits: 8, params: params(4_096n, MOST, 0n) },
  { encoding: "sparse", lane: 64, valueBits: 30, params: params(MOST, MOST, 40_001n) },
  { encoding: "sparse-values", lane: 32, valueBits: 16, params: params(65_536n, 65_536n, 65_536n) },
  { encoding: "sparse-values", lane: 16, valueBits: 4, params: params(1_000n, 300n, 9_999n) },
  { encoding: "sparse-values", lane: 64, valueBits: 0, params: params(MOST, MOST, 65_535n) },
  { encoding: "dense", lane: 32, valueBits: 16, params: params(65_536n, 65_536n, 65_536n) },
  { encoding: "dense", lane: 16, valueBits: 0, params: params(100n, MOST, 0n) },
  { encoding: "dense", lane: 64, valueBits: 30, params: params(MOST, 1n, 1n) },
]);

const plain: RuleCase = {
  ...{ encoding: "sparse-values", lane: 64, valueBits: 16 },
  params: params(2n ** 30n, MOST, 65_536n),
};

test("one step gives the sample its margin, up to rounding, where the limit allows it", async () => {
  const model = await startLinked(passiveAggressive, shapeOf(plain), plain.params);
  const sample = { indices: [1, 4, 9], values: [65_536, -32_768, 98_304] };
  model.update(sample, 0);
  const [w1, w4, w9] = [1, 4, 9].map((j) => Number(model.cells()[j]));
  const score = w1! - w4! / 2 + 1.5 * w9! + Number(model.running.hot()[0]);
  // The squared length is 1 + 1/4 + 9/4 + 1 for the intercept.
  expect(Math.abs(w1! + 2 ** 30 / 4.5)).toBeLessThan(2);
  expect(Math.abs(score + 2 ** 30)).toBeLessThan(8);
});

test("a sample of zeros moves nothing but the intercept, and that by at most the limit", async () => {
  const zeros = { indices: [0, 1], values: [0, 0] };
  const learns = await startLinked(passiveAggressive, shapeOf(plain), params(1_000n, 700n, 65_536n));
  learns.update(zeros, 1);
  expect(learns.running.hot()).toEqual([700n]);
  const frozen = await startLinked(passiveAggressive, shapeOf(plain), params(1_000n, 700n, 0n));
  frozen.update(zeros, 1);
  expect([frozen.running.hot(), frozen.cells().some((cell) => cell !== 0n)]).toEqual([[0n], false]);
});
