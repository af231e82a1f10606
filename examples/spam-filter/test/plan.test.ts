import { HAM, SPAM } from "@chainlearn/example-kit/mail";
import { describe, expect, it } from "vitest";
import { DAY } from "../src/composition.ts";
import type { LabelledSample } from "../src/mail/prepare.ts";
import { planStory } from "../src/story/plan.ts";

const mails: LabelledSample[] = Array.from({ length: 130 }, (_, i) => ({
  mail: `m${i}`,
  sample: { indices: [i] },
  label: i % 3 === 0 ? SPAM : HAM,
}));
const plan = planStory(mails, 5, 11);
const all = plan.flat();

describe("the plan", () => {
  it("is decided by the seed", () => {
    expect(planStory(mails, 5, 11)).toEqual(plan);
    expect(planStory(mails, 5, 12)).not.toEqual(plan);
  });

  it("contributes every mail once, in order, 20 a day", () => {
    expect(all.map(({ mail }) => mail)).toEqual(mails.map(({ mail }) => mail));
    expect(plan.map((day) => day.length)).toEqual([20, 20, 20, 20, 20, 20, 10]);
  });

  it("lets only the last contributor lie, and always", () => {
    expect(all.filter(({ contributor }) => contributor === 4)).toHaveLength(8);
    for (const { contributor, claimed, label } of all) expect(claimed === label).toBe(contributor !== 4);
  });

  it("lets every other contributor take part", () => {
    expect(new Set(all.map(({ contributor }) => contributor))).toEqual(new Set([0, 1, 2, 3, 4]));
  });

  it("goes forward in time, between 8 and 21 o'clock", () => {
    for (const [i, { time }] of all.entries()) {
      expect(time).toBeGreaterThan(all[i - 1]?.time ?? 0);
      expect(time % DAY).toBeGreaterThanOrEqual(8 * 3_600);
      expect(time % DAY).toBeLessThan(21 * 3_600);
    }
  });
});
