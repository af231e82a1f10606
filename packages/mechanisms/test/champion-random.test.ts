import type { ReferenceRecord } from "@chainlearn/kernel/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ChampionOracle, type ChampionSettings, type Contribution, type Outcome } from "./champion-oracle.ts";
import { ACCOUNT, ChampionRun } from "./champion-run.ts";

const CURATOR = "cora";
const PEOPLE = ["ann", "ben", "flip", CURATOR] as const;

/** Kernel and oracle side by side; every step compares the outcome, and the books after it. */
class Pair {
  readonly run: ChampionRun;
  readonly oracle: ChampionOracle;
  readonly seen = new Map<string, number>();
  readonly #records: [ReferenceRecord, Contribution][] = [];
  readonly settings: ChampionSettings;
  now = 1_700_000_000n;

  constructor(settings: ChampionSettings, words: number) {
    this.settings = settings;
    this.run = new ChampionRun(settings, CURATOR, words);
    this.oracle = new ChampionOracle(settings, CURATOR, words);
    this.run.seal(this.now);
  }

  get size(): number {
    return this.#records.length;
  }

  note(name: string, outcome: Outcome): void {
    const key = "refused" in outcome ? `${name}:${outcome.refused}` : `${name}=${outcome.reason}`;
    this.seen.set(key, (this.seen.get(key) ?? 0) + 1);
  }

  #step(name: string, actual: Outcome, expected: Outcome): Outcome {
    expect(actual, name).toEqual(expected);
    this.note(name, expected);
    expect(this.run.held, name).toBe(this.oracle.held);
    expect(this.run.owed, name).toBe(this.oracle.held);
    return actual;
  }

  add(who: string): void {
    const [actual, expected] = [this.run.add(this.now, who, 1), this.oracle.add(this.now, who)];
    if ("refused" in actual || "refused" in expected) {
      expect(actual).toEqual(expected);
      this.note("add", actual as Outcome);
      return;
    }
    this.#records.push([actual, expected]);
    this.#step("add", { reason: 0, pays: new Map() }, { reason: 0, pays: new Map() });
  }

  settle(k: number, who: string, margin: bigint): Outcome {
    const [record, contribution] = this.#records[k]!;
    this.run.copies.margins = [margin, 0n];
    const before = this.run.copies.trained.length;
    const actual = this.run.act("settle", { caller: who, time: this.now, record });
    const outcome = this.#step("settle", actual, this.oracle.settle(this.now, who, contribution, margin));
    const isValid = "reason" in outcome && outcome.reason === 1;
    expect(this.run.copies.trained.length - before).toBe(isValid ? 1 : 0);
    return outcome;
  }

  release(k: number, who: string): Outcome {
    const [record, contribution] = this.#records[k]!;
    const actual = this.run.act("release", { caller: who, time: this.now, record });
    return this.#step("release", actual, this.oracle.release(this.now, contribution));
  }

  collect(who: string): Outcome {
    const actual = this.run.act("collect", { caller: who, time: this.now });
    return this.#step("collect", actual, this.oracle.collect(who));
  }

  fund(who: string, paid: bigint): void {
    const actual = this.run.act("fund", { caller: who, time: this.now, paid });
    this.#step("fund", actual, this.oracle.fundWith(paid));
  }

  commit(who: string, items: number, paid: bigint): void {
    const actual = this.run.commit(this.now, who, items, paid);
    this.#step("commit", actual, this.oracle.commit(who, BigInt(items), paid));
  }

  reveal(who: string, margins: { served: bigint; challenger: bigint }, forged = false): Outcome {
    const actual = this.run.reveal(this.now, who, margins, forged);
    return this.#step("reveal", actual, this.oracle.reveal(this.now, !forged, margins));
  }

  decide(who: string, words: bigint): Outcome {
    const actual = this.run.act("decide", { caller: who, time: this.now, args: [words] });
    return this.#step("decide", actual, this.oracle.decide(this.now, words));
  }

  skip(who: string): Outcome {
    const actual = this.run.act("skip", { caller: who, time: this.now });
    return this.#step("skip", actual, this.oracle.skip(this.now));
  }

  returnBond(who: string): Outcome {
    const actual = this.run.act("returnBond", { caller: who, time: this.now });
    return this.#step("returnBond", actual, this.oracle.returnBond(who));
  }

  compareCells(): void {
    const { run, oracle } = this;
    expect(run.pool("cycle")).toBe(oracle.cycle);
    expect(run.pool("cycleStartSeconds")).toBe(oracle.cycleStart ?? 0n);
    expect(run.pool("potUnits")).toBe(oracle.pot);
    expect(run.pool("fundUnits")).toBe(oracle.fund);
    expect(run.pool("bondUnits")).toBe(oracle.bond);
    expect(run.pool("revealed")).toBe(BigInt(oracle.results.length));
    expect(run.pool("validInCycle")).toBe(BigInt(oracle.validNow.length));
    expect(run.pool("itemsLeft") + run.pool("itemsQueued")).toBe(
      oracle.chains.reduce((sum, { unrevealed }) => sum + unrevealed, 0n),
    );
    if (!oracle.inSetup) {
      expect(run.pool("thresholdMilli")).toBe(oracle.threshold);
      expect(run.pool("stepMilli")).toBe(oracle.step);
    }
    for (const who of PEOPLE) {
      const counts = oracle.verdicts.get(who) ?? { settled: 0n, invalid: 0n };
      expect(run.account(who)[ACCOUNT.settled]).toBe(counts.settled);
      expect(run.account(who)[ACCOUNT.invalid]).toBe(counts.invalid);
    }
    for (const [record, contribution] of this.#records) expect(record.left).toBe(contribution.left);
  }

  /** Brings the cycle under way to its end: by a decision if the items come, else by a skip. */
  #endCycle(itemsCome: boolean): void {
    const { run, settings } = this;
    const due = run.pool("cycleStartSeconds") + settings.cycleSeconds;
    if (this.now < due) this.now = due;
    while (itemsCome && !("refused" in this.reveal(CURATOR, { served: 1n, challenger: -1n })));
    if (run.pool("revealed") < settings.itemsPerCycle) {
      this.now += settings.revealWaitSeconds;
      this.skip("ann");
    } else while (run.pool("cycleStartSeconds") < due) this.decide("ben", 2n);
  }

  /** Everything that is due is done, by people other than the curator where it may have gone. */
  finish(curatorStays: boolean): void {
    const { settings, run } = this;
    if (run.pool("setupLeft") > 0n) return;
    do this.#endCycle(curatorStays);
    while (curatorStays && run.items.length > 0);
    this.now += settings.settleWaitSeconds;
    for (let k = 0; k < this.size; k++) this.settle(k, "ben", 3n);
    this.now += settings.lockSeconds;
    for (let k = 0; k < this.size; k++) this.release(k, "ann");
    this.#endCycle(curatorStays);
    for (const who of PEOPLE) this.collect(who);
    if (curatorStays) this.returnBond(CURATOR);
  }
}

