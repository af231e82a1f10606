import { expect, test } from "vitest";
import { nameOf } from "../src/plan.ts";
import { merged, readShown, readStudy } from "../src/study/files.ts";
import { studyTables } from "../src/study/markdown.ts";
import { studyPlot } from "../src/study/picture.ts";
import { ATTACKS, plans } from "../src/study/plans.ts";

const results = readStudy();

test("every plan has its committed result", () => {
  expect(results.map(nameOf)).toEqual(plans.map(nameOf));
});

test("the page and the picture show the committed results", () => {
  const { tables, svg } = readShown();
  expect(tables).toBe(studyTables(results));
  expect(svg).toBe(studyPlot(results));
});

const underAttack = results.filter(
  ({ mechanism, scenario }) => mechanism === "champion" && ATTACKS.some((attack) => attack === scenario),
);

test("champion keeps the accuracy, and attacks do not pay", () => {
  expect(underAttack).toHaveLength(18);
  for (const { accuracy, balance } of underAttack) {
    expect(accuracy.start - accuracy.least).toBeLessThanOrEqual(3);
    expect(balance.attackers).toBeLessThan(0);
    expect(balance.honestMedian).toBeGreaterThanOrEqual(-1);
  }
});

test("fresh results take the places of old ones", () => {
  const fresh = { ...results[3]!, days: 1 };
  expect(merged(results, [fresh])).toEqual(results.map((result, k) => (k === 3 ? fresh : result)));
  expect(merged(results, [{ ...fresh, seed: 99 }])).toEqual(results);
});
