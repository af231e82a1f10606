import type { Contribution } from "../../record.ts";
import { assertEqual } from "../assert.ts";
import type { Stage } from "./stage.ts";

/** A feature that no other story uses, so that stories on one stage do not meet. */
const VALIDATION_FEATURE = 19;

/** Somebody adds a sample that the empty model agrees with, and gets it back: one validated sample. */
export async function validate(stage: Stage, who: string): Promise<Contribution> {
  const { contribution } = await stage.add(who, { indices: [VALIDATION_FEATURE] }, 0);
  const entry = await stage.act("refund", who, contribution);
  assertEqual(entry.amount, stage.flatPrice, "refund");
  return contribution;
}

/** A contribution with label 1 that the model came to contradict, because `teacher` added the opposite. */
export async function contradicted(
  stage: Stage,
  submitter: string,
  teacher: string,
  feature: number,
): Promise<Contribution> {
  const { contribution } = await stage.add(submitter, { indices: [feature] }, 1);
  await stage.add(teacher, { indices: [feature] }, 0);
  assertEqual(await stage.trainer.predict({ indices: [feature] }), 0, "prediction after the contradiction");
  return contribution;
}

/** The contribution with each of its parts altered in turn. */
export function alterations(
  stage: Stage,
  contribution: Contribution,
): readonly (readonly [what: string, altered: Contribution])[] {
  const { id, time, label, sample, submitter } = contribution;
  const somebody = Object.values(stage.people).find((person) => person !== submitter)!;
  const flipped = sample.slice();
  flipped[flipped.length - 1]! ^= 1;
  return [
    ["the next id", { ...contribution, id: id + 1 }],
    ["an id beyond 32 bits", { ...contribution, id: id + 2 ** 32 }],
    ["the largest id", { ...contribution, id: 2 ** 48 - 1 }],
    ["a second later", { ...contribution, time: time + 1 }],
    ["a second earlier", { ...contribution, time: time - 1 }],
    ["a time beyond 32 bits", { ...contribution, time: time + 2 ** 32 }],
    ["another submitter", { ...contribution, submitter: somebody }],
    ["the other label", { ...contribution, label: 1 - label }],
    ["a label that is no class", { ...contribution, label: label + 256 }],
    ["another sample", { ...contribution, sample: flipped }],
    ["no sample", { ...contribution, sample: new Uint8Array() }],
    ["half an index more", { ...contribution, sample: Uint8Array.of(...sample, 0) }],
    ["a sample larger than is admitted", { ...contribution, sample: new Uint8Array(200) }],
  ];
}
