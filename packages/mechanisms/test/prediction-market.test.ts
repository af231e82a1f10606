import type { Judge, Params, Validity } from "@chainlearn/core";
import { checkKernel } from "@chainlearn/kernel/compiler";
import fc, { type GeneratorValue } from "fast-check";
import { describe, expect, test } from "vitest";
import { predictionMarket } from "../src/prediction-market/plugin.ts";
import { MarketOracle, type MarketSettings, type Outcome } from "./prediction-market-oracle.ts";
import {
  FEATURES,
  type Lesson,
  learnerOf,
  MarketRun,
  type MarketScene,
  type Opening,
  PROVIDER,
  secretOf,
} from "./prediction-market-run.ts";
import { ToyModel } from "./toy-model.ts";

const settings: MarketSettings = {
  ...{
    stakeUnits: 100n,
    rounds: 20n,
    bondUnits: 50n,
    drawBondUnits: 7n,
    stepFeeUnits: 2n,
    feePotUnits: 150n,
  },
  ...{ testParts: 3n, itemsPerPart: 2n, maxContributions: 10n, grouped: 0n },
  ...{ commitSeconds: 10n, drawSeconds: 10n, showSeconds: 10n, stakeSeconds: 10n },
  ...{ revealSeconds: 10n, settleSeconds: 1_000n },
};
const START = 1_000n;

/** Kernel and oracle side by side: what one says, the other has to say. */
class Both {
  readonly run: MarketRun;
  readonly oracle: MarketOracle;
  readonly scene: MarketScene;
  /** What the manifest's judge makes of the calls that were accepted, by contribution. */
  readonly judged = new Map<number, Validity>();
  readonly #judge: Judge;
  now = START;

  constructor(scene: MarketScene) {
    this.scene = scene;
    this.run = new MarketRun(scene);
    this.#judge = predictionMarket.manifest.judge!(scene.settings as unknown as Params);
    this.oracle = new MarketOracle(scene.settings, PROVIDER, {
      sealed: learnerOf(scene),
      stateWords: FEATURES,
    });
  }

  fund(caller = PROVIDER, paid = this.oracle.escrow) {
    return this.#same(this.run.fund(caller, this.now, paid), this.oracle.fund(caller, this.now, paid));
  }

  join(caller: string, secret: bigint, paid = this.scene.settings.drawBondUnits) {
    const outcome = this.oracle.join(caller, this.now, paid, secret);
    return this.#same(this.run.join(caller, this.now, paid, secret), outcome);
  }

