import {
  type Composition,
  encodeSample,
  type ModelPlugin,
  type Params,
  type ResolvedComposition,
  resolveComposition,
  type Shape,
} from "@chainlearn/core";
import { seededRandom } from "@chainlearn/example-kit/random";
import { packBatch } from "@chainlearn/kernel";
import { stake } from "@chainlearn/mechanisms";
import {
  averagedPerceptron,
  densePerceptron,
  logisticRegression,
  multiclassAveragedPerceptron,
  multiclassPerceptron,
  naiveBayes,
  nearestCentroidDense,
  nearestCentroidSparse,
  passiveAggressive,
  sparsePerceptron,
} from "@chainlearn/models-wasm";

/** One model on one kind of sample: the shapes of the peers' figures, the smallest lanes that fit. */
export interface ThroughputCase {
  readonly model: string;
  readonly composition: ResolvedComposition;
  /** Present features of a sparse sample, all features of a dense one. */
  readonly entries: number;
}

/** Samples and labels that every implementation of a case gets. */
export interface Workload {
  /** As `packBatch` makes it. */
  readonly batch: Uint8Array;
  readonly samples: number;
}

const SPARSE = { features: 1000, maxEntries: 256, encoding: "sparse", valueBits: 0 } as const;
const DENSE = { features: 100, maxEntries: 100, encoding: "dense", valueBits: 16 } as const;
const PRESENT = 20;

function caseOf(
  model: ModelPlugin,
  samples: typeof SPARSE | typeof DENSE,
  lane: Shape["lane"],
  classes: number,
  modelParams: Params = {},
): ThroughputCase {
  const composition = resolveComposition({
    model,
    mechanism: stake,
    shape: { ...samples, lane, classes },
    modelParams,
    mechanismParams: {
      costWeightUnits: 1n,
      refundWaitSeconds: 1n,
      ownerWaitSeconds: 1n,
      anyWaitSeconds: 1n,
    },
  } satisfies Composition);
  const entries = samples.encoding === "sparse" ? PRESENT : samples.features;
  return { model: model.manifest.id, composition, entries };
}

/** A tenth of 1.0 where weights are Q16. */
const TENTH = { learningRate: 6_554n };

/** The sums of the averaged weights grow with the number of samples; so they stay within their lanes. */
const SMALL = { learningRate: 64n };

/** Every model, with two classes and, where it takes them, ten. */
export const CASES: readonly ThroughputCase[] = [
  caseOf(sparsePerceptron, SPARSE, 16, 2),
  caseOf(multiclassPerceptron, SPARSE, 16, 2, { learningRate: 1n }),
  caseOf(multiclassPerceptron, SPARSE, 16, 10, { learningRate: 1n }),
  caseOf(averagedPerceptron, SPARSE, 32, 2),
  caseOf(multiclassAveragedPerceptron, SPARSE, 32, 2, { learningRate: 1n }),
  caseOf(multiclassAveragedPerceptron, SPARSE, 32, 10, { learningRate: 1n }),
  caseOf(passiveAggressive, SPARSE, 32, 2),
  caseOf(logisticRegression, SPARSE, 32, 2),
  caseOf(naiveBayes, SPARSE, 16, 2),
  caseOf(naiveBayes, SPARSE, 16, 10),
  caseOf(nearestCentroidSparse, SPARSE, 16, 2),
  caseOf(nearestCentroidSparse, SPARSE, 16, 10),
  caseOf(densePerceptron, DENSE, 32, 2, TENTH),
  caseOf(multiclassPerceptron, DENSE, 32, 2, TENTH),
  caseOf(multiclassPerceptron, DENSE, 32, 10, TENTH),
  caseOf(multiclassAveragedPerceptron, DENSE, 32, 2, SMALL),
  caseOf(multiclassAveragedPerceptron, DENSE, 32, 10, SMALL),
  caseOf(passiveAggressive, DENSE, 32, 2),
  caseOf(logisticRegression, DENSE, 32, 2),
  caseOf(nearestCentroidDense, DENSE, 32, 2),
  caseOf(nearestCentroidDense, DENSE, 32, 10),
];

/** `model/classes/encoding`, unique among the cases. */
export const caseName = ({ model, composition: { shape } }: ThroughputCase): string =>
  `${model}/${shape.classes}/${shape.encoding}`;

/** A tenth of the labels is drawn at random, so that learning never ends. */
const NOISE = 0.1;

/** Samples that can be learned: classes prefer features of their own (sparse) or lie around a centre (dense). */
export function workloadOf({ composition, entries }: ThroughputCase, samples: number): Workload {
  const { shape } = composition;
  const random = seededRandom(shape.classes * 1009 + entries);
  const whole = (below: number): number => Math.floor(random() * below);
  const centres = Array.from({ length: shape.classes }, () =>
    Array.from({ length: shape.features }, () => (random() < 0.5 ? -0.25 : 0.25)),
  );
  const present = (label: number): number[] => {
    const own = Math.floor(shape.features / shape.classes);
    const chosen = new Set<number>();
    while (chosen.size < entries)
      chosen.add(random() < 0.3 ? label * own + whole(own) : whole(shape.features));
    return [...chosen].sort((a, b) => a - b);
  };
  const values = (label: number): number[] =>
    centres[label]!.map((centre) => Math.round((centre + (random() * 2 - 1) * 0.75) * 2 ** shape.valueBits));
  const items = Array.from({ length: samples }, () => {
    const label = whole(shape.classes);
    const sample = shape.encoding === "sparse" ? { indices: present(label) } : { values: values(label) };
    return {
      sample: encodeSample(sample, shape),
      label: random() < NOISE ? whole(shape.classes) : label,
    };
  });
  return { batch: packBatch(items), samples };
}

export const modelParams = ({ composition }: ThroughputCase): Params =>
  Object.fromEntries(
    composition.params
      .filter(({ owner }) => owner === "model")
      .map(({ spec, value }) => [spec.name, value] as const),
  );
