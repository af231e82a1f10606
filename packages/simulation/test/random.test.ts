import { expect, test } from "vitest";
import { Random } from "../src/random.ts";

const MANY = 20_000;
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

test("streams of one seed differ, and come again", () => {
  const draws = (seed: number, stream: string): number[] => {
    const random = new Random(seed, stream);
    return Array.from({ length: 5 }, () => random.share());
  };
  expect(draws(1, "people")).toEqual(draws(1, "people"));
  expect(draws(1, "people")).not.toEqual(draws(1, "mails"));
  expect(draws(1, "people")).not.toEqual(draws(2, "people"));
});

test("distributions have the mean and the deviation that were asked for", () => {
  const random = new Random(7, "test");
  const normal = Array.from({ length: MANY }, () => random.normal(50, 10));
  expect(mean(normal)).toBeCloseTo(50, 0);
  expect(Math.sqrt(mean(normal.map((value) => (value - 50) ** 2)))).toBeCloseTo(10, 0);
  const waits = Array.from({ length: MANY }, () => random.exponential(100));
  expect(mean(waits) / 100).toBeCloseTo(1, 1);
  // A share of 1/e of the waits of a Poisson process is longer than their mean.
  expect(waits.filter((wait) => wait > 100).length / MANY).toBeCloseTo(1 / Math.E, 1);
});
