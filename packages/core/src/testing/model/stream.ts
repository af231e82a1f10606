import type { ModelState } from "../../state.ts";
import { cellsToWords } from "../../state.ts";
import { Random } from "../random.ts";
import { casesOf, type ModelCase, usualState } from "./cases.ts";
import type { ModelHost } from "./host.ts";
import { hashOf, References } from "./run.ts";
import { anySample } from "./samples.ts";
import type { ModelSubject } from "./subject.ts";

const SEED = 20_261_121;
const STEPS = 500;
const STEPS_OF_SHORT_RUN = 12;

export interface Stream {
  readonly modelCase: ModelCase;
  readonly state: ModelState;
  /** What comes out of it next are the samples and labels. */
  readonly random: Random;
}

export const streamSteps = ({ short }: Pick<ModelHost, "short">): number =>
  short ? STEPS_OF_SHORT_RUN : STEPS;

/** The stream that every host gets; a short run gets its beginning. */
export function streamOf(subject: ModelSubject): Stream {
  const [modelCase] = casesOf(subject);
  const random = new Random(SEED);
  return { modelCase: modelCase!, state: usualState(random, subject, modelCase!), random };
}

/** Where the stream ends according to the references, without any chain: hosts that pass end there too. */
export function streamEnd(subject: ModelSubject): {
  readonly steps: number;
  readonly stateHash: string;
} {
  const { modelCase, state, random } = streamOf(subject);
  const references = new References(subject, modelCase, state);
  for (let step = 0; step < STEPS; step++)
    references.update(anySample(random, modelCase.shape), random.below(modelCase.shape.classes));
  const { cells, hot } = references.state;
  const words = cellsToWords(cells, modelCase.shape.lane);
  return { steps: STEPS, stateHash: hashOf({ words, hot }) };
}
