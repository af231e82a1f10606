import { logisticRegression } from "@chainlearn/models-wasm";
import { expect, test } from "vitest";
import { logisticRegression as oracle } from "./oracles/logistic-regression.ts";
import { type RuleCase, shapeOf } from "./rule/case.ts";
import { testRule } from "./rule/test-rule.ts";
import { startLinked } from "./running.ts";

const MOST = 2n ** 31n - 1n;
const params = (learningRateQ16: bigint, interceptRateQ16: bigint) => ({
  ...{ learningRateQ16, interceptRateQ16 },
});

testRule({ model: logisticRegression, oracle }, [
  { encoding: "sparse", lane: 32, valueBits: 0, params: params(3_277n, 65_536n) },
  { encoding: "sparse", lane: 64, valueBits: 30, params: params(MOST, 40_001n) },
  { encoding: "sparse-values", lane: 32, valueBits: 16, params: params(6_554n, 65_536n) },
  { encoding: "sparse-values", lane: 64, valueBits: 0, params: params(MOST, 1n) },
  { encoding: "dense", lane: 32, valueBits: 16, params: params(3_277n, 6_554n) },
  { encoding: "dense", lane: 64, valueBits: 30, params: params(1n, 0n) },
]);

test("the step is the learning rate times what is missing to a probability of 1", async () => {
  const plain: RuleCase = { encoding: "sparse", lane: 32, valueBits: 0, params: params(65_536n, 0n) };
  const model = await startLinked(logisticRegression, shapeOf(plain), plain.params);
  for (let score = -18; score <= 18; score += 0.375) {
    for (const label of [0, 1]) {
      const weight = BigInt(Math.round(score * 65_536));
      model.setCells([weight, ...new Array<bigint>(19).fill(0n)]);
      model.update({ indices: [0] }, label);
      const step = Number(model.cells()[0]! - weight);
      const exact = 65_536 * (label - 1 / (1 + Math.exp(-score)));
      expect(Math.abs(step - exact)).toBeLessThan(1.5);
    }
  }
});
