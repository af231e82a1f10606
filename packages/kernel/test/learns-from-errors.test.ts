import { type ModelPlugin, resolveModel } from "@chainlearn/core";
import * as exported from "@chainlearn/models-wasm";
import { describe, expect, it } from "vitest";
import { learnsFromErrorsOnly } from "../src/testing/index.ts";

/** By the rules of their READMEs. */
const FROM_ERRORS = ["dense-perceptron", "multiclass-perceptron", "sparse-perceptron"];

const isModel = (value: unknown): value is ModelPlugin =>
  typeof value === "object" && (value as Partial<ModelPlugin> | null)?.manifest?.kind === "model";
const models = Object.values(exported).filter(isModel);

describe("what a model learns from", () => {
  it.each(
    models.flatMap((model) =>
      model.manifest.encodings.map((encoding) => [model.manifest.id, encoding, model] as const),
    ),
  )("%s with %s samples", (id, encoding, model) => {
    const features = 100;
    const resolved = resolveModel({
      model,
      shape: {
        ...{ features, classes: model.manifest.minClasses, encoding },
        lane: model.manifest.lanes.at(-1)!,
        valueBits: encoding === "sparse" ? 0 : 8,
        maxEntries: encoding === "dense" ? features : 20,
      },
      // Those without a default say how far the model should be on the right side, and how large its steps are.
      params: Object.fromEntries(
        model.manifest.params.filter((param) => param.default === undefined).map(({ name }) => [name, 100n]),
      ),
    });
    expect(learnsFromErrorsOnly(resolved)).toBe(FROM_ERRORS.includes(id));
  });

  it("has all of the package", () => {
    expect(models.length).toBeGreaterThanOrEqual(10);
  });
});