  unveil(caller: string, secret: bigint) {
    return this.#same(
      this.run.unveil(caller, this.now, secret),
      this.oracle.unveil(caller, this.now, secret),
    );
  }

  reveal(opens: Opening = this.oracle.dueOpening) {
    const sizes =
      opens === "another list" ? undefined : opens.map((k) => [k, this.scene.parts[k]!.length] as const);
    return this.#same(this.run.reveal(this.now, opens), this.oracle.reveal(this.now, sizes));
  }

  add(submitter: string, lesson: number) {
    const outcome = this.oracle.add(this.now, submitter, lesson);
    return this.#same(this.run.add(this.now, submitter, lesson), outcome);
  }

  expire() {
    const outcome = this.#same(this.run.simple("expire", "anybody", this.now), this.oracle.expire(this.now));
    this.#take("expire", outcome);
    return outcome;
  }

  settle(steps: bigint, attached = true) {
    const { outcome } = this.oracle.settle(steps, attached);
    this.#take("settle", this.#same(this.run.settle(this.now, steps, attached), outcome));
    return outcome;
  }

  train(contribution: number) {
    const outcome = this.#same(this.run.train(this.now, contribution), this.oracle.train(contribution));
    this.#take("train", outcome, contribution);
    return outcome;
  }

  collect(caller: string) {
    return this.#same(this.run.simple("collect", caller, this.now), this.oracle.collect(caller));
  }

  refund(contribution: number) {
    return this.#same(this.run.refund(this.now, contribution), this.oracle.refund(contribution));
  }

  reclaim(caller = PROVIDER) {
    return this.#same(this.run.simple("reclaim", caller, this.now), this.oracle.reclaim(caller));
  }

  /** Settles to the end, with as many steps in every call as `steps` says. */
  settleAll(steps: () => bigint): void {
    while (this.oracle.phase === "settling") {
      const { turn } = this.oracle;
      if (turn === undefined) this.settle(steps());
      else this.train(turn);
    }
  }

  /** Everybody takes what is theirs, twice; then nothing is left. */
  withdrawAll(accounts: readonly string[]): void {
    for (const account of [...accounts, ...accounts]) this.collect(account);
    for (const [n] of [...this.run.records.entries(), ...this.run.records.entries()]) this.refund(n);
    this.reclaim();
    this.reclaim();
    expect(this.run.balance).toBe(0n);
  }

  /** What the judge has to say in the end, from the rules: how many items the last pass got right after each turn. */
  get expected(): Map<number, Validity> {
    const { phase, settlement, contributions } = this.oracle;
    const found = new Map<number, Validity>();
    if (phase === "expired") for (const n of contributions.keys()) found.set(n, "void");
    if (phase !== "done" || !settlement) return found;
    for (const [n, { submitter }] of contributions.entries())
      if (settlement.dropped.includes(submitter)) found.set(n, "invalid");
    const learner = learnerOf(this.scene)();
    let right = learner.correct();
    let turn: number[] = [];
    for (const [k, n] of settlement.trained.entries()) {
      const { submitter, lesson } = contributions[n]!;
      learner.train(lesson);
      turn.push(n);
      const next = settlement.trained[k + 1];
      if (this.scene.settings.grouped && next !== undefined && contributions[next]!.submitter === submitter)
        continue;
      const now = learner.correct();
      for (const one of turn) found.set(one, now > right ? "valid" : now < right ? "invalid" : "void");
      right = now;
      turn = [];
    }
    return found;
  }

  #take(action: string, outcome: Outcome, id?: number): void {
    if ("refused" in outcome) return;
    const { manifest } = predictionMarket;
    const { pool, series } = this.run.mechanism;
    const findings = this.#judge({
      action,
      entry: {
        ...{ kind: "acted", actor: "settler", action: 0, id, time: Number(this.now), paid: 0n, args: [] },
        ...{ reason: outcome.reason, amount: outcome.paid },
      },
      contribution:
        id === undefined
          ? undefined
          : { id, time: 0, label: 0, submitter: this.oracle.contributions[id]!.submitter },
      found: undefined,
      pool: (cell) => pool[manifest.pool.findIndex(({ name }) => name === cell)]!,
      series: (name, number) => series.get(`${manifest.series!.indexOf(name)}/${number}`) ?? 0n,
    });
    for (const { id, validity } of findings) this.judged.set(id, validity);
  }

  #same<T>(actual: T, expected: T): T {
    expect(actual).toEqual(expected);
    return actual;
  }
}

const ACCOUNTS = ["ann", "bob", "cyd", "dan", PROVIDER];

type Draw = GeneratorValue;
const features = (): fc.Arbitrary<number[]> =>
  fc.subarray(
    Array.from({ length: FEATURES }, (_, i) => i),
    { minLength: 1 },
  );
const lesson = (g: Draw): Lesson => ({ features: g(features), label: g(fc.nat, 1) });

