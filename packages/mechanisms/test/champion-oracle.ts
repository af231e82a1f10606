/** A contribution in the oracle's books. */
export interface Contribution {
  readonly submitter: string;
  readonly time: bigint;
  left: bigint;
  verdict: "pending" | "valid" | "void" | "invalid";
}

/** One side of the paired test: margins of the item's right label under both models. */
export interface RevealedItem {
  readonly served: bigint;
  readonly challenger: bigint;
}

export interface ChampionSettings {
  readonly depositUnits: bigint;
  readonly feePermille: bigint;
  readonly settleWaitSeconds: bigint;
  readonly lockSeconds: bigint;
  readonly tolerancePermille: bigint;
  readonly tipPermille: bigint;
  readonly cycleSeconds: bigint;
  readonly itemsPerCycle: bigint;
  readonly openItems: bigint;
  readonly confidentPermille: bigint;
  readonly minWins: bigint;
  readonly strictness: bigint;
  readonly revealWaitSeconds: bigint;
  readonly bondUnits: bigint;
  readonly latePermille: bigint;
  readonly potPermille: bigint;
  readonly subsidyUnits: bigint;
}

/** What a call did, or why it is refused. */
export type Outcome =
  | { readonly reason: number; readonly pays: ReadonlyMap<string, bigint> }
  | { readonly refused: string };

const refused = (code: string): Outcome => ({ refused: code });
const NOBODY: ReadonlyMap<string, bigint> = new Map();
const done = (reason = 0, pays = NOBODY): Outcome => ({ reason, pays });
const to = (account: string, amount: bigint): ReadonlyMap<string, bigint> =>
  amount > 0n ? new Map([[account, amount]]) : NOBODY;

const LARGEST_MARGIN = 4_503_599_627_370_495n;
const sizeOf = (margin: bigint): bigint => {
  const size = margin < 0n ? -margin : margin;
  return size > LARGEST_MARGIN ? LARGEST_MARGIN : size;
};

/** A chain of items that the curator committed to in some cycle. */
interface Chain {
  readonly cycle: bigint;
  unrevealed: bigint;
}

/**
 * The rules of champion on plain integers, written from docs/mechanisms/champion.md; knows nothing of kernels and
 * hosts. Shares are handed out at once when a cycle ends, where the contract remembers what one contribution earns.
 */
export class ChampionOracle {
  readonly contributions: Contribution[] = [];
  readonly opened: bigint[] = [];
  cycle = 0n;
  cycleStart: bigint | undefined;
  pot = 0n;
  fund = 0n;
  bond = 0n;
  threshold = 0n;
  step = 0n;
  /** Results of the test that is under way. */
  readonly results: RevealedItem[] = [];
  readonly chains: Chain[] = [];
  /** What the test decided, while words remain to be copied. */
  copying: { readonly decision: 1 | 2; copied: number } | undefined;
  /** Accounts of this cycle's valid contributions, one entry each. */
  readonly validNow: string[] = [];
  readonly lastValidCycle = new Map<string, bigint>();
  readonly verdicts = new Map<string, { settled: bigint; invalid: bigint }>();
  readonly earned = new Map<string, bigint>();
  /** What every valid contribution of an ended cycle earned; none where there was none. */
  readonly perValid = new Map<bigint, bigint>();
  readonly #settings: ChampionSettings;
  readonly #curator: string;
  readonly #words: number;

  /** @param words state words of the model */
  constructor(settings: ChampionSettings, curator: string, words: number) {
    this.#settings = settings;
    this.#curator = curator;
    this.#words = words;
  }

  get inSetup(): boolean {
    return BigInt(this.opened.length) < this.#settings.openItems;
  }

  /** All that the contract owes to somebody, or keeps for what is to come. */
  get held(): bigint {
    const sum = (values: Iterable<bigint>): bigint => [...values].reduce((all, value) => all + value, 0n);
    return (
      this.pot +
      this.fund +
      this.bond +
      sum(this.earned.values()) +
      sum(this.contributions.map(({ left }) => left))
    );
  }

