import type { LabelledSample } from "./mails.ts";

/** Somebody who stakes contributions. */
export interface Person {
  readonly name: string;
  readonly role: string;
  /** The label that the n-th mail gets of this person. */
  labels(mail: LabelledSample, n: number): number;
}

const right: Person["labels"] = ({ label }) => label;

/** In the order in which they stake. */
export const PEOPLE: readonly Person[] = [
  { name: "ann", role: "labels with care", labels: right },
  { name: "bob", role: "labels with care", labels: right },
  { name: "mal", role: "labels everything wrong", labels: ({ label }) => 1 - label },
  { name: "cyd", role: "labels with care", labels: right },
  {
    name: "tim",
    role: "gets every second one wrong",
    labels: ({ label }, n) => (n % 2 === 0 ? label : 1 - label),
  },
];