function sceneOf(g: Draw): MarketScene {
  const between = (min: bigint, max: bigint): bigint => g(fc.bigInt, min, max);
  const drawn: MarketSettings = {
    stakeUnits: between(1n, 60n),
    rounds: between(1n, 12n),
    bondUnits: between(0n, 90n),
    drawBondUnits: between(0n, 9n),
    stepFeeUnits: between(0n, 2n),
    feePotUnits: between(0n, 200n),
    testParts: between(2n, 4n),
    itemsPerPart: between(1n, 3n),
    maxContributions: between(1n, 9n),
    grouped: between(0n, 1n),
    commitSeconds: between(1n, 9n),
    drawSeconds: between(1n, 9n),
    showSeconds: between(1n, 9n),
    stakeSeconds: between(1n, 9n),
    revealSeconds: between(1n, 9n),
    settleSeconds: between(1n, 9n),
  };
  return {
    settings: drawn,
    weights: Array.from({ length: FEATURES }, () => g(fc.integer, { min: -2, max: 2 })),
    // One part in eight has an item too many.
    parts: Array.from({ length: Number(drawn.testParts) }, () =>
      Array.from({ length: Number(drawn.itemsPerPart) + (g(fc.nat, 15) === 0 ? 1 : 0) }, () => lesson(g)),
    ),
    lessons: Array.from({ length: 12 }, () => lesson(g)),
  };
}

describe("the kernel", () => {
  test("passes the check", () => {
    const { manifest, kernel } = predictionMarket;
    expect(checkKernel(kernel, manifest, { budgetBytes: 4096 }).bytes).toBe(kernel.length);
  });
});

describe("every market", () => {
  test("pays exactly what the oracle says, and nothing is left", () => {
    const seen = { done: 0, expired: 0, cancelled: 0, dropped: 0, promoted: 0, retrained: 0, grouped: 0 };
    const found = { valid: 0, invalid: 0, void: 0 };
    let abandoned = 0;
    fc.assert(
      fc.property(fc.gen(), (g) => {
        const both = new Both(sceneOf(g));
        const { settings: s } = both.scene;
        const rarely = (): boolean => g(fc.nat, 11) === 0;
        const mostly = (): boolean => !rarely();
        // Mostly the first second of a window, now and then the one before.
        const at = (seconds: bigint): void => {
          const moment = START + seconds - (rarely() ? 1n : 0n);
          if (moment > both.now) both.now = moment;
        };
        if (rarely()) both.fund("ann");
        if (rarely()) both.fund(PROVIDER, both.oracle.escrow - 1n);
        if (rarely()) both.add("ann", 0);
        both.fund();
        if (rarely()) both.fund();

        const secrets = ACCOUNTS.filter(() => g(fc.boolean)).map(
          (account) => [account, secretOf(g(fc.bigInt, 0n, 2n ** 64n - 1n))] as const,
        );
        for (const [account, secret] of secrets) {
          if (rarely()) both.join(account, secret, s.drawBondUnits + 1n);
          both.join(account, secret);
          if (rarely()) both.join(account, secret);
        }
        at(s.commitSeconds);
        for (const [account, secret] of secrets) {
          if (rarely()) both.unveil(account, secret + 1n);
          if (rarely()) both.unveil("eve", secret);
          if (mostly()) both.unveil(account, secret);
          if (rarely()) both.unveil(account, secret);
        }

        at(s.commitSeconds + s.drawSeconds);
        if (rarely()) both.expire();
        if (rarely()) both.reveal("another list");
        if (rarely()) both.reveal([g(fc.nat, Number(s.testParts) - 1)]);
        if (rarely()) both.reveal([0, 1]);
        if (rarely()) both.add("ann", 0);
        if (mostly()) both.reveal();

        const lessons = g(fc.array, fc.nat(11), { maxLength: 10 });
        for (const one of lessons) both.add(g(fc.constantFrom, ...ACCOUNTS), one);
        if (rarely()) both.settle(3n);
        at(s.commitSeconds + s.drawSeconds + s.showSeconds);
        if (rarely()) both.add("bob", 1);
        if (rarely() || both.oracle.phase !== "funded") both.expire();

        at(s.commitSeconds + s.drawSeconds + s.showSeconds + s.stakeSeconds);
        if (rarely()) both.add("bob", 1);
        if (rarely()) both.expire();
        for (let k = 1n; k < s.testParts; k++) {
          if (rarely()) both.reveal("another list");
          if (rarely()) both.reveal([both.oracle.duePart]);
          if (g(fc.nat, 39) > 0) both.reveal();
        }
        both.now = START + s.commitSeconds + s.drawSeconds + s.showSeconds + s.stakeSeconds + s.revealSeconds;
        both.expire();

        const settleEnd = both.now + s.settleSeconds;
        while (both.oracle.phase === "settling") {
          const { turn } = both.oracle;
          if (g(fc.nat, 29) === 0) {
            both.now = settleEnd - g(fc.bigInt, 0n, 1n);
            if ("paid" in both.expire()) abandoned += 1;
            continue;
          }
          if (rarely()) both.train(g(fc.nat, both.run.records.length - 1));
          if (rarely()) both.settle(g(fc.bigInt, 0n, 3n), false);
          if (rarely()) both.collect("ann");
          if (rarely()) both.reclaim();
          if (turn === undefined) both.settle(g(fc.bigInt, 0n, 40n));
          else both.train(turn);
        }
        const { phase, settlement } = both.oracle;
        if (rarely()) both.settle(1n);
        if (rarely()) both.reclaim("ann");
        both.withdrawAll([...ACCOUNTS, "eve"]);

        const model = new ToyModel(both.scene.weights);
        if (phase === "done" && settlement?.promoted)
          for (const n of settlement.trained) {
            const { features, label } = both.scene.lessons[both.oracle.contributions[n]!.lesson]!;
            model.update(features, label);
          }
        expect(both.run.served.weights).toEqual(model.weights);

        expect(both.judged).toEqual(both.expected);
        for (const validity of both.judged.values()) found[validity] += 1;

        expect(phase).toMatch(/done|expired|cancelled/);
        if (phase === "done" || phase === "expired" || phase === "cancelled") seen[phase] += 1;
        seen.dropped += settlement?.dropped.length ?? 0;
        seen.promoted += settlement?.promoted ? 1 : 0;
        seen.retrained += (settlement?.passes ?? 1) - 1;
        seen.grouped += settlement && s.grouped ? 1 : 0;
      }),
      { seed: 5, numRuns: 300, endOnFailure: true },
    );
    for (const [what, count] of Object.entries({ ...seen, ...found, abandoned }))
      expect(count, what).toBeGreaterThan(15);
  });
});

