import { cellRange } from "@chainlearn/core";
import fc from "fast-check";
import { expect } from "vitest";
import { edgesOf, listOf, sampleOf } from "./arbitraries.ts";
import { laneRange, type RuleCase, type Ruled } from "./case.ts";
import { setStage } from "./stage.ts";

const STREAMS = 20;
const STEPS = 60;

/** Random streams from fresh and from hostile states: every prediction and every cell is equal. */
export async function compareStreams(ruled: Ruled, ruleCase: RuleCase): Promise<void> {
  const { shape, begin } = await setStage(ruled, ruleCase);
  const { manifest } = ruled.model;
  const cellCount = manifest.cells(shape);
  const hotRanges = manifest.hot(shape).map(cellRange);
  const step = fc.record({
    sample: sampleOf(shape),
    label: fc.nat(shape.classes - 1),
    learns: fc.nat(3).map((n) => n > 0),
  });
  const stream = fc.record({
    cells: fc.oneof(
      fc.constant(new Array<bigint>(cellCount).fill(0n)),
      listOf(edgesOf(laneRange(shape.lane)), cellCount),
    ),
    hot: fc.oneof(fc.constant(hotRanges.map(() => 0n)), fc.tuple(...hotRanges.map(edgesOf))),
    steps: fc.array(step, { minLength: 1, maxLength: STEPS, size: "max" }),
  });
  let trained = 0;
  const predicted = new Set<number>();
  fc.assert(
    fc.property(stream, ({ cells, hot, steps }) => {
      const run = begin(cells, hot);
      for (const { sample, label, learns } of steps) {
        predicted.add(run.predict(sample));
        if (learns) run.update(sample, label);
      }
      run.compare();
      if (run.oracle.cells.some((cell, i) => cell !== cells[i])) trained += 1;
    }),
    { seed: 20_261_121, numRuns: STREAMS },
  );
  // Streams that change nothing would compare nothing.
  expect(trained).toBeGreaterThan(STREAMS / 2);
  expect(predicted.size).toBe(shape.classes);
}
