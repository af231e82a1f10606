import type { Sample, Shape } from "@chainlearn/core";
import { createReferenceModel } from "@chainlearn/kernel/testing";
import { expect } from "vitest";
import type { Oracle } from "../oracles/oracle.ts";
import { startLinked } from "../running.ts";
import { type RuleCase, type Ruled, shapeOf } from "./case.ts";

/** Linked module, reference host and rule, set to one state. */
export interface Run {
  readonly oracle: Oracle;
  /** The rule's prediction, which the others share, as they share the margin of every label. */
  predict(sample: Sample): number;
  update(sample: Sample, label: number): void;
  /** Every cell and every hot cell is equal. */
  compare(): void;
}

export interface Stage {
  readonly shape: Shape;
  begin(cells: readonly bigint[], hot: readonly bigint[]): Run;
}

/** Three ways to run one model, side by side. */
export async function setStage({ model, oracle: oracleOf }: Ruled, ruleCase: RuleCase): Promise<Stage> {
  const shape = shapeOf(ruleCase);
  const linked = await startLinked(model, shape, ruleCase.params);
  return {
    shape,
    begin: (cells, hot) => {
      const oracle = oracleOf(shape, ruleCase.params);
      const reference = createReferenceModel(model, shape, ruleCase.params);
      expect([oracle.cells.length, oracle.hot.length]).toEqual([cells.length, hot.length]);
      linked.setCells(cells);
      linked.running.setHot(hot);
      for (const side of [oracle, reference]) {
        side.cells.splice(0, cells.length, ...cells);
        side.hot.splice(0, hot.length, ...hot);
      }
      return {
        oracle,
        predict: (sample) => {
          const expected = oracle.predict(sample);
          expect([linked.predict(sample), reference.predict(sample)]).toEqual([expected, expected]);
          for (let label = 0; label < shape.classes; label++) {
            const margin = oracle.margin(sample, label);
            expect([linked.margin(sample, label), reference.margin(sample, label)]).toEqual([margin, margin]);
            expect(margin >= 0n).toBe(label === expected);
          }
          return expected;
        },
        update: (sample, label) => {
          oracle.update(sample, label);
          linked.update(sample, label);
          reference.update(sample, label);
        },
        compare: () => {
          expect(linked.cells()).toEqual(oracle.cells);
          expect(reference.cells).toEqual(oracle.cells);
          expect([linked.running.hot(), reference.hot]).toEqual([oracle.hot, oracle.hot]);
        },
      };
    },
  };
}
