import { expect, it } from "vitest";
import { flatten, measureGas, readSnapshot } from "../src/gas.ts";
import { readmeTable, tableInReadme } from "../src/readme.ts";

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
};

it("costs exactly the committed gas, within the promised limits", async () => {
  const { rows, cosmwasm } = await measureGas();
  const measured = flatten(rows, cosmwasm);
  expect(measured, "run `npm run bench:gas -- --update`, look at the difference, commit it").toEqual(
    readSnapshot(),
  );
  expect(tableInReadme()).toBe(readmeTable(rows).trim());
  for (const [row, limit] of Object.entries(LIMITS)) {
    expect(measured[row], row).toBeDefined();
    expect(measured[row], row).toBeLessThanOrEqual(limit);
  }
});
