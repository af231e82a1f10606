import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { StakeOracle, type StakeSettings } from "./stake-oracle.ts";
import { StakeRun } from "./stake-run.ts";

const DAY = 86_400n;

const settings: StakeSettings = {
  costWeightUnits: 1_000_000n,
  minDepositUnits: 0n,
  maxDepositUnits: 2n ** 53n,
  refundWaitSeconds: DAY,
  ownerWaitSeconds: 7n * DAY,
  anyWaitSeconds: 14n * DAY,
};

const start = (changes: Partial<StakeSettings> = {}, beneficiary?: string): StakeRun => {
  const run = new StakeRun({ ...settings, ...changes }, beneficiary);
  run.seal(0n);
  return run;
};

describe("quote", () => {
  test("costWeightUnits is the deposit after one idle hour", () => {
    expect(start().quote(3600n)).toBe(1_000_000n);
  });

  test("falls with the square root of the idle time; one second is the least", () => {
    const run = start();
    expect([0n, 1n, 4n, 9n, 3600n * 4n].map((time) => run.quote(time))).toEqual([
      60_000_000n,
      60_000_000n,
      30_000_000n,
      20_000_000n,
      500_000n,
    ]);
    // The original floored the root: 1 to 3 seconds cost the same.
    for (const idle of [2n, 3n, 5n])
      expect(Number(run.quote(idle)) / (60_000_000 / Math.sqrt(Number(idle)))).toBeCloseTo(1, 4);
  });

  test("additions at one moment cost the sum of successive quotes", () => {
    const run = start();
    const costs = [1, 2, 3].map(() => run.add(3600n, "ann", 1).cost);
    expect(costs).toEqual([1_000_000n, 60_000_000n, 60_000_000n]);
  });

  test("floor, cap and cap above floor", () => {
    expect(start({ minDepositUnits: 2_000_000n }).quote(3600n)).toBe(2_000_000n);
    expect(start({ maxDepositUnits: 70n }).quote(3600n)).toBe(70n);
    expect(start({ minDepositUnits: 80n, maxDepositUnits: 70n }).quote(3600n)).toBe(70n);
  });

  test("is the formula for all parameters and times", () => {
    const units = fc.oneof(fc.bigInt(0n, 2n ** 53n), fc.constantFrom(0n, 1n, 2n ** 53n));
    const times = fc.oneof(
      fc.bigInt(0n, 100n),
      fc.bigInt(0n, 2n ** 40n - 1n),
      fc.constantFrom(2n ** 31n - 1n, 2n ** 31n, 2n ** 32n, 2n ** 40n - 1n),
    );
    fc.assert(
      fc.property(units, units, units, times, times, (weight, floor, cap, sealed, later) => {
        const changed = {
          ...settings,
          costWeightUnits: weight,
          minDepositUnits: floor,
          maxDepositUnits: cap,
        };
        const run = new StakeRun(changed);
        const oracle = new StakeOracle(changed);
        run.seal(sealed);
        oracle.lastAddition = sealed;
        expect(run.quote(sealed + later)).toBe(oracle.quote(sealed + later));
      }),
      { seed: 1, numRuns: 2000 },
    );
  });
});

describe("add", () => {
  test("trains on the label and remembers the time", () => {
    const run = start();
    run.add(100n, "ann", 1);
    expect(run.trained).toEqual([1]);
    expect(run.mechanism.pool).toEqual([100n, 0n]);
  });

  test("with too little money names the cost and touches nothing", () => {
    const run = start();
    const { cost } = run.add(100n, "ann", 1, 5_999_999n);
    expect(cost).toBe(6_000_000n);
    expect(run.trained).toEqual([]);
    expect(run.mechanism.pool).toEqual([0n, 0n]);
  });
});