/** A market on which four accounts bring data, two of them harmful, up to the stakes' end. */
const scene: MarketScene = {
  settings,
  weights: [1, 0, 0, 0, -1],
  parts: [
    [
      { features: [0, 1], label: 1 },
      { features: [1], label: 1 },
    ],
    [
      { features: [2, 3], label: 0 },
      { features: [2], label: 1 },
    ],
    [
      { features: [0, 4], label: 1 },
      { features: [3], label: 0 },
    ],
  ],
  lessons: [
    { features: [1], label: 1 },
    { features: [2], label: 1 },
    { features: [0, 1], label: 0 },
    { features: [0, 4], label: 1 },
    { features: [1, 2], label: 0 },
  ],
};
const STAKERS = ["ann", "bob", "cyd", "ann", "dan"];
const SECRET = secretOf(5n);

/** Funded, drawn, shown and staked. */
function staked(changes: Partial<MarketSettings> = {}, stakers = STAKERS): Both {
  const both = new Both({ ...scene, settings: { ...settings, ...changes } });
  both.fund();
  both.join("eve", SECRET);
  both.now = START + 10n;
  both.unveil("eve", SECRET);
  both.now = START + 20n;
  both.reveal();
  for (const [n, staker] of stakers.entries()) both.add(staker, n);
  return both;
}

/** All test items revealed. */
function revealed(changes: Partial<MarketSettings> = {}, stakers = STAKERS): Both {
  const both = staked(changes, stakers);
  both.now = START + 40n;
  both.reveal();
  both.reveal();
  return both;
}