const amounts = fc.oneof(fc.bigInt(1n, 60n), fc.constantFrom(10_000n, 999_983n, 2n ** 50n));
const permille = fc.constantFrom(0n, 1n, 10n, 50n, 250n, 999n, 1000n);
const parameters: fc.Arbitrary<ChampionSettings> = fc.record({
  depositUnits: amounts,
  feePermille: fc.constantFrom(0n, 10n, 10n, 333n, 1000n),
  settleWaitSeconds: fc.constantFrom(0n, 60n, 300n),
  lockSeconds: fc.constantFrom(0n, 600n, 900n),
  tolerancePermille: fc.constantFrom(0n, 200n, 200n, 400n, 1000n),
  tipPermille: permille,
  cycleSeconds: fc.constantFrom(600n, 601n, 1_000n),
  itemsPerCycle: fc.bigInt(1n, 4n),
  openItems: fc.bigInt(1n, 5n),
  confidentPermille: fc.constantFrom(0n, 20n, 50n),
  minWins: fc.constantFrom(1n, 1n, 2n),
  strictness: fc.constantFrom(0n, 4n, 9n),
  revealWaitSeconds: fc.constantFrom(60n, 100n),
  bondUnits: fc.oneof(fc.constant(0n), amounts),
  latePermille: permille,
  potPermille: permille,
  subsidyUnits: fc.oneof(fc.constant(0n), amounts),
});

const margins = fc.oneof(
  fc.bigInt(-40n, 40n),
  fc.constantFrom(0n, -1n, -(2n ** 63n), 2n ** 63n - 1n, -(2n ** 52n), 2n ** 52n),
);
const operation = fc.record({
  kind: fc.constantFrom(
    ...(["add", "add", "add", "settle", "settle", "settle", "settle", "release", "release"] as const),
    ...(["collect", "fund", "commit", "reveal", "decide", "decide", "skip", "returnBond", "test"] as const),
  ),
  who: fc.constantFrom(...PEOPLE),
  wait: fc.oneof(fc.bigInt(0n, 20n), fc.bigInt(0n, 90n), fc.constantFrom(300n, 700n)),
  which: fc.nat(1000),
  margin: margins,
  challenger: margins,
  paid: fc.oneof(fc.constant(0n), amounts),
});
type Operation = typeof operation extends fc.Arbitrary<infer T> ? T : never;

