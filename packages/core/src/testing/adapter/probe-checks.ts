import type { Check } from "./check.ts";
import { probeActionChecks } from "./probe-action-checks.ts";
import { probeCellChecks } from "./probe-cell-checks.ts";
import { probeGrowthChecks } from "./probe-growth-checks.ts";
import { probeMathChecks } from "./probe-math-checks.ts";
import { probeModelChecks } from "./probe-model-checks.ts";
import { probePaymentChecks } from "./probe-payment-checks.ts";
import { probeTrapChecks } from "./probe-trap-checks.ts";

/**
 * What the shells have to do alike beyond what `stake` and `sparse-perceptron` use of them: every word of the
 * vocabulary, with its limits. Run like `adapterChecks`, but with the probe plugins:
 *
 *     await check.run({ chain, plugins: await probePlugins() }); // of @chainlearn/kernel/testing
 */
export const probeChecks: readonly Check[] = [
  ...probeActionChecks,
  ...probeCellChecks,
  ...probePaymentChecks,
  ...probeTrapChecks,
  ...probeMathChecks,
  ...probeModelChecks,
  ...probeGrowthChecks,
];

/** The ids of these checks, in order. */
export const probeCheckIds: readonly string[] = probeChecks.map((check) => check.id);
