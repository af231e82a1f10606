import { ERROR_CODES } from "@chainlearn/core";
import {
  createReferenceMechanism,
  type ReferenceMechanism,
  type ReferenceRecord,
  ReferenceRejection,
} from "@chainlearn/kernel/testing";
import { points } from "@chainlearn/mechanisms";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { PointsOracle, type PointsOutcome } from "./points-oracle.ts";

const DAY = 86_400n;
const NAMES = new Map<number, string>(Object.entries(ERROR_CODES).map(([name, code]) => [code, name]));

/** The kernel on the reference host. */
class PointsRun {
  readonly mechanism: ReferenceMechanism;
  /** What the model says about every sample. */
  prediction = 0;
  readonly trained: number[] = [];

  constructor(claimWaitSeconds = DAY) {
    this.mechanism = createReferenceMechanism({
      mechanism: points,
      params: { claimWaitSeconds },
      model: {
        predict: () => this.prediction,
        update: (label) => {
          this.trained.push(label);
        },
      },
    });
  }

  add(time: bigint, submitter: string, label: number): ReferenceRecord {
    const record = this.mechanism.newRecord({ submitter, time, label });
    const { value } = this.mechanism.run("add", { caller: submitter, time, paid: 0n, record });
    expect(value).toBe(0n);
    return record;
  }

  claim(time: bigint, caller: string, record: ReferenceRecord): PointsOutcome {
    try {
      const { value, payment } = this.mechanism.run("claim", { caller, time, record });
      expect({ value: Number(value), payment }).toEqual({ value: 0, payment: undefined });
      return undefined;
    } catch (error) {
      if (error instanceof ReferenceRejection)
        return { refused: NAMES.get(error.code) ?? String(error.code) };
      throw error;
    }
  }

  points(address: string): bigint {
    return this.mechanism.accounts.get(address)?.[0] ?? 0n;
  }
}

test("additions are free at any time, and train", () => {
  const run = new PointsRun();
  for (const time of [0n, 1n, 2n ** 40n - 1n])
    expect(run.mechanism.run("quote", { caller: "ann", time }).value).toBe(0n);
  run.add(5n, "ann", 1);
  run.add(5n, "bob", 0);
  expect(run.trained).toEqual([1, 0]);
  expect([run.points("ann"), run.points("bob")]).toEqual([0n, 0n]);
});

describe("a claim", () => {
  test("is refused by the first gate that is closed, and counts when all are open", () => {
    const run = new PointsRun();
    const record = run.add(1_000n, "ann", 1);
    const claim = (who: string, time: bigint, prediction: number): PointsOutcome => {
      run.prediction = prediction;
      return run.claim(time, who, record);
    };
    expect(claim("bob", 1_000n, 0)).toEqual({ refused: "not_submitter" });
    expect(claim("ann", 1_000n + DAY - 1n, 0)).toEqual({ refused: "too_early" });
    expect(claim("ann", 1_000n + DAY, 0)).toEqual({ refused: "model_disagrees" });
    expect(claim("ann", 1_000n + DAY, 1)).toBeUndefined();
    expect(claim("ann", 1_000n, 0)).toEqual({ refused: "already_claimed" });
    expect(claim("bob", 1_000n + DAY, 1)).toEqual({ refused: "not_submitter" });
    expect([run.points("ann"), run.points("bob")]).toEqual([1n, 0n]);
  });

  test("without a wait counts at once", () => {
    const run = new PointsRun(0n);
    run.prediction = 1;
    expect(run.claim(7n, "ann", run.add(7n, "ann", 1))).toBeUndefined();
  });
});

test("random histories: kernel = rules, outcomes and points", () => {
  const people = ["ann", "bob", "carl"] as const;
  const operation = fc.record({
    kind: fc.constantFrom("add", "claim", "claim"),
    who: fc.constantFrom(...people),
    wait: fc.oneof(fc.bigInt(0n, 5n), fc.bigInt(0n, DAY)),
    which: fc.nat(1000),
    label: fc.nat(1),
    prediction: fc.nat(1),
  });
  const seen = new Map<string, number>();
  fc.assert(
    fc.property(
      fc.constantFrom(0n, 10n, DAY),
      fc.array(operation, { minLength: 20, maxLength: 120, size: "max" }),
      (wait, operations) => {
        const run = new PointsRun(wait);
        const oracle = new PointsOracle(wait);
        const items: { record: ReferenceRecord; item: ReturnType<PointsOracle["add"]> }[] = [];
        let now = 1_700_000_000n;
        for (const { kind, who, wait: passed, which, label, prediction } of operations) {
          now += passed;
          run.prediction = prediction;
          if (kind === "add" || items.length === 0) {
            items.push({ record: run.add(now, who, label), item: oracle.add(now, who, label) });
            continue;
          }
          const { record, item } = items[items.length - 1 - (which % Math.min(items.length, 6))]!;
          const expected = oracle.claim(now, who, item, prediction);
          const name = expected?.refused ?? "accepted";
          seen.set(name, (seen.get(name) ?? 0) + 1);
          expect(run.claim(now, who, record)).toEqual(expected);
        }
        for (const who of people) expect(run.points(who)).toBe(oracle.validated.get(who) ?? 0n);
      },
    ),
    { seed: 64, numRuns: 150 },
  );
  for (const outcome of ["accepted", "not_submitter", "already_claimed", "too_early", "model_disagrees"])
    expect(seen.get(outcome), outcome).toBeGreaterThan(10);
});
