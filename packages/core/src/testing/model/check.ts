import type { DevChain } from "../../dev-chain.ts";
import { CheckFailure } from "../assert.ts";
import type { Random } from "../random.ts";
import { describeCase, type ModelCase } from "./cases.ts";
import type { ModelHost } from "./host.ts";
import type { ModelRun } from "./run.ts";
import { anySample } from "./samples.ts";
import type { ModelSubject } from "./subject.ts";

/** A host whose chain runs. */
export interface RunningHost {
  readonly host: ModelHost;
  readonly chain: DevChain;
}

/** One requirement of every model, without the model. */
export interface ModelRule {
  /** Stable; kebab-case. */
  readonly id: string;
  readonly title: string;
  /** Whether the check is part of a short run. Default: no. */
  readonly short?: boolean;
  /** Why the check says nothing about this model on this host; undefined when it applies. */
  notApplicable?(subject: ModelSubject, host: ModelHost): string | undefined;
  run(subject: ModelSubject, running: RunningHost): Promise<void>;
}

/** One requirement of one model, to be checked on any host. */
export interface ModelCheck {
  readonly id: string;
  readonly title: string;
  /** Why the check says nothing on this host, derived from manifest and host; undefined when it applies. */
  notApplicable(host: ModelHost): string | undefined;
  /** @throws CheckFailure saying what is different */
  run(running: RunningHost): Promise<void>;
}

/** Runs something for every case, and says which one failed. */
export async function forEachCase(
  cases: readonly ModelCase[],
  run: (modelCase: ModelCase) => Promise<void>,
): Promise<void> {
  for (const modelCase of cases) {
    try {
      await run(modelCase);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new CheckFailure(`${describeCase(modelCase)}: ${why}`, { cause: error });
    }
  }
}

/** Predicts and adds random samples with random labels, everything compared. @returns the labels before each addition */
export async function train(
  run: ModelRun,
  random: Random,
  steps: number,
  {
    predict = true,
    onStep = async () => {},
  }: { predict?: boolean; onStep?: (step: number) => Promise<void> } = {},
): Promise<(number | undefined)[]> {
  const { shape } = run.composition;
  const labels: (number | undefined)[] = [];
  for (let step = 0; step < steps; step++) {
    const sample = anySample(random, shape);
    if (predict) labels.push(await run.predict(sample));
    await run.add(sample, random.below(shape.classes));
    await onStep(step);
  }
  return labels;
}
