import { encodeSample, resolveComposition } from "@chainlearn/core";
import { Random } from "@chainlearn/core/testing";
import { createReferenceModel } from "@chainlearn/kernel/testing";
import { exportOriginalModel, importOriginalModel, type PortableModel } from "@chainlearn/models-wasm";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { noMechanism } from "../running.ts";
import { type FormatCase, formatCases } from "./cases.ts";
import { predictionOf } from "./float-model.ts";
import { randomSample } from "./samples.ts";

const SEED = 20_261_121;
const FILES = 60;
const SAMPLES = 15;

function run({ model }: FormatCase, { composition, state }: PortableModel) {
  const { params } = resolveComposition({ ...composition, model, mechanism: noMechanism });
  const running = createReferenceModel(
    model,
    composition.shape,
    Object.fromEntries(params.map(({ spec, value }) => [spec.name, value])),
  );
  running.cells.splice(0, state.cells.length, ...state.cells);
  running.hot.splice(0, state.hot.length, ...state.hot);
  return running;
}

describe.each(formatCases)("$title", (format) => {
  test("random files predict as in floating point, but for ties within the stated rounding", () => {
    let same = 0;
    const predicted = new Set<number>();
    fc.assert(
      fc.property(format.files, fc.integer(), (file, seed) => {
        const imported = importOriginalModel(file);
        const { shape } = imported.composition;
        const running = run(format, imported);
        const float = format.floatModel(file, shape.features);
        const roundingOf = format.roundingOf(file);
        const random = new Random(seed);
        for (let i = 0; i < SAMPLES; i++) {
          const { sample, float: floatSample } = randomSample(random, shape);
          encodeSample(sample, shape);
          const scores = float.scores(floatSample);
          const best = predictionOf(scores);
          const label = running.predict(sample);
          predicted.add(label);
          if (label === best) {
            same += 1;
            continue;
          }
          const rounding = [label, best].reduce(
            (sum, c) => sum + roundingOf(imported, floatSample, scores[c]!, c),
            0,
          );
          expect(scores[best]! - scores[label]!).toBeLessThanOrEqual(rounding);
        }
      }),
      { seed: SEED, numRuns: FILES },
    );
    expect(same).toBeGreaterThan(0.98 * FILES * SAMPLES);
    expect(predicted.size).toBeGreaterThan(1);
  });

  test("import, export, import: the same numbers", () => {
    fc.assert(
      fc.property(format.files, (file) => {
        const imported = importOriginalModel(JSON.stringify(file));
        const written = JSON.stringify(exportOriginalModel(imported));
        const { shape } = imported.composition;
        const bits = imported.weightBits === undefined ? {} : { weightBits: imported.weightBits };
        const again = importOriginalModel(written, { ...shape, ...bits });
        expect({ ...again, warnings: [] }).toEqual({ ...imported, warnings: [] });
      }),
      { seed: SEED, numRuns: FILES },
    );
  });
});
