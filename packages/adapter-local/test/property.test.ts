import { Replay, verify } from "@chainlearn/adapter-local";
import { type Contribution, cellsToWords, type PlacedLogEntry } from "@chainlearn/core";
import fc from "fast-check";
import { expect, it } from "vitest";
import { probeComposition, SHAPE, stakeComposition } from "./support/compositions.ts";
import { codeOf, contributionOf, passTime, type Stage, setStage, touched } from "./support/stage.ts";

const people = fc.integer({ min: 1, max: 4 });
/** Few features, so that contributions contradict each other. */
const indices = fc
  .uniqueArray(fc.nat({ max: 5 }), { minLength: 1, maxLength: 3 })
  .map((one) => one.sort((a, b) => a - b));
const operation = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant("add" as const),
      who: people,
      indices,
      label: fc.nat({ max: 1 }),
      extra: fc.integer({ min: -1, max: 50 }),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constantFrom("refund" as const, "report" as const, "take" as const),
      who: people,
      /** Which contribution, counted from the newest. */
      back: fc.nat({ max: 12 }),
      /** Whether its submitter acts. */
      own: fc.boolean(),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("time" as const),
      seconds: fc.constantFrom(1, 60, 100, 400, 1_000),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("everybodyReports" as const), back: fc.nat({ max: 12 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("block" as const), who: people, blocked: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("withdraw" as const), who: people }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("force" as const), units: fc.nat({ max: 9 }) }) },
);
type Operation = typeof operation extends fc.Arbitrary<infer T> ? T : never;

const WAITS = { refundWaitSeconds: 60n, ownerWaitSeconds: 800n, anyWaitSeconds: 1_000n };

/** Anything but a refusal is a failure of the test. */
const refused = (error: unknown): Promise<string> => codeOf(Promise.reject(error));

/** Runs one operation; refused ones are part of the game. */
async function perform(stage: Stage, contributions: Contribution[], step: Operation): Promise<void> {
  const { chain, trainer } = stage;
  const who = "who" in step ? chain.accounts[step.who]! : "";
  switch (step.kind) {
    case "add": {
      const pay = (await trainer.quote()) + BigInt(step.extra);
      const added = await trainer.addData({
        from: who,
        sample: { indices: step.indices },
        label: step.label,
        pay,
      });
      for (const entry of added.entries)
        if (entry.kind === "dataAdded") contributions.push(contributionOf(entry));
      return;
    }
    case "time":
      return passTime(stage, step.seconds);
    case "block":
      return chain.setBlocked(who, step.blocked);
    case "withdraw":
      await trainer.withdraw({ from: who, to: chain.accounts[5]! });
      return;
    case "force":
      return chain.forceCoins(stage.address, BigInt(step.units) * chain.baseUnitsPerUnit);
    case "everybodyReports": {
      const contribution = contributions.at(-1 - step.back);
      if (contribution === undefined) return;
      for (const from of chain.accounts) {
        await trainer.act("report", { from, contribution }).catch(refused);
      }
      return;
    }
    default: {
      const contribution = contributions.at(-1 - step.back);
      if (contribution === undefined) return;
      await trainer.act(step.kind, { from: step.own ? contribution.submitter : who, contribution });
    }
  }
}

/** The sparse perceptron with a learning intercept, stated again in plain numbers. */
function perceptron(log: readonly PlacedLogEntry[]): { words: bigint[]; hot: bigint[] } {
  const weights = Array.from({ length: SHAPE.features }, () => 0);
  let intercept = 0;
  for (const entry of log) {
    if (entry.kind !== "dataAdded") continue;
    const features = Array.from(
      { length: entry.sample.length / 2 },
      (_, p) => entry.sample[2 * p]! * 256 + entry.sample[2 * p + 1]!,
    );
    const score = features.reduce((sum, feature) => sum + weights[feature]!, intercept);
    const step = entry.label - (score > 0 ? 1 : 0);
    for (const feature of features) weights[feature]! += step;
    intercept += step;
  }
  return { words: cellsToWords(weights.map(BigInt), SHAPE.lane), hot: [BigInt(intercept)] };
}