  #isTesting(now: bigint): boolean {
    return this.cycleStart !== undefined && now >= this.cycleStart + this.#settings.cycleSeconds;
  }

  get #testIsComplete(): boolean {
    return BigInt(this.results.length) === this.#settings.itemsPerCycle;
  }

  /** The chain whose item is next, if there is one: used up ones make room for those of earlier cycles. */
  nextChain(): Chain | undefined {
    return this.chains.find(({ unrevealed, cycle }, k) => unrevealed > 0n && (k === 0 || cycle < this.cycle));
  }

  add(now: bigint, submitter: string): Contribution | { readonly refused: string } {
    if (this.inSetup) return { refused: "wrong_phase" };
    const contribution: Contribution = {
      submitter,
      time: now,
      left: this.#settings.depositUnits,
      verdict: "pending",
    };
    this.contributions.push(contribution);
    return contribution;
  }

  settle(now: bigint, caller: string, contribution: Contribution, margin: bigint): Outcome {
    const { settleWaitSeconds, depositUnits, feePermille, tolerancePermille, tipPermille } = this.#settings;
    if (this.#isTesting(now)) return refused("wrong_phase");
    if (now < contribution.time + settleWaitSeconds) return refused("too_early");
    if (contribution.verdict !== "pending") return refused("already_claimed");
    const { submitter } = contribution;
    const fee = (depositUnits * feePermille) / 1000n;
    contribution.left = depositUnits - fee;
    this.pot += fee;
    const before = this.verdicts.get(submitter) ?? { settled: 0n, invalid: 0n };
    const counts = { ...before, settled: before.settled + 1n };
    this.verdicts.set(submitter, counts);
    if (margin >= 0n) {
      contribution.verdict = "valid";
      this.validNow.push(submitter);
      if ((this.lastValidCycle.get(submitter) ?? 0n) === this.cycle) return done(1);
      this.lastValidCycle.set(submitter, this.cycle);
      return done(1, to(submitter, this.#take(submitter)));
    }
    if (sizeOf(margin) * 1000n <= this.threshold) {
      contribution.verdict = "void";
      return done(2);
    }
    contribution.verdict = "invalid";
    counts.invalid += 1n;
    if (counts.invalid * 1000n <= counts.settled * tolerancePermille) return done(3);
    const tip = (contribution.left * tipPermille) / 1000n;
    this.pot += contribution.left - tip;
    contribution.left = 0n;
    return done(4, to(caller, tip));
  }

  release(now: bigint, contribution: Contribution): Outcome {
    const { lockSeconds } = this.#settings;
    const isPending = contribution.verdict === "pending";
    if (isPending && now < contribution.time + lockSeconds + lockSeconds) return refused("not_settled");
    if (now < contribution.time + lockSeconds) return refused("too_early");
    if (contribution.left === 0n) return refused("nothing_left");
    if (isPending) contribution.verdict = "void";
    const amount = contribution.left;
    contribution.left = 0n;
    return done(0, to(contribution.submitter, amount));
  }

  collect(caller: string): Outcome {
    if ((this.lastValidCycle.get(caller) ?? 0n) >= this.cycle) return refused("too_early");
    const amount = this.#take(caller);
    return amount > 0n ? done(0, to(caller, amount)) : refused("share_is_zero");
  }

  fundWith(paid: bigint): Outcome {
    if (paid <= 0n || this.fund + paid >= 2n ** 63n) return refused("wrong_amount");
    this.fund += paid;
    return done();
  }

  commit(caller: string, items: bigint, paid: bigint): Outcome {
    if (caller !== this.#curator) return refused("not_permitted");
    const first = this.chains.length === 0;
    if (this.chains.slice(1).some(({ unrevealed }, k) => unrevealed > 0n && !this.#inUse(k + 1)))
      return refused("items_waiting");
    if (items < (first ? this.#settings.openItems : 1n) || items >= 2n ** 32n) return refused("wrong_count");
    if (paid !== this.#settings.bondUnits - this.bond) return refused("wrong_amount");
    this.bond += paid;
    this.chains.push({ cycle: this.cycle, unrevealed: items });
    return done();
  }

  /** Whether an item of chain k was revealed: only then has it left the queue. */
  #inUse(k: number): boolean {
    return this.#begun.has(k);
  }
  readonly #begun = new Set<number>([0]);

  reveal(now: bigint, isTheItem: boolean, item: RevealedItem): Outcome {
    if (!this.inSetup && (!this.#isTesting(now) || this.#testIsComplete)) return refused("wrong_phase");
    const chain = this.nextChain();
    if (!chain) return refused("no_items");
    if (!isTheItem) return refused("not_the_item");
    this.#begun.add(this.chains.indexOf(chain));
    chain.unrevealed -= 1n;
    if (this.inSetup) {
      this.#open(now, item.served);
      return done();
    }
    this.results.push(item);
    const { confidentPermille } = this.#settings;
    const confident = item.served < 0n && sizeOf(item.served) * 1000n > this.threshold;
    this.threshold += confident
      ? (this.step * (1000n - confidentPermille)) / 1000n
      : -((this.step * confidentPermille) / 1000n);
    if (this.threshold < 0n) this.threshold = 0n;
    if (this.threshold > LARGEST_MARGIN * 1000n) this.threshold = LARGEST_MARGIN * 1000n;
    return done((item.challenger >= 0n ? 1 : 0) + (item.served >= 0n ? 2 : 0));
  }

  #open(now: bigint, margin: bigint): void {
    this.opened.push(margin);
    if (this.inSetup) return;
    const { openItems, confidentPermille } = this.#settings;
    const mistakes = this.opened.filter((value) => value < 0n).map(sizeOf);
    const allowed = Number((confidentPermille * openItems) / 1000n);
    const candidates = [0n, ...mistakes].sort((a, b) => (a < b ? -1 : 1));
    const threshold = candidates.find((t) => mistakes.filter((size) => size > t).length <= allowed)!;
    this.threshold = threshold * 1000n;
    this.step = (this.opened.map(sizeOf).reduce((a, b) => a + b, 0n) * 1000n) / (openItems * 4n);
    this.cycleStart = now;
  }

  decide(now: bigint, words: bigint): Outcome | { readonly refused: "trap" } {
    if (!this.#isTesting(now) || !this.#testIsComplete) return refused("wrong_phase");
    if (!this.copying) {
      const wins = BigInt(this.results.filter((r) => r.challenger >= 0n && r.served < 0n).length);
      const losses = BigInt(this.results.filter((r) => r.challenger < 0n && r.served >= 0n).length);
      const ahead = wins - losses;
      const { minWins, strictness } = this.#settings;
      if (ahead >= minWins && 4n * ahead ** 2n >= strictness * (wins + losses))
        this.copying = { decision: 1, copied: 0 };
      else if (ahead < 0n) this.copying = { decision: 2, copied: 0 };
    }
    const decision = this.copying?.decision ?? 0;
    if (this.copying) {
      if (words < 1n) {
        if (this.copying.copied === 0) this.copying = undefined;
        return refused("trap");
      }
      const remaining = this.#words - this.copying.copied;
      if (words < BigInt(remaining)) {
        this.copying.copied += Number(words);
        return done(decision + 2);
      }
      this.copying = undefined;
    }
    this.#endCycle(now);
    return done(decision);
  }

  skip(now: bigint): Outcome {
    if (!this.#isTesting(now) || this.#testIsComplete) return refused("wrong_phase");
    const late = this.nextChain() !== undefined;
    if (late) {
      const { cycleSeconds, revealWaitSeconds, bondUnits, latePermille } = this.#settings;
      if (now < this.cycleStart! + cycleSeconds + revealWaitSeconds) return refused("too_early");
      const wanted = (bondUnits * latePermille) / 1000n;
      const fine = wanted < this.bond ? wanted : this.bond;
      this.bond -= fine;
      this.pot += fine;
    }
    this.#endCycle(now);
    return done(late ? 1 : 0);
  }

  returnBond(caller: string): Outcome {
    if (caller !== this.#curator) return refused("not_permitted");
    if (this.chains.some(({ unrevealed }) => unrevealed > 0n)) return refused("items_waiting");
    if (this.bond === 0n) return refused("nothing_left");
    const amount = this.bond;
    this.bond = 0n;
    return done(0, to(caller, amount));
  }

  #endCycle(now: bigint): void {
    const valid = BigInt(this.validNow.length);
    if (valid > 0n) {
      const { potPermille, subsidyUnits } = this.#settings;
      const fromPot = (this.pot * potPermille) / 1000n / valid;
      const wanted = subsidyUnits * valid;
      const subsidy = (wanted < this.fund ? wanted : this.fund) / valid;
      this.pot -= fromPot * valid;
      this.fund -= subsidy * valid;
      this.perValid.set(this.cycle, fromPot + subsidy);
      for (const account of this.validNow)
        this.earned.set(account, (this.earned.get(account) ?? 0n) + fromPot + subsidy);
    }
    this.validNow.length = 0;
    this.results.length = 0;
    this.cycle += 1n;
    this.cycleStart = now;
  }

  #take(account: string): bigint {
    const amount = this.earned.get(account) ?? 0n;
    this.earned.set(account, 0n);
    return amount;
  }
}