describe("every gate has its code, in this order", () => {
  /** An addition by ann at 100, model in disagreement; bob has one validated sample, ann none. */
  const scene = (changes: Partial<StakeSettings> = {}) => {
    const run = start(changes, "owner");
    const bob = run.add(50n, "bob", 0).record;
    run.prediction = 0;
    expect(run.act("refund", { caller: "bob", time: 50n + DAY, record: bob })).toMatchObject({ reason: 0 });
    const { record, cost } = run.add(100n + DAY, "ann", 1);
    return { run, record, cost, early: 100n + 2n * DAY - 1n, ripe: 100n + 2n * DAY };
  };

  test("refund", () => {
    const { run, record, cost, early, ripe } = scene();
    const refund = (caller: string, time: bigint) => run.act("refund", { caller, time, record });
    expect(refund("bob", early)).toEqual({ refused: "not_submitter" });
    expect(refund("ann", early)).toEqual({ refused: "too_early" });
    expect(refund("ann", ripe)).toEqual({ refused: "model_disagrees" });
    run.prediction = 1;
    expect(refund("ann", ripe)).toEqual({ paid: cost, reason: 0 });
    expect(refund("ann", early)).toEqual({ refused: "already_claimed" });
    expect(run.mechanism.accounts.get("ann")).toEqual([1n]);
    expect(run.mechanism.pool[1]).toBe(2n);
  });

  test("refund after everything was taken", () => {
    const { run, record, ripe } = scene();
    run.act("take", { caller: "carl", time: ripe + 20n * DAY, record });
    run.prediction = 1;
    expect(run.act("refund", { caller: "ann", time: ripe + 20n * DAY, record })).toEqual({
      refused: "nothing_left",
    });
  });

  test("a deposit of 0 is refunded and counts as a validation", () => {
    const run = start({ costWeightUnits: 0n });
    const { record, cost } = run.add(10n, "ann", 1);
    expect(cost).toBe(0n);
    run.prediction = 1;
    expect(run.act("refund", { caller: "ann", time: 10n + DAY, record })).toEqual({ paid: 0n, reason: 0 });
    expect(run.mechanism.pool[1]).toBe(1n);
  });

  test("report", () => {
    const { run, record, cost, early, ripe } = scene();
    const report = (caller: string, time: bigint) => run.act("report", { caller, time, record });
    expect(report("ann", early)).toEqual({ refused: "own_contribution" });
    expect(report("bob", early)).toEqual({ refused: "too_early" });
    expect(report("carl", ripe)).toEqual({ refused: "not_validated" });
    run.prediction = 1;
    expect(report("bob", ripe)).toEqual({ refused: "model_agrees" });
    run.prediction = 0;
    expect(report("bob", ripe)).toEqual({ paid: cost, reason: 0 });
    expect(report("bob", ripe)).toEqual({ refused: "already_claimed" });
  });

  test("a reporter gets his share of the deposit, at most what is left", () => {
    const { run, record, cost, ripe } = scene();
    run.mechanism.accounts.set("carl", [2n]);
    run.mechanism.pool[1] = 3n;
    expect(run.act("report", { caller: "bob", time: ripe, record })).toEqual({ paid: cost / 3n, reason: 0 });
    expect(run.act("report", { caller: "carl", time: ripe, record })).toEqual({
      paid: (cost * 2n) / 3n,
      reason: 0,
    });
    run.mechanism.accounts.set("dora", [3n]);
    const rest = cost - cost / 3n - (cost * 2n) / 3n;
    const outcome = run.act("report", { caller: "dora", time: ripe, record });
    expect(outcome).toEqual(rest > 0n ? { paid: rest, reason: 0 } : { refused: "nothing_left" });
  });

  test("a share of 0 is refused", () => {
    const { run, record, ripe } = scene({ costWeightUnits: 10n, maxDepositUnits: 5n });
    run.mechanism.pool[1] = 1000n;
    expect(run.act("report", { caller: "bob", time: ripe, record })).toEqual({ refused: "share_is_zero" });
  });

  test("report of nothing", () => {
    const { run, record, ripe } = scene();
    run.act("take", { caller: "carl", time: ripe + 20n * DAY, record });
    expect(run.act("report", { caller: "bob", time: ripe + 20n * DAY, record })).toEqual({
      refused: "nothing_left",
    });
  });

  test("take", () => {
    const { run, record, cost } = scene();
    const take = (caller: string, age: bigint) => run.act("take", { caller, time: 100n + DAY + age, record });
    expect(take("owner", 7n * DAY - 1n)).toEqual({ refused: "too_early" });
    expect(take("carl", 14n * DAY - 1n)).toEqual({ refused: "too_early" });
    expect(take("owner", 7n * DAY)).toEqual({ paid: cost, reason: 2 });
    expect(take("owner", 7n * DAY)).toEqual({ refused: "nothing_left" });
    expect(take("carl", 14n * DAY)).toEqual({ refused: "nothing_left" });
  });

  test("take by anyone, the beneficiary and the submitter included", () => {
    for (const caller of ["carl", "owner", "ann"]) {
      const { run, record, cost } = scene();
      expect(run.act("take", { caller, time: 100n + 15n * DAY, record })).toEqual({ paid: cost, reason: 1 });
    }
  });

  test("without a beneficiary the early window belongs to nobody", () => {
    const run = start();
    const { record } = run.add(10n, "ann", 1);
    expect(run.act("take", { caller: "owner", time: 10n + 8n * DAY, record })).toEqual({
      refused: "too_early",
    });
  });
});

