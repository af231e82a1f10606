/** What the market is told at its creation; amounts in units, times in seconds. */
export interface MarketSettings {
  readonly stakeUnits: bigint;
  readonly rounds: bigint;
  readonly bondUnits: bigint;
  readonly drawBondUnits: bigint;
  readonly stepFeeUnits: bigint;
  readonly feePotUnits: bigint;
  readonly testParts: bigint;
  readonly itemsPerPart: bigint;
  readonly maxContributions: bigint;
  readonly grouped: bigint;
  readonly commitSeconds: bigint;
  readonly drawSeconds: bigint;
  readonly showSeconds: bigint;
  readonly stakeSeconds: bigint;
  readonly revealSeconds: bigint;
  readonly settleSeconds: bigint;
}

/** What an action pays, or why it is refused. */
export type Outcome = { readonly paid: bigint; readonly reason: number } | { readonly refused: string };

/** A contribution in the oracle's books. */
export interface Contribution {
  readonly submitter: string;
  /** Whatever the model trains on. */
  readonly lesson: number;
  /** Units that still belong to the record itself. */
  left: bigint;
}

/** A model that begins as it was sealed. */
export interface Learner {
  train(lesson: number): void;
  /** Test items that it labels correctly. */
  correct(): bigint;
}

/** Numbers under which the market reports what comes next. */
const REPORTED = { reset: 2, item: 3, find: 4, train: 5, scan: 6, share: 7, promote: 8, end: 9 } as const;

type Step =
  | { readonly kind: Exclude<keyof typeof REPORTED, "train" | "end"> }
  | { readonly kind: "train"; readonly contribution: number };

/** How a market that was revealed ends: a function of the contributions alone. */
export interface Settlement {
  /** In 1/N units, by account. */
  readonly balances: ReadonlyMap<string, bigint>;
  readonly promoted: boolean;
  /** Times that the model was trained from its sealed state. */
  readonly passes: number;
  readonly dropped: readonly string[];
  /** Contributions that the model of the last pass was trained on, in order. */
  readonly trained: readonly number[];
  /** Everything that has to be done, in order. */
  readonly steps: readonly Step[];
}

const refused = (code: string): Outcome => ({ refused: code });
const done = (paid: bigint, reason = 0): Outcome => ({ paid, reason });

/**
 * Settles round by round, in plain integers: in every round an account's balance moves by stakeUnits x its gain.
 * @param stateWords what it takes to bring a copy of the model back to its sealed state
 */
export function settlementOf(
  settings: MarketSettings,
  contributions: readonly Contribution[],
  sealed: () => Learner,
  stateWords: number,
): Settlement {
  const items = settings.testParts * settings.itemsPerPart;
  const members = [...new Set(contributions.map(({ submitter }) => submitter))];
  const numbered = contributions.map(({ submitter }, n) => ({ submitter, n }));
  const turns =
    settings.grouped === 1n
      ? members.map((member) => numbered.filter(({ submitter }) => submitter === member))
      : numbered.map((one) => [one]);
  const balances = new Map<string, bigint>(
    members.map((member) => [
      member,
      settings.stakeUnits * items * BigInt(numbered.filter(({ submitter }) => submitter === member).length),
    ]),
  );
  const steps: Step[] = [];
  const times = (count: number | bigint, kind: Exclude<Step["kind"], "train">): void => {
    for (let i = 0; i < count; i++) steps.push({ kind });
  };
  const dropped = new Set<string>();
  const baseline = sealed().correct();
  let roundsLeft = settings.rounds;
  let passes = 0;
  let reached = baseline;
  let trained: number[] = [];
  times(items + 1n, "item");
  while (roundsLeft > 0n) {
    if (passes > 0) times(stateWords, "reset");
    passes += 1;
    trained = [];
    const learner = sealed();
    const gains = new Map(members.map((member) => [member, 0n]));
    reached = baseline;
    for (const turn of turns) {
      times(1, "find");
      const { submitter } = turn[0]!;
      if (dropped.has(submitter)) continue;
      for (const { n } of turn) {
        steps.push({ kind: "train", contribution: n });
        learner.train(contributions[n]!.lesson);
        trained.push(n);
      }
      times(items + 1n, "item");
      const correct = learner.correct();
      gains.set(submitter, gains.get(submitter)! + correct - reached);
      reached = correct;
    }
    times(1, "find");
    times(members.length, "scan");
    times(members.length, "share");
    const afterRound = (member: string): bigint =>
      balances.get(member)! + settings.stakeUnits * gains.get(member)!;
    while (roundsLeft > 0n && members.every((member) => afterRound(member) >= 0n)) {
      for (const member of members) balances.set(member, afterRound(member));
      roundsLeft -= 1n;
    }
    if (roundsLeft > 0n) for (const member of members) if (afterRound(member) < 0n) dropped.add(member);
  }
  const promoted = reached > baseline;
  if (promoted) times(stateWords, "promote");
  return { balances, promoted, passes, dropped: [...dropped], trained, steps };
}