function apply(pair: Pair, { kind, who, wait, which, margin, challenger, paid }: Operation): void {
  const { run, settings } = pair;
  pair.now += kind === "test" ? settings.cycleSeconds : wait;
  const recent = pair.size - 1 - (which % Math.min(Math.max(1, pair.size), 8));
  const item = { served: margin, challenger };
  switch (kind) {
    case "add":
      pair.add(who);
      return;
    case "settle":
      if (recent >= 0) pair.settle(recent, who, margin);
      return;
    case "release":
      if (recent >= 0) pair.release(recent, who);
      return;
    case "collect":
      pair.collect(who);
      return;
    case "fund":
      pair.fund(who, paid);
      return;
    case "commit": {
      const missing = settings.bondUnits - run.pool("bondUnits");
      pair.commit(which % 4 ? CURATOR : who, which % 14, which % 5 ? missing : paid);
      return;
    }
    case "reveal":
      pair.reveal(who, item, which % 4 === 0);
      return;
    case "decide":
      pair.decide(who, BigInt(which % 4));
      return;
    case "skip":
      pair.skip(who);
      return;
    case "returnBond":
      pair.returnBond(which % 3 ? CURATOR : who);
      return;
    case "test":
      // As a curator does it: the items of a test one after the other, mostly all of them.
      for (let k = 0; k < (which % 4 ? Number(settings.itemsPerCycle) : 1); k++) pair.reveal(CURATOR, item);
  }
}

describe("random histories", () => {
  test("kernel = rules: outcomes, payments, cells; the ledger is exact after each step; nothing is stuck in the end", () => {
    const seen = new Map<string, number>();
    let operations = 0;
    fc.assert(
      fc.property(
        parameters,
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 0, max: 12 }),
        fc.boolean(),
        fc.array(operation, { minLength: 60, maxLength: 160, size: "max" }),
        (settings, words, cycles, curatorStays, history) => {
          const pair = new Pair(settings, words);
          // Most histories begin with a setup that works, so that the operations meet all phases.
          if (cycles > 0) {
            pair.commit(CURATOR, Number(settings.openItems) + cycles * 2, settings.bondUnits);
            for (let k = 0n; k < settings.openItems; k++)
              pair.reveal(CURATOR, { served: 10n - 9n * k, challenger: 0n });
          }
          for (const step of history) apply(pair, step);
          pair.compareCells();
          pair.finish(curatorStays);
          pair.compareCells();
          const { run } = pair;
          for (const { left } of run.records) expect(left).toBe(0n);
          for (const who of PEOPLE) expect("refused" in pair.collect(who)).toBe(true);
          // What remains belongs to nobody yet: the pot and the fund, and the bond of a curator who went away.
          const bond = curatorStays && run.pool("setupLeft") === 0n ? 0n : run.pool("bondUnits");
          expect(run.held).toBe(run.pool("potUnits") + run.pool("fundUnits") + bond);
          for (const [name, count] of pair.seen) seen.set(name, (seen.get(name) ?? 0) + count);
          operations += history.length;
        },
      ),
      { seed: 22, numRuns: 400 },
    );
    expect(operations).toBeGreaterThan(30_000);
    for (const outcome of [
      ...["add=0", "add:wrong_phase"],
      ...["settle=1", "settle=2", "settle=3", "settle=4"],
      ...["settle:wrong_phase", "settle:too_early", "settle:already_claimed"],
      ...["release=0", "release:not_settled", "release:too_early", "release:nothing_left"],
      ...["collect=0", "collect:too_early", "collect:share_is_zero"],
      ...["fund=0", "fund:wrong_amount"],
      ...[
        "commit=0",
        "commit:not_permitted",
        "commit:items_waiting",
        "commit:wrong_count",
        "commit:wrong_amount",
      ],
      ...["reveal=0", "reveal=1", "reveal=2", "reveal=3"],
      ...["reveal:wrong_phase", "reveal:no_items", "reveal:not_the_item"],
      ...["decide=0", "decide=1", "decide=2", "decide=3", "decide=4", "decide:wrong_phase", "decide:trap"],
      ...["skip=0", "skip=1", "skip:wrong_phase", "skip:too_early"],
      ...["returnBond=0", "returnBond:not_permitted", "returnBond:items_waiting", "returnBond:nothing_left"],
    ])
      expect(seen.get(outcome) ?? 0, outcome).toBeGreaterThan(10);
  });
});
