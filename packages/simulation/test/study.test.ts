import { champion, points, stake } from "@chainlearn/mechanisms";
import { expect, test } from "vitest";
import { mailParts } from "../src/mail.ts";
import { nameOf } from "../src/plan.ts";
import { resultOf } from "../src/report/result.ts";
import { kernelsOf, simulate } from "../src/simulate.ts";
import { merged, readShown, readStudy } from "../src/study/files.ts";
import { studyTables } from "../src/study/markdown.ts";
import { studyPlot } from "../src/study/picture.ts";
import { ATTACKS, plans } from "../src/study/plans.ts";
import { DAYS_PER_POINT } from "../src/study/update.ts";

const results = readStudy();
const PLUGINS = { champion, points, stake };

test("every plan has its committed result", () => {
  expect(results.map(nameOf)).toEqual(plans.map(nameOf));
});

test("every committed result is of the kernels that are here", () => {
  for (const { mechanism, model, kernels } of results)
    expect(kernels).toEqual(kernelsOf(model, PLUGINS[mechanism]));
});

test("a fresh run of a whole attack on champion, with tests and promotions, is the committed one", async () => {
  const plan = plans.find((plan) => nameOf(plan) === "flip/champion/averaged-perceptron/1")!;
  const fresh = resultOf(plan, await simulate(plan, mailParts(plan.seed)), DAYS_PER_POINT);
  expect(fresh.calls.decide).toBeGreaterThan(0);
  expect(results).toContainEqual(JSON.parse(JSON.stringify(fresh)));
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
    // At most 3 points are allowed; README.md says of these runs that they lost none.
    expect(accuracy.start - accuracy.least).toBeLessThanOrEqual(3);
    expect(accuracy.least).toBeGreaterThanOrEqual(accuracy.start);
    expect(balance.attackers).toBeLessThan(0);
    expect(balance.honestMedian).toBeGreaterThanOrEqual(-1);
  }
});

test("fresh results take the places of old ones", () => {
  const fresh = { ...results[3]!, days: 1 };
  expect(merged(results, [fresh])).toEqual(results.map((result, k) => (k === 3 ? fresh : result)));
  expect(merged(results, [{ ...fresh, seed: 99 }])).toEqual(results);
});
