import { cellRange, type Sample } from "@chainlearn/core";
import { MAX_VALUE, MIN_VALUE } from "./arbitraries.ts";
import { laneRange, type RuleCase, type Ruled } from "./case.ts";
import { setStage } from "./stage.ts";

/** All cells, hot cells and values at one end of their ranges at once, in every combination, every label. */
export async function compareExtremes(ruled: Ruled, ruleCase: RuleCase): Promise<void> {
  const { shape, begin } = await setStage(ruled, ruleCase);
  const { manifest } = ruled.model;
  const hotRanges = manifest.hot(shape).map(cellRange);
  const indices = Array.from({ length: shape.maxEntries }, (_, p) => shape.features - shape.maxEntries + p);
  const sampleFull = (value: number): Sample => ({
    ...(shape.encoding === "dense" ? {} : { indices }),
    ...(shape.encoding === "sparse" ? {} : { values: indices.map(() => value) }),
  });
  const values = shape.encoding === "sparse" ? [0] : [MIN_VALUE, MAX_VALUE, 0];
  const cases = Object.values(laneRange(shape.lane)).flatMap((cell) =>
    (["min", "max"] as const).flatMap((end) =>
      values.flatMap((value) =>
        Array.from({ length: shape.classes }, (_, label) => ({
          cell,
          end,
          sample: sampleFull(value),
          label,
        })),
      ),
    ),
  );
  for (const { cell, end, sample, label } of cases) {
    const cells = new Array<bigint>(manifest.cells(shape)).fill(cell);
    const run = begin(
      cells,
      hotRanges.map((range) => range[end]),
    );
    run.predict(sample);
    for (let again = 0; again < 3; again++) run.update(sample, label);
    run.predict(sample);
    run.compare();
  }
}
