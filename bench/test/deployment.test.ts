import { expect, it } from "vitest";
import { deploymentTables } from "../src/deployment.ts";
import { measureDeployments } from "../src/deployment-gas.ts";

it("deploys weights as code and clones for what is promised", async () => {
  const measured = await measureDeployments();
  const total = (model: string, weights: "cells" | "code", clone: boolean): number =>
    measured.rows.find((row) => row.model === model && row.weights === weights && row.clone === clone)!.total;
  const bayes = "NaiveBayes-1000";
  expect(total(bayes, "code", false)).toBeLessThanOrEqual(3_500_000);
  for (const { model, weights, clone, create, upload, seal } of measured.rows) {
    expect(create + upload + seal).toBe(total(model, weights, clone));
    // A clone pays for its weights, and for little else.
    if (clone) expect(create + seal).toBeLessThanOrEqual(170_000);
  }
  for (const { original, clone } of measured.clones) {
    expect(clone - original).toBeGreaterThan(2_600);
    expect(clone - original).toBeLessThanOrEqual(3_200);
  }
  for (const {
    model,
    saved,
    perFirstTouch,
    perLaterTouch,
    perAddition,
    touchedWords,
  } of measured.breakEven) {
    expect(saved).toBe(total(model, "cells", false) - total(model, "code", false));
    expect(touchedWords).toBe(Math.floor(saved / perFirstTouch));
    // A slot's first write instead of a change, and reading code beside the slot.
    expect(perFirstTouch).toBeGreaterThan(17_100);
    expect(perFirstTouch).toBeLessThanOrEqual(17_800);
    expect(perLaterTouch).toBeLessThanOrEqual(700);
    expect(perAddition).toBeLessThanOrEqual(4_000);
  }
  expect(deploymentTables(measured)).toContain("words");
});
