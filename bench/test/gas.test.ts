import { MAX_RUNTIME_BYTES } from "@chainlearn/adapter-evm/compiler";
import { expect, it } from "vitest";
import { flatten, measureGas, readSnapshot } from "../src/gas.ts";
import { type GasRow, rowKey } from "../src/rows.ts";

/** Limits per row, int32 lanes; what the project promises beside the original's figures. */
const LIMITS: Record<string, number> = {
  "SparsePerceptron-1000/20/Stakeable64/addData incorrect label 1/int32": 165_000,
  "SparsePerceptron-1000/15/Stakeable64/addData incorrect label 1/int32": 142_000,
  "SparsePerceptron-1000/20/Stakeable64/addData correct label 1/int32": 104_000,
  "SparsePerceptron-1000/20/Stakeable64/refund later/int32": 97_000,
  "SparsePerceptron-1000/20/Stakeable64/report share/int32": 113_000,
  "SparsePerceptron-1000/20/Stakeable64/report share later/int32": 97_000,
  "SparsePerceptron-1000/20/Stakeable64/report whole/int32": 40_000,
  "SparsePerceptron-1000/-/Stakeable64/deploy/int32": 4_700_000,
  "SparsePerceptron-1000/20/Stakeable64/addMany of 16 incorrect, per sample/int32": 84_000,
  "SparsePerceptron-1000/20/Stakeable64/addMany of 16 incorrect, per sample/int16": 84_000,
  "NaiveBayes-1000/-/Stakeable64/deploy in one transaction/int32": 7_000_000,
  "SparsePerceptron-1000/20/Stakeable64/accumulator: addMany of 16 incorrect, per sample/int32": 62_000,
  "DensePerceptron-9/9/Stakeable64/addData incorrect label 1/int32": 71_000,
  "DensePerceptron-100/100/Stakeable64/addData incorrect label 1/int32": 150_000,
  "NaiveBayes-1000/20/Stakeable64/addData incorrect label 1/int32": 167_000,
  "NaiveBayes-1000/20/Stakeable64/refund later/int32": 120_000,
  "NearestCentroid-9/9/Stakeable64/addData incorrect label 1/int32": 75_000,
  "NearestCentroid-100/100/Stakeable64/addData incorrect label 1/int32": 155_000,
  "SparseNearestCentroid-1000/20/Stakeable64/addData incorrect label 1/int32": 167_000,
};

/** Claims of the models that have no limit of their own. */
const isFurtherClaim = ({ model, action }: GasRow): boolean =>
  model !== "SparsePerceptron-1000" && /^(refund|report)/.test(action);

/** Milliseconds; it compiles some thirty contracts. */
const TIMEOUT = 1_200_000;

it("costs exactly the committed gas, within the promised limits", { timeout: TIMEOUT }, async () => {
  const gas = await measureGas();
  const measured = flatten(gas);
  expect(measured, "run `npm run bench:gas -- --update`, look at the difference, commit it").toEqual(
    readSnapshot(),
  );
  for (const [row, limit] of Object.entries(LIMITS)) {
    expect(measured[row], row).toBeDefined();
    expect(measured[row], row).toBeLessThanOrEqual(limit);
  }
  for (const row of gas.rows.filter(isFurtherClaim)) {
    if (row.originalAsShipped !== null)
      expect(row.gas, rowKey(row)).toBeLessThanOrEqual(row.originalAsShipped / 2);
  }
  for (const row of gas.rows.filter(({ mechanism }) => mechanism === "Points64")) {
    const withStake = gas.rows.find(
      ({ model, entries, mechanism, action, lanes }) =>
        mechanism === "Stakeable64" &&
        action === row.action.replace("claim", "refund") &&
        model === row.model &&
        entries === row.entries &&
        lanes === row.lanes,
    )!;
    expect(row.gas, rowKey(row)).toBeLessThan(withStake.gas);
    // Additions cannot be: what the original saves on them is money, and the cells of the model are what is left.
    if (!row.action.startsWith("claim")) continue;
    const part = row.gas / row.originalAsShipped!;
    expect(part, rowKey(row)).toBeLessThanOrEqual(withStake.gas / withStake.originalAsShipped!);
  }
  for (const { model, bytes } of gas.sizes) expect(bytes, model).toBeLessThan(MAX_RUNTIME_BYTES);
});