describe("random histories", () => {
  const people = ["ann", "bob", "carl", "owner"] as const;
  const operation = fc.record({
    kind: fc.constantFrom("add", "add", "refund", "refund", "report", "report", "report", "take"),
    who: fc.constantFrom(...people),
    wait: fc.oneof(fc.bigInt(0n, 5n), fc.bigInt(0n, 4n * DAY)),
    which: fc.nat(1000),
    label: fc.nat(1),
    prediction: fc.nat(1),
  });
  const parameters = fc.record({
    costWeightUnits: fc.oneof(fc.bigInt(0n, 2n ** 53n), fc.bigInt(0n, 100n)),
    minDepositUnits: fc.constantFrom(0n, 3n, 1000n),
    maxDepositUnits: fc.constantFrom(2n ** 53n, 10_000n),
    refundWaitSeconds: fc.constantFrom(0n, 10n, DAY),
    ownerWaitSeconds: fc.constantFrom(20n, 7n * DAY),
    anyWaitSeconds: fc.constantFrom(30n, 14n * DAY),
  });

  test("kernel = rules: outcomes, payments, cells and what is left", () => {
    const seen = new Map<string, number>();
    fc.assert(
      fc.property(
        parameters,
        fc.array(operation, { minLength: 20, maxLength: 120, size: "max" }),
        (params, operations) => {
          const run = new StakeRun(params, "owner");
          const oracle = new StakeOracle(params, "owner");
          let now = 1_700_000_000n;
          run.seal(now);
          oracle.lastAddition = now;
          const items: {
            record: ReturnType<StakeRun["add"]>["record"];
            item: ReturnType<StakeOracle["add"]>;
          }[] = [];
          for (const { kind, who, wait, which, label, prediction } of operations) {
            now += wait;
            run.prediction = prediction;
            if (kind === "add" || items.length === 0) {
              const { record } = run.add(now, who, label);
              items.push({ record, item: oracle.add(now, who, label) });
              expect(record.deposit).toBe(items.at(-1)!.item.deposit);
              continue;
            }
            // Mostly a recent contribution: the interesting ones still have something left.
            const { record, item } = items[items.length - 1 - (which % Math.min(items.length, 6))]!;
            const expected =
              kind === "take"
                ? oracle.take(now, who, item)
                : oracle[kind as "refund" | "report"](now, who, item, prediction);
            const name = "refused" in expected ? `${kind}:${expected.refused}` : kind;
            seen.set(name, (seen.get(name) ?? 0) + 1);
            expect(run.act(kind as "refund", { caller: who, time: now, record })).toEqual(expected);
            expect(record.left).toBe(item.left);
          }
          expect(run.mechanism.pool).toEqual([oracle.lastAddition, oracle.allValidated]);
          for (const who of people)
            expect(run.mechanism.accounts.get(who)?.[0] ?? 0n).toBe(oracle.validated.get(who) ?? 0n);
        },
      ),
      { seed: 42, numRuns: 150 },
    );
    for (const outcome of [
      ...["refund", "report", "take"],
      ...["not_submitter", "already_claimed", "too_early", "nothing_left", "model_disagrees"].map(
        (c) => `refund:${c}`,
      ),
      ...[
        "own_contribution",
        "too_early",
        "not_validated",
        "already_claimed",
        "nothing_left",
        "model_agrees",
      ].map((c) => `report:${c}`),
      ...["too_early", "nothing_left"].map((c) => `take:${c}`),
    ])
      expect(seen.get(outcome), outcome).toBeGreaterThan(10);
  });
});
