import { accumulatorChecks } from "./accumulator-checks.ts";
import { additionChecks } from "./addition-checks.ts";
import { batchChecks } from "./batch-checks.ts";
import type { Check } from "./check.ts";
import { cloneChecks } from "./clone-checks.ts";
import { codeWeightsChecks } from "./code-weights-checks.ts";
import { dataHandlerChecks } from "./data-handler-checks.ts";
import { deploymentChecks } from "./deployment-checks.ts";
import { inputChecks } from "./input-checks.ts";
import { refundChecks } from "./refund-checks.ts";
import { reportChecks } from "./report-checks.ts";
import { takeChecks } from "./take-checks.ts";
import { uniqueChecks } from "./unique-checks.ts";
import { vectorChecks } from "./vector-checks.ts";
import { viewChecks } from "./view-checks.ts";

/**
 * What every adapter has to do alike, for any test runner:
 *
 *     for (const check of adapterChecks)
 *       it(check.title, async ({ skip }) => {
 *         const unmet = unmetNeeds(check, chain);
 *         if (unmet.length > 0) skip(`needs ${unmet.join(", ")}`);
 *         await check.run({ chain, plugins: { model: sparsePerceptron, mechanism: stake } });
 *       });
 *
 * Checks can run in any order and alone, but not at the same time on one chain.
 */
export const adapterChecks: readonly Check[] = [
  ...deploymentChecks,
  ...cloneChecks,
  ...codeWeightsChecks,
  ...inputChecks,
  ...vectorChecks,
  ...additionChecks,
  ...refundChecks,
  ...reportChecks,
  ...takeChecks,
  ...dataHandlerChecks,
  ...uniqueChecks,
  ...accumulatorChecks,
  ...batchChecks,
  ...viewChecks,
];

/** The ids of these checks, in order; an adapter's tests can compare what they ran with it. */
export const adapterCheckIds: readonly string[] = adapterChecks.map((check) => check.id);
