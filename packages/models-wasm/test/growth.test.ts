import {
  encodeSample,
  type ModelPlugin,
  modelParams,
  type Params,
  ROLES,
  resolveComposition,
  type Sample,
  type Shape,
} from "@chainlearn/core";
import { Random } from "@chainlearn/core/testing";
import { instantiateModel } from "@chainlearn/kernel";
import { linkModel } from "@chainlearn/kernel/compiler";
import { createReferenceModel } from "@chainlearn/kernel/testing";
import { models, naiveBayes } from "@chainlearn/models-wasm";
import { Container } from "inversify";
import { describe, expect, it, test } from "vitest";
import { noMechanism, startLinked } from "./running.ts";

const container = new Container();
container.load(models);
const growing = container.getAll(ROLES.model).filter(({ manifest }) => manifest.growth === "free");

const START = 2;
const ROOM = 6;
const STEPS = 300;

const shapeOf = ({ manifest }: ModelPlugin): Shape => {
  const encoding = manifest.encodings[0]!;
  const dense = encoding === "dense";
  return {
    ...{ features: 7, classes: ROOM, lane: manifest.lanes[0]!, encoding },
    ...{ valueBits: dense ? 4 : 0, maxEntries: dense ? 7 : 4 },
  };
};

/** A sample that is typical of its class: it has the feature of the class's number. */
function sampleOf(random: Random, shape: Shape, label: number): Sample {
  const features = Array.from({ length: shape.features }, (_, feature) => feature);
  if (shape.encoding === "dense")
    return { values: features.map((feature) => random.between(-9, 9) + (feature === label ? 40 : 0)) };
  const others = features.filter((feature) => feature !== label && random.chance(15));
  return { indices: [label, ...others.slice(0, shape.maxEntries - 1)].sort((a, b) => a - b) };
}

async function startGrowing(model: ModelPlugin, shape: Shape, params: Params = {}) {
  const composition = resolveComposition({
    model,
    mechanism: noMechanism,
    shape,
    modelParams: params,
    growth: { startClasses: START, role: "teacher" },
  });
  const linked = await linkModel(model, shape, composition.constants, modelParams(composition), {
    grows: true,
  });
  return { running: instantiateModel(linked, composition), params: modelParams(composition) };
}

test("the counting models grow", () => {
  expect(growing.map(({ manifest }) => manifest.id)).toEqual([
    "naive-bayes",
    "nearest-centroid-dense",
    "nearest-centroid-sparse",
  ]);
});

describe.each(growing)("$manifest.id", (model) => {
  const shape = shapeOf(model);

  it("is at every step the model that has all classes from the start; adding a class changes nothing", async () => {
    const random = new Random(17);
    const { running, params } = await startGrowing(model, shape);
    const whole = await startLinked(model, shape, params);
    const reference = createReferenceModel(model, shape, params);
    reference.labels = START;
    const predicted = new Set<number>();
    for (let step = 0; step < STEPS; step++) {
      if (step % 30 === 29 && running.labels() < ROOM) {
        const bytes = encodeSample(sampleOf(random, shape, random.below(ROOM)), shape);
        const seen = (): unknown => [running.words(), running.hot(), running.predict(bytes)];
        const before = seen();
        running.setLabels(running.labels() + 1);
        reference.labels += 1;
        expect(seen()).toEqual(before);
      }
      const label = random.below(running.labels());
      const sample = sampleOf(random, shape, label);
      running.update(encodeSample(sample, shape), label);
      reference.update(sample, label);
      whole.update(sample, label);
      const probe = sampleOf(random, shape, random.below(ROOM));
      const answer = whole.predict(probe);
      predicted.add(answer);
      expect([running.predict(encodeSample(probe, shape)), reference.predict(probe)]).toEqual([
        answer,
        answer,
      ]);
      for (let other = 0; other < running.labels(); other++) {
        const margin = running.margin(encodeSample(probe, shape), other);
        expect(reference.margin(probe, other)).toBe(margin);
        expect(margin >= 0n).toBe(other === answer);
      }
    }
    expect(running.labels()).toBe(ROOM);
    expect(predicted.size).toBe(ROOM);
    expect([running.words(), running.hot()]).toEqual([whole.running.words(), whole.running.hot()]);
  });

  it("refuses a label before it is in use and takes it afterwards", async () => {
    const { running, params } = await startGrowing(model, shape);
    const reference = createReferenceModel(model, shape, params);
    reference.labels = START;
    const sample = sampleOf(new Random(1), shape, START);
    const bytes = encodeSample(sample, shape);
    const before = running.snapshot();
    expect(() => running.update(bytes, START)).toThrow(/^trap/);
    expect(() => running.margin(bytes, START)).toThrow(/^trap/);
    expect(() => reference.margin(sample, START)).toThrow();
    expect(() => reference.update(sample, START)).toThrow();
    expect(running.snapshot()).toEqual(before);
    running.setLabels(START + 1);
    running.update(bytes, START);
    expect(running.predict(bytes)).toBe(START);
    running.restore(before);
    expect([running.labels(), running.predict(bytes)]).toEqual([START, 0]);
    for (const labels of [START - 1, ROOM + 1, 2.5])
      expect(() => running.setLabels(labels)).toThrow(/^label_out_of_range/);
  });
});

it("a model without growth in its composition cannot be told which labels are in use", async () => {
  const shape = shapeOf(naiveBayes);
  const { running } = await startLinked(naiveBayes, shape, { smoothingQ16: 65_536n });
  expect(running.labels()).toBe(ROOM);
  expect(() => running.setLabels(START)).toThrow(/^unsupported/);
});
