import { describe, expect, it } from "vitest";
import { checkSample, type Shape } from "../src/index.ts";

import { FLAW_CODES, flawedSample, flawsOf, randomSample } from "../src/testing/differential/samples.ts";

import { type Operation, type Outcome, randomOperations } from "../src/testing/index.ts";
import { Random } from "../src/testing/random.ts";
import { codeOf, shapeOf } from "./support.ts";

const shape: Shape = shapeOf({ features: 8, maxEntries: 3 });
const options = { shape, waits: { refund: 10, owner: 30, any: 60 }, accounts: 6, beneficiary: 4 };

/** A toy chain: it takes every addition that pays the quote of 10, and refuses everything else. */
async function operationsOf(seed: number, count: number): Promise<Operation[]> {
  const stream = randomOperations(seed, options);
  const operations: Operation[] = [];
  let time = 1_000;
  let id = 0;
  for (let i = 0; i < count; i++) {
    const pause = stream.pause(time);
    expect(Number.isInteger(pause) && pause >= 1).toBe(true);
    time += pause;
    const operation = await stream.next({ time, predict: async (sample) => sample.at(-1)! % 2 });
    operations.push(operation);
    const outcome: Outcome =
      operation.kind === "add" && operation.payment.kind === "quote" && operation.label < 2
        ? {
            accepted: true,
            entries: [
              { kind: "dataAdded", actor: operation.from, id: id++, time, label: operation.label, cost: 10n },
            ],
          }
        : { accepted: false, code: "trap" };
    stream.settle(operation, outcome);
  }
  expect(stream.contributions.map((contribution) => contribution.id)).toEqual(
    Array.from({ length: id }, (_, i) => i),
  );
  return operations;
}

describe("random operations", () => {
  it("are the same for the same seed and outcomes, and others for another seed", async () => {
    const [first, second, other] = [
      await operationsOf(1, 300),
      await operationsOf(1, 300),
      await operationsOf(2, 300),
    ];
    expect(second).toEqual(first);
    expect(other).not.toEqual(first);
  });

  it("try every kind of call", async () => {
    const operations = await operationsOf(3, 1_000);
    const names = operations.map((operation) =>
      operation.kind === "act" ? operation.action : operation.kind,
    );
    expect(new Set(names)).toEqual(
      new Set(["add", "refund", "report", "take", "withdraw", "initialize", "seal"]),
    );
    expect(operations.every(({ from }) => from >= 0 && from < options.accounts)).toBe(true);
  });

  it("add classes where the composition grows, and use what has come into use", async () => {
    const of = shapeOf({ features: 8, maxEntries: 3, classes: 5 });
    const growing = { ...options, shape: of, growth: { startClasses: 2, account: 3 } };
    const stream = randomOperations(6, growing);
    const labels = new Set<number>();
    let inUse = 2;
    for (let time = 1; time < 600; time++) {
      const operation = await stream.next({ time, predict: async () => 0 });
      if (operation.kind === "add" && operation.payment.kind === "quote") labels.add(operation.label);
      const accepted = operation.kind === "addClass" && operation.from === 3 && inUse < 5;
      const entries = [{ kind: "classAdded", label: inUse, name: "" } as const];
      stream.settle(operation, accepted ? { accepted, entries } : { accepted: false, code: "trap" });
      if (accepted) inUse += 1;
    }
    expect(inUse).toBe(5);
    expect([0, 1, 2, 3, 4, 5, 65_535].every((label) => labels.has(label))).toBe(true);
  });

  it("make good samples that are good, and flawed ones that are refused for their flaw", () => {
    const random = new Random(4);
    for (const of of [
      shapeOf({ features: 8, maxEntries: 3 }),
      shapeOf({ features: 8, maxEntries: 3, encoding: "sparse-values", valueBits: 2 }),
      shapeOf({ features: 8, maxEntries: 8, encoding: "dense", valueBits: 2 }),
      shapeOf({ features: 1, maxEntries: 1, encoding: "dense" }),
    ]) {
      for (let i = 0; i < 50; i++) {
        expect(() => checkSample(randomSample(random, of), of)).not.toThrow();
        for (const flaw of flawsOf(of))
          expect(
            codeOf(() => checkSample(flawedSample(random, of, flaw), of)),
            flaw,
          ).toBe(FLAW_CODES[flaw]);
      }
    }
  });

  it("know every flaw that an encoding can have", () => {
    const flaws = (["sparse", "sparse-values", "dense"] as const).flatMap((encoding) =>
      flawsOf(shapeOf({ encoding, features: 8, maxEntries: 8 })),
    );
    expect(new Set(flaws)).toEqual(new Set(Object.keys(FLAW_CODES)));
  });
});
