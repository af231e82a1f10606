import { describe, expect, test } from "vitest";
import type { RuleCase, Ruled } from "./case.ts";
import { compareExtremes } from "./extremes.ts";
import { checkGoldenFile, replayGoldenFile } from "./golden.ts";
import { compareStreams } from "./streams.ts";

/**
 * Registers the tests that hold a model to its rule.
 * @param cases all encodings and all lanes of the manifest; the golden file of an encoding is about its first case
 */
export function testRule(ruled: Ruled, cases: readonly RuleCase[]): void {
  const { manifest } = ruled.model;

  test("the cases name every encoding and lane that the manifest admits", () => {
    const named = new Set(cases.map(({ encoding, lane }) => `${encoding} ${lane}`));
    const admitted = manifest.encodings.flatMap((encoding) =>
      manifest.lanes.map((lane) => `${encoding} ${lane}`),
    );
    expect([...named].sort()).toEqual(admitted.sort());
  });

  describe.each(cases)("$encoding samples, $lane-bit lanes", (ruleCase) => {
    test("linked module = reference host = rule: every prediction, margin and cell", () =>
      compareStreams(ruled, ruleCase));
    test("also at the ends of all ranges at once", () => compareExtremes(ruled, ruleCase));
  });

  describe.each(manifest.encodings)("golden vectors of %s samples", (encoding) => {
    const first = cases.find((ruleCase) => ruleCase.encoding === encoding)!;
    test("are what the rule gives", () => checkGoldenFile(ruled, first));
    test("are what the linked module gives", () => replayGoldenFile(ruled, first));
  });
}