describe("a settlement", () => {
  test.each([0n, 1n])("ends the same for every number of steps a call (grouped %s)", (grouped) => {
    const endOf = (steps: bigint): unknown => {
      const both = revealed({ grouped });
      both.settleAll(() => steps);
      const { pool, accounts, series } = both.run.mechanism;
      return { pool, accounts, series, balance: both.run.balance, served: both.run.served };
    };
    const whole = endOf(10_000n);
    for (let steps = 1n; steps <= 40n; steps++) expect(endOf(steps)).toEqual(whole);
  });

  test("of the worked example in docs/mechanisms/prediction-market.md", () => {
    const both = revealed();
    both.settleAll(() => 1_000n);
    expect(both.oracle.settlement).toMatchObject({
      ...{ passes: 3, promoted: true, dropped: ["cyd", "dan"], trained: [0, 1, 3] },
      balances: new Map([
        ["ann", 5_500n],
        ["bob", 600n],
        ["cyd", 0n],
        ["dan", 0n],
      ]),
    });
    const paid = ["ann", "bob", "cyd", "dan"].map((account) => both.collect(account));
    expect(paid).toEqual([
      { paid: 916n, reason: 0 },
      { paid: 100n, reason: 0 },
      { refused: "nothing_left" },
      { refused: "nothing_left" },
    ]);
    expect([...both.judged].sort()).toEqual([
      ...[
        [0, "valid"],
        [1, "void"],
        [2, "invalid"],
        [3, "valid"],
        [4, "invalid"],
      ],
    ]);
    expect(both.reclaim()).toEqual({ paid: 1_534n, reason: 0 });
    expect(both.run.balance).toBe(0n);
  });
});