type Phase = "unfunded" | "funded" | "settling" | "done" | "expired" | "cancelled";

/** The rules of the market in plain integers; knows nothing of kernels and hosts. */
export class MarketOracle {
  phase: Phase = "unfunded";
  settlement: Settlement | undefined;
  readonly contributions: Contribution[] = [];
  readonly #settings: MarketSettings;
  readonly #provider: string;
  readonly #sealed: () => Learner;
  readonly #stateWords: number;
  #start = 0n;
  #revealed = 0;
  #seed = 0n;
  #fees = 0n;
  #step = 0;
  #reclaimed = false;
  readonly #refunded = new Set<number>();
  readonly #secrets = new Map<string, bigint>();
  readonly #unveiled = new Set<string>();
  readonly #collected = new Set<string>();

  constructor(
    settings: MarketSettings,
    provider: string,
    model: { readonly sealed: () => Learner; readonly stateWords: number },
  ) {
    this.#settings = settings;
    this.#provider = provider;
    this.#sealed = model.sealed;
    this.#stateWords = model.stateWords;
  }

  /** What the market remembers, by the names of its pool cells. */
  get pool(): Readonly<Record<string, bigint>> {
    const next = this.settlement?.steps[this.#step]?.kind ?? "end";
    const stages = { unfunded: 0, funded: 1, settling: REPORTED[next], done: 9, expired: 10, cancelled: 11 };
    return {
      stage: BigInt(stages[this.phase]),
      feesUnits: this.#fees,
      contributions: BigInt(this.contributions.length),
      members: BigInt(new Set(this.contributions.map(({ submitter }) => submitter)).size),
      revealed: BigInt(this.#revealed),
      reclaimed: this.#reclaimed ? 1n : 0n,
      startSeconds: this.#start,
      joined: BigInt(this.#secrets.size),
      unveiled: BigInt(this.#unveiled.size),
      seed: BigInt.asIntN(64, this.#seed),
    };
  }

  /** What the market remembers of an account, by the names of its cells. */
  account(account: string): Readonly<Record<string, bigint>> {
    const members = [...new Set(this.contributions.map(({ submitter }) => submitter))];
    const own = this.contributions.filter(({ submitter }) => submitter === account).length;
    const draw = !this.#secrets.has(account) ? 0n : this.#unveiled.has(account) ? 2n : 1n;
    const collected = this.#collected.has(account);
    return {
      member: BigInt(members.indexOf(account) + 1),
      contributions: collected && this.phase === "done" ? 0n : BigInt(own),
      lastContribution: BigInt(
        this.contributions.findLastIndex(({ submitter }) => submitter === account) + 1,
      ),
      draw: collected && this.phase === "cancelled" ? 3n : draw,
    };
  }

  /** What has to be paid with `fund`. */
  get escrow(): bigint {
    const { rounds, stakeUnits, bondUnits, feePotUnits } = this.#settings;
    return rounds * stakeUnits + bondUnits + feePotUnits;
  }

  /** Number of the part that has to be opened next. */
  get duePart(): number {
    const { testParts } = this.#settings;
    return Number(((this.#seed % testParts) + BigInt(this.#revealed)) % testParts);
  }

  /** Numbers of the parts that the next `reveal` has to open: the one that is due, at last all. */
  get dueOpening(): number[] {
    const count = Number(this.#settings.testParts);
    return this.#revealed === count - 1 ? Array.from({ length: count }, (_, k) => k) : [this.duePart];
  }

  /** What the settlement has to do next; undefined: nothing, or the market was given up. */
  get #nextStep(): Step | undefined {
    return this.phase === "settling" ? this.settlement?.steps[this.#step] : undefined;
  }

  /** The contribution that has to be trained on next; undefined: it is not the time to train. */
  get turn(): number | undefined {
    const step = this.#nextStep;
    return step?.kind === "train" ? step.contribution : undefined;
  }

  /**
   * What the next calls of the settlement have to be: the contribution to train on, or undefined for `settle`.
   * @param limit most calls
   * @param steps that each `settle` asks for
   */
  upcoming(limit: number, steps: bigint): (number | undefined)[] {
    const calls: (number | undefined)[] = [];
    const all = this.settlement?.steps ?? [];
    for (let at = this.#step; at < all.length && calls.length < limit; ) {
      const step = all[at]!;
      at += 1;
      calls.push(step.kind === "train" ? step.contribution : undefined);
      if (step.kind === "train") continue;
      for (let more = 1n; more < steps && at < all.length && all[at]!.kind !== "train"; more++) at += 1;
    }
    return calls;
  }

  fund(caller: string, now: bigint, paid: bigint): Outcome {
    if (caller !== this.#provider) return refused("not_permitted");
    if (this.phase !== "unfunded") return refused("wrong_phase");
    if (paid !== this.escrow) return refused("wrong_amount");
    this.phase = "funded";
    this.#start = now;
    this.#fees = this.#settings.feePotUnits;
    return done(0n);
  }

  join(caller: string, now: bigint, paid: bigint, secret: bigint): Outcome {
    if (!this.#inWindow(now, 0)) return refused("wrong_phase");
    if (this.#secrets.has(caller)) return refused("already_claimed");
    if (paid !== this.#settings.drawBondUnits) return refused("wrong_amount");
    this.#secrets.set(caller, secret);
    return done(0n);
  }

  /** @param secret its highest 64 bits go into the draw */
  unveil(caller: string, now: bigint, secret: bigint): Outcome {
    if (!this.#inWindow(now, 1)) return refused("wrong_phase");
    if (!this.#secrets.has(caller) || this.#unveiled.has(caller)) return refused("not_permitted");
    if (this.#secrets.get(caller) !== secret) return refused("not_the_secret");
    this.#unveiled.add(caller);
    this.#seed ^= secret >> 192n;
    return done(this.#settings.drawBondUnits);
  }

  /** @param opens the parts that the call opens, each with its number of items; undefined: of another list */
  reveal(now: bigint, opens: readonly (readonly [part: number, items: number])[] | undefined): Outcome {
    if (!this.#inWindow(now, this.#revealed === 0 ? 2 : 4)) return refused("wrong_phase");
    const { itemsPerPart, testParts } = this.#settings;
    const due = this.dueOpening.map((part) => `${part}: ${itemsPerPart} items`);
    const opened = opens?.map(([part, items]) => `${part}: ${items} items`).sort();
    if (opened?.join() !== due.sort().join()) return refused("not_the_part");
    this.#revealed += 1;
    if (BigInt(this.#revealed) === testParts) {
      const any = this.contributions.length > 0;
      this.phase = any ? "settling" : "done";
      if (any)
        this.settlement = settlementOf(this.#settings, this.contributions, this.#sealed, this.#stateWords);
    }
    return done(0n, this.#unveiled.size > 0 ? 0 : 1);
  }

  /** What a contribution would cost, or why it would be refused. */
  cost(now: bigint): Outcome {
    const open = this.phase === "funded" && this.#revealed > 0 && now - this.#start < this.#windowEnd(3);
    if (!open) return refused("wrong_phase");
    if (BigInt(this.contributions.length) === this.#settings.maxContributions) return refused("market_full");
    return done(this.#settings.stakeUnits);
  }

  /** The cost, or a refusal. */
  add(now: bigint, submitter: string, lesson: number): Outcome {
    const cost = this.cost(now);
    if ("paid" in cost) this.contributions.push({ submitter, lesson, left: this.#settings.stakeUnits });
    return cost;
  }

  expire(now: bigint): Outcome {
    if (this.phase === "settling" && this.#nextStep?.kind !== "promote") {
      if (now - this.#start < this.#windowEnd(5)) return refused("too_early");
      this.phase = "expired";
      return done(0n, 10);
    }
    if (this.phase !== "funded") return refused("wrong_phase");
    const shown = this.#revealed > 0;
    const any = this.contributions.length > 0;
    const window = !shown ? 2 : any ? 4 : 3;
    if (now - this.#start < this.#windowEnd(window)) return refused("too_early");
    this.phase = !shown ? "cancelled" : any ? "expired" : "done";
    return done(0n, !shown ? 11 : any ? 10 : 9);
  }

  settle(limit: bigint, attached: boolean): { readonly steps: bigint; readonly outcome: Outcome } {
    let steps = 0n;
    while (steps < limit) {
      const step = this.#nextStep;
      if (!step || step.kind === "train" || (step.kind === "item" && !attached)) break;
      this.#step += 1;
      steps += 1n;
    }
    if (steps === 0n) return { steps, outcome: refused("wrong_phase") };
    return { steps, outcome: this.#payFee(steps) };
  }

  train(contribution: number): Outcome {
    if (this.turn === undefined) return refused("wrong_phase");
    if (this.turn !== contribution) return refused("not_the_next");
    this.contributions[contribution]!.left = 0n;
    this.#step += 1;
    return this.#payFee(1n);
  }

  collect(caller: string): Outcome {
    if (this.phase !== "done" && this.phase !== "cancelled") return refused("wrong_phase");
    const due = this.#collected.has(caller) ? 0n : this.#due(caller);
    if (due === 0n) return refused("nothing_left");
    this.#collected.add(caller);
    return done(due);
  }

  refund(contribution: number): Outcome {
    if (this.phase !== "expired") return refused("wrong_phase");
    const one = this.contributions[contribution]!;
    if (this.#refunded.has(contribution)) return refused("nothing_left");
    this.#refunded.add(contribution);
    one.left = 0n;
    return done(this.#settings.stakeUnits + this.#share());
  }

  reclaim(caller: string): Outcome {
    if (caller !== this.#provider) return refused("not_permitted");
    if (this.phase !== "done" && this.phase !== "expired" && this.phase !== "cancelled")
      return refused("wrong_phase");
    if (this.#reclaimed) return refused("nothing_left");
    const { stakeUnits, rounds, bondUnits } = this.#settings;
    let rest = rounds * stakeUnits + bondUnits + this.#fees + this.#forfeited();
    if (this.phase === "done") {
      rest += stakeUnits * BigInt(this.contributions.length);
      for (const member of new Set(this.contributions.map(({ submitter }) => submitter)))
        rest -= this.#due(member);
    } else rest -= this.#share() * this.#shares();
    if (rest === 0n) return refused("nothing_left");
    this.#reclaimed = true;
    return done(rest);
  }

  #payFee(steps: bigint): Outcome {
    const asked = steps * this.#settings.stepFeeUnits;
    let fee = asked;
    if (fee > this.#fees) fee = this.#fees;
    this.#fees -= fee;
    const next = this.settlement!.steps[this.#step]?.kind ?? "end";
    if (next === "end") this.phase = "done";
    return done(fee, REPORTED[next]);
  }

  #forfeited(): bigint {
    return BigInt(this.#secrets.size - this.#unveiled.size) * this.#settings.drawBondUnits;
  }

  #shares(): bigint {
    return BigInt(this.phase === "cancelled" ? this.#unveiled.size : this.contributions.length);
  }

  /** Units for each share in what the draw, the provider or both have lost. */
  #share(): bigint {
    const { stakeUnits, rounds, bondUnits } = this.#settings;
    const shares = this.#shares();
    if (shares === 0n) return 0n;
    let prize = this.#forfeited();
    if (this.phase !== "done") prize += bondUnits;
    if (this.phase === "expired") prize += rounds * stakeUnits + this.#fees;
    return prize / shares;
  }

  #due(account: string): bigint {
    if (this.phase === "cancelled") return this.#unveiled.has(account) ? this.#share() : 0n;
    const own = this.contributions.filter(({ submitter }) => submitter === account).length;
    const items = this.#settings.testParts * this.#settings.itemsPerPart;
    return (this.settlement?.balances.get(account) ?? 0n) / items + BigInt(own) * this.#share();
  }

  #windowEnd(window: number): bigint {
    const { commitSeconds, drawSeconds, showSeconds, stakeSeconds } = this.#settings;
    const { revealSeconds, settleSeconds } = this.#settings;
    const lengths = [commitSeconds, drawSeconds, showSeconds, stakeSeconds, revealSeconds, settleSeconds];
    return lengths.slice(0, window + 1).reduce((sum, length) => sum + length, 0n);
  }

  #inWindow(now: bigint, window: number): boolean {
    const elapsed = now - this.#start;
    return (
      this.phase === "funded" && elapsed < this.#windowEnd(window) && elapsed >= this.#windowEnd(window - 1)
    );
  }
}