/** The books, from the log alone: what came in, what each account may still withdraw, what left. */
function booksFrom(log: readonly PlacedLogEntry[]): {
  held: bigint;
  credits: Map<string, bigint>;
  left: Map<number, bigint>;
} {
  const credits = new Map<string, bigint>();
  const left = new Map<number, bigint>();
  let held = 0n;
  for (const entry of log) {
    if (entry.kind === "dataAdded") {
      held += entry.cost;
      left.set(entry.id, entry.cost);
    }
    if (entry.kind === "acted") {
      held -= entry.amount;
      left.set(entry.id!, left.get(entry.id!)! - entry.amount);
    }
    if (entry.kind === "credited") {
      held += entry.amount;
      credits.set(entry.actor, (credits.get(entry.actor) ?? 0n) + entry.amount);
    }
    if (entry.kind === "withdrawn") {
      held -= entry.amount;
      credits.delete(entry.actor);
    }
  }
  return { held, credits, left };
}

it("random interleavings keep the books exact, and the log gives the state", async () => {
  const accepted: Record<string, number> = {};
  await fc.assert(
    fc.asyncProperty(fc.array(operation, { minLength: 40, maxLength: 90 }), async (steps) => {
      const stage = await setStage(stakeComposition({}, WAITS), {
        deploy: { roles: { beneficiary: "local1alice" } },
      });
      const { chain, trainer, address } = stage;
      const supply = async () => {
        const balances = await Promise.all([...chain.accounts, address].map((one) => chain.balance(one)));
        return balances.reduce((sum, one) => sum + one, 0n);
      };
      const atStart = await supply();
      const contributions: Contribution[] = [];
      for (const step of steps) {
        await perform(stage, contributions, step).catch(refused);
      }

      const forced = steps.reduce((sum, step) => sum + (step.kind === "force" ? BigInt(step.units) : 0n), 0n);
      expect(await supply()).toBe(atStart + forced * chain.baseUnitsPerUnit);

      const log = await trainer.log();
      for (const entry of log) {
        const kind = entry.kind === "acted" ? ["refund", "report", "take"][entry.action]! : entry.kind;
        accepted[kind] = (accepted[kind] ?? 0) + 1;
      }
      const { held, credits, left } = booksFrom(log);
      const snapshot = await trainer.snapshot(touched(log, chain.accounts));
      expect(await chain.balance(address)).toBe((held + forced) * chain.baseUnitsPerUnit);
      expect(snapshot.balance).toBe(held + forced);
      for (const one of chain.accounts)
        expect(snapshot.accounts.get(one)!.credit).toBe(credits.get(one) ?? 0n);
      for (const [one, units] of left) expect(snapshot.records.get(one)!.left).toBe(units);
      expect(snapshot).toMatchObject(perceptron(log));

      const report = await verify(trainer);
      expect(report).toMatchObject({ ok: true, entries: log.length });
      expect(report.ledger).toMatchObject({ heldByMechanism: 0n, surplus: forced });
      expect(report.ledger.owed).toBe(held);
    }),
    { seed: 20_261_121, numRuns: 150 },
  );
  // A run that hardly reaches the money would prove little.
  for (const kind of ["dataAdded", "refund", "report", "take", "credited", "withdrawn"]) {
    expect(accepted[kind], kind).toBeGreaterThan(30);
  }
});

it("a call that fails after any training leaves what replay of the log gives", async () => {
  const step = fc.record({
    indices,
    label: fc.nat({ max: 9 }),
    fails: fc.boolean(),
    times: fc.integer({ min: 1, max: 40 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
      const stage = await setStage(probeComposition({ classes: 10, lane: 16 }));
      for (const { indices: features, label, fails, times } of steps) {
        for (let i = 0; i < times; i++) {
          const call = stage.trainer.addData({
            from: stage.alice,
            sample: { indices: features },
            label,
            pay: fails ? 9n : 10n,
          });
          if (fails) expect(await codeOf(call)).toMatch(/^(payment_below_quote|trap)$/);
          else await call.catch(refused);
        }
      }
      const replay = await Replay.create(stage.trainer.composition, stage.trainer);
      for (const entry of await stage.trainer.log()) expect(replay.apply(entry)).toBeUndefined();
      const { words, hot } = await stage.trainer.snapshot({});
      expect({ words: replay.shell.words(), hot: replay.shell.hot() }).toEqual({ words, hot });
    }),
    { seed: 7, numRuns: 20 },
  );
});