describe("abuse ends with everybody able to withdraw what is theirs:", () => {
  const everybody = [...new Set(STAKERS), "eve", "fay", PROVIDER];

  test("the provider never shows the part that was drawn", () => {
    const both = new Both(scene);
    both.fund();
    for (const account of ["eve", "fay", "ann"]) both.join(account, secretOf(9n));
    both.now = START + 10n;
    both.unveil("eve", secretOf(9n));
    both.unveil("fay", secretOf(9n));
    both.now = START + 29n;
    expect(both.expire()).toEqual({ refused: "too_early" });
    both.now = START + 30n;
    expect(both.reveal()).toEqual({ refused: "wrong_phase" });
    expect(both.add("bob", 0)).toEqual({ refused: "wrong_phase" });
    expect(both.expire()).toMatchObject({ reason: 11 });
    // The bond of 50 and ann's 7, among the two who unveiled; the odd unit is the provider's.
    expect([both.collect("eve"), both.collect("ann"), both.reclaim()]).toEqual([
      { paid: 28n, reason: 0 },
      { refused: "nothing_left" },
      { paid: 2_000n + 150n + 1n, reason: 0 },
    ]);
    both.withdrawAll(everybody);
  });

  test("the provider stops half-way through the reveal", () => {
    const both = staked();
    both.now = START + 40n;
    both.reveal();
    both.now = START + 50n;
    expect(both.reveal()).toEqual({ refused: "wrong_phase" });
    both.expire();
    // Five stakes of 100, and a fifth each of bounty, bond and fees: 2,200 / 5.
    for (const n of STAKERS.keys()) expect(both.refund(n)).toEqual({ paid: 540n, reason: 0 });
    both.withdrawAll(everybody);
  });

  test("the provider reveals what it has not committed to, too much, or too many parts", () => {
    const both = staked();
    both.now = START + 40n;
    const due = both.oracle.duePart;
    for (const opens of ["another list", [(due + 1) % 3], [0, 1, 2], []] as const)
      expect(both.reveal(opens)).toEqual({ refused: "not_the_part" });
    expect(both.reveal()).toMatchObject({ reason: 0 });
    const [first, ...others] = scene.parts;
    const oversized = new Both({ ...scene, parts: [[...first!, ...first!], ...others] });
    oversized.fund();
    oversized.now = START + 20n;
    expect(oversized.reveal([0])).toEqual({ refused: "not_the_part" });
    oversized.now = START + 30n;
    oversized.expire();
    oversized.withdrawAll(everybody);
  });

  test("nobody joins the draw: the reveal says that the provider chose", () => {
    const both = new Both(scene);
    both.fund();
    both.now = START + 20n;
    expect(both.reveal([0])).toEqual({ paid: 0n, reason: 1 });
  });

  test("nobody participates", () => {
    const both = staked({}, []);
    both.now = START + 39n;
    expect(both.expire()).toEqual({ refused: "too_early" });
    both.now = START + 40n;
    expect(both.expire()).toMatchObject({ reason: 9 });
    expect(both.reclaim()).toEqual({ paid: 2_200n, reason: 0 });
    both.withdrawAll(everybody);
  });

  test("nobody participates, and the provider reveals all the same", () => {
    const both = revealed({}, []);
    expect(both.settle(1n)).toEqual({ refused: "wrong_phase" });
    both.withdrawAll(everybody);
  });

  test("somebody stakes in the last second, and one second later", () => {
    const both = staked();
    both.now = START + 39n;
    expect(both.add("fay", 0)).toEqual({ paid: 100n, reason: 0 });
    both.now = START + 40n;
    expect(both.add("fay", 0)).toEqual({ refused: "wrong_phase" });
    both.reveal();
    both.reveal();
    both.settleAll(() => 7n);
    both.withdrawAll(everybody);
  });

  test("the last part is revealed alone: a settlement needs all of them in one call", () => {
    const both = staked();
    both.now = START + 40n;
    both.reveal();
    expect(both.reveal([both.oracle.duePart])).toEqual({ refused: "not_the_part" });
    expect(both.reveal([0, 1, 2])).toMatchObject({ reason: 0 });
    both.settleAll(() => 9n);
    both.withdrawAll(everybody);
  });

  test("the last part has an item too many", () => {
    const [first, second, third] = scene.parts as [Lesson[], Lesson[], Lesson[]];
    // The seed is 0: the parts are due in this order.
    const both = new Both({ ...scene, parts: [first, second, [...third, first[0]!]] });
    both.fund();
    both.now = START + 20n;
    both.reveal();
    both.add("ann", 0);
    both.now = START + 40n;
    both.reveal();
    for (const opens of [[2], [0, 1, 2]]) expect(both.reveal(opens)).toEqual({ refused: "not_the_part" });
    both.now = START + 50n;
    both.expire();
    both.withdrawAll(everybody);
  });

  test("a settlement is left alone for years, and anybody can end it", () => {
    const both = revealed();
    both.settle(5n);
    both.now += 10n * 365n * 86_400n;
    both.settleAll(() => 3n);
    both.withdrawAll(everybody);
  });

  const STAGES = { RESET: 2n, TEST: 3n, FIND: 4n, TRAIN: 5n, SCAN: 6n, SHARE: 7n };
  const givenUp = [1, 2, 3].flatMap((pass) =>
    Object.entries(STAGES).flatMap(([name, stage]) =>
      name === "RESET" && pass === 1 ? [] : [{ pass, name, stage }],
    ),
  );
  test.each(givenUp)(
    "nobody can go on with a settlement that is at $name of pass $pass",
    ({ pass, stage }) => {
      const both = revealed();
      const seen = [both.run.stage];
      const passes = (): number =>
        1 + seen.filter((one, k) => one === STAGES.RESET && seen[k - 1] !== one).length;
      while (passes() < pass || both.run.stage !== stage) {
        const { turn } = both.oracle;
        if (turn === undefined) both.settle(1n);
        else both.train(turn);
        seen.push(both.run.stage);
      }
      both.now = START + 50n + settings.settleSeconds - 1n;
      expect(both.expire()).toEqual({ refused: "too_early" });
      both.now += 1n;
      expect(both.expire()).toEqual({ paid: 0n, reason: 10 });
      for (const outcome of [both.settle(1n), both.train(0), both.collect("ann"), both.expire()])
        expect(outcome).toEqual({ refused: "wrong_phase" });
      // Bounty, bond and what the steps have left of their fees, in five parts; the odd units are the provider's.
      const steps = BigInt(seen.length - 1);
      const fees = steps * 2n < 150n ? 150n - steps * 2n : 0n;
      for (const n of STAKERS.keys())
        expect(both.refund(n)).toEqual({ paid: 100n + (2_050n + fees) / 5n, reason: 0 });
      expect(both.refund(0)).toEqual({ refused: "nothing_left" });
      const odd = (2_050n + fees) % 5n;
      expect(both.reclaim()).toEqual(odd > 0n ? { paid: odd, reason: 0 } : { refused: "nothing_left" });
      expect(both.run.balance).toBe(0n);
      expect(both.run.served.weights).toEqual(scene.weights);
    },
  );

  test("somebody wants to give up a settlement that has only the served copy left to write", () => {
    const both = revealed();
    while (both.run.stage !== 8n) {
      const { turn } = both.oracle;
      if (turn === undefined) both.settle(1n);
      else both.train(turn);
    }
    both.now += 10n * 365n * 86_400n;
    expect(both.expire()).toEqual({ refused: "wrong_phase" });
    both.settleAll(() => 1n);
    both.withdrawAll(everybody);
  });

  test("a provider stakes itself with many contributions and withholds the test items", () => {
    // Bounty and bond of 15,000; 990 stakes are the provider's, which nobody could tell from others'.
    const both = new Both({
      ...scene,
      settings: { ...settings, rounds: 100n, bondUnits: 5_000n, feePotUnits: 0n, maxContributions: 1_000n },
    });
    both.fund();
    both.now = START + 20n;
    both.reveal();
    for (let n = 0; n < 1_000; n++) both.add(n < 10 ? "ann" : PROVIDER, 0);
    both.now = START + 50n;
    both.expire();
    let back = 0n;
    for (let n = 10; n < 1_000; n++) {
      const outcome = both.refund(n);
      if ("paid" in outcome) back += outcome.paid - settings.stakeUnits;
    }
    expect(back).toBe(14_850n);
    both.withdrawAll(everybody);
  });

  test("somebody claims to have staked under another address", () => {
    const both = revealed();
    // cyd's harmful contribution; two bindings that are equal would let anybody call for it like this.
    both.run.claimAs(2, "ann");
    both.settleAll(() => 1_000n);
    expect(both.oracle.settlement!.dropped).toContain("cyd");
    both.withdrawAll(everybody);
  });

  test("two callers race for the same step: the second is refused or goes on, and nothing is done twice", () => {
    const both = revealed();
    both.settle(1_000n);
    expect(both.settle(1_000n)).toEqual({ refused: "wrong_phase" });
    expect(both.train(0)).toMatchObject({ reason: 3 });
    expect(both.train(0)).toEqual({ refused: "wrong_phase" });
    both.settle(2n);
    both.settle(2n);
    both.settle(1_000n);
    expect(both.train(0)).toEqual({ refused: "not_the_next" });
    both.settleAll(() => 1_000n);
    both.withdrawAll(everybody);
  });

  test("many accounts bring harmful data: each is dropped with its stake lost, none can make others pay", () => {
    const crowd = Array.from({ length: 8 }, (_, i) => `m${i}`);
    const both = staked({ maxContributions: 30n });
    for (const account of crowd) both.add(account, 2);
    both.now = START + 40n;
    both.reveal();
    both.reveal();
    both.settleAll(() => 50n);
    const { settlement } = both.oracle;
    expect(settlement!.passes).toBeGreaterThan(2);
    const paid = (account: string): bigint => {
      const outcome = both.collect(account);
      return "paid" in outcome ? outcome.paid : 0n;
    };
    expect(paid("ann")).toBeGreaterThanOrEqual(200n);
    expect(crowd.reduce((sum, account) => sum + paid(account), 0n)).toBeLessThanOrEqual(800n);
    both.withdrawAll([...everybody, ...crowd]);
  });
});
