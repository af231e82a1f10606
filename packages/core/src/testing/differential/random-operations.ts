import type { Shape } from "../../manifest.ts";
import { Random } from "../random.ts";
import { Book, type BookedContribution } from "./book.ts";
import type { NumberedContribution, Operation } from "./operation.ts";
import type { Outcome } from "./outcome.ts";
import { flawedSample, flawsOf, randomSample } from "./samples.ts";

export interface StreamOptions {
  readonly shape: Shape;
  /** Waits of the composition's stake mechanism in seconds. */
  readonly waits: { readonly refund: number; readonly owner: number; readonly any: number };
  /** At least 3. Accounts 0 to accounts - 1 send; 0 is the deployer, the last only claims. */
  readonly accounts: number;
  /** Account number of the beneficiary. */
  readonly beneficiary: number;
  /** Where the composition grows: labels in use at first, and the number of the account that may add more. */
  readonly growth?: { readonly startClasses: number; readonly account: number };
  /**
   * Seconds by which a claim's age has to differ from the waits. 0: exact boundaries are sought. More than 0 where
   * the block time is not known beforehand. Default 0.
   */
  readonly slackSeconds?: number;
  /** Whether payments between two units exist on every chain. Default true. */
  readonly fractionalUnits?: boolean;
}

/** What the generator sees of the world before an operation. */
export interface World {
  /** Block time of the operation. */
  readonly time: number;
  /** The label that the model gives a sample now. */
  predict(sample: Uint8Array): Promise<number>;
}

/** How often each intention is tried, in percent of the operations. */
const INTENTIONS = {
  add: 36,
  refund: 13,
  report: 12,
  take: 12,
  badAddition: 9,
  badClaim: 16,
  badLifecycle: 2,
} as const;

const ACTIONS = ["refund", "report", "take"] as const;
type Action = (typeof ACTIONS)[number];
/** Beside the others, where the composition grows. */
const GROWTH_INTENTION = 4;
const CLASS_NAMES = ["ham", "Straße", "分類", "x".repeat(32)] as const;
/** Contributions that a search for a promising target looks at. */
const SEARCH = 40;

/**
 * A stream of operations that depends on nothing but the seed and the outcomes it is told. It aims at accepted and
 * at rejected paths on purpose: see INTENTIONS.
 */
export class OperationStream {
  readonly #random: Random;
  readonly #options: StreamOptions;
  readonly #slack: number;
  readonly #book: Book;

  constructor(seed: number, options: StreamOptions) {
    this.#random = new Random(seed);
    this.#options = options;
    this.#slack = options.slackSeconds ?? 0;
    this.#book = new Book(options.growth?.startClasses ?? options.shape.classes);
  }

  /** Every accepted contribution so far. */
  get contributions(): readonly NumberedContribution[] {
    return this.#book.contributions;
  }

  /** Seconds, at least 1, that should pass from the last operation to the next. */
  pause(now: number): number {
    const random = this.#random;
    const { waits } = this.#options;
    const target = this.#book.contributions.at(-random.between(1, 12));
    if (target && random.chance(15)) {
      const due = target.time + random.pick(Object.values(waits)) - random.below(2);
      if (due > now) return due - now;
    }
    // Long silence makes the deposit small, then 0.
    const length = random.weighted({ usual: 955, long: 40, endless: 5 });
    const longest = {
      usual: Math.max(1, Math.floor(waits.refund / 5)),
      long: 10 * waits.any,
      endless: 200 * waits.any,
    };
    return random.between(1, longest[length]);
  }

  async next(world: World): Promise<Operation> {
    const { growth } = this.#options;
    const intention = this.#random.weighted({ ...INTENTIONS, addClass: growth ? GROWTH_INTENTION : 0 });
    switch (intention) {
      case "add":
        return this.#addition();
      case "badAddition":
        return this.#badAddition();
      case "badClaim":
        return this.#badClaim(world);
      case "badLifecycle":
        return this.#badLifecycle();
      case "addClass":
        return this.#newClass(growth!.account);
      default:
        return (await this.#promising(intention, world)) ?? this.#addition();
    }
  }

  /** Has to be told the outcome of every operation. */
  settle(operation: Operation, outcome: Outcome): void {
    this.#book.settle(operation, outcome);
  }

  #account(): number {
    return this.#random.below(this.#options.accounts);
  }

  #addition(): Operation {
    const random = this.#random;
    const extraUnits = random.chance(30) ? BigInt(random.between(1, 1_000_000)) : 0n;
    return {
      kind: "add",
      // The last account never adds anything, so that it is never validated.
      from: random.below(this.#options.accounts - 1),
      // Labels at random over few features: the model changes its mind all the time.
      label: random.below(this.#book.labels),
      sample: randomSample(random, this.#options.shape),
      payment: { kind: "quote", extraUnits },
    };
  }

  #badAddition(): Operation {
    const random = this.#random;
    const { shape } = this.#options;
    const { labels } = this.#book;
    const good = this.#addition() as Operation & { kind: "add" };
    const flawed = () => flawedSample(random, shape, random.pick(flawsOf(shape)));
    switch (random.weighted({ sample: 40, label: 15, payment: 35, several: 10 })) {
      case "sample":
        return { ...good, sample: flawed() };
      case "label":
        return { ...good, label: random.pick([labels, labels + 1, 256, 65_535]) };
      case "payment":
        return { ...good, payment: this.#badPayment() };
      case "several":
        return {
          ...good,
          sample: flawed(),
          label: random.chance(50) ? labels : good.label,
          payment: this.#badPayment(),
        };
    }
  }

  #badPayment(): (Operation & { kind: "add" })["payment"] {
    const odd = this.#options.fractionalUnits === false ? 0 : 2;
    switch (this.#random.weighted({ nothing: 1, quarter: 1, short: 2, odd })) {
      case "nothing":
        return { kind: "fraction", ofQuote: [0n, 1n] };
      case "quarter":
        return { kind: "fraction", ofQuote: [1n, 4n] };
      case "short":
        // Where time passes by itself the quote falls before the call arrives.
        return this.#slack > 0 ? { kind: "fraction", ofQuote: [1n, 4n] } : { kind: "short" };
      case "odd":
        return { kind: "odd" };
    }
  }

  #badLifecycle(): Operation {
    const random = this.#random;
    const from = random.chance(50) ? 0 : this.#account();
    switch (random.weighted({ withdraw: 2, initialize: 1, seal: 1 })) {
      case "withdraw":
        return { kind: "withdraw", from, ...(random.chance(50) ? {} : { to: this.#account() }) };
      case "initialize":
        return { kind: "initialize", from, firstWord: random.below(2), words: [1n] };
      case "seal":
        return { kind: "seal", from, hot: [0n] };
    }
  }

  /** By the one who may, or by somebody; beyond the room too. */
  #newClass(teacher: number): Operation {
    const random = this.#random;
    const from = random.chance(50) ? teacher : this.#account();
    return { kind: "addClass", from, name: random.pick(CLASS_NAMES) };
  }

  /** A claim that looks as if it would be accepted. */
  async #promising(action: Action, world: World): Promise<Operation | undefined> {
    for (const target of this.#shuffled()) {
      const from = await this.#claimant(action, target, world);
      if (from !== undefined) return { kind: "act", action, from, contribution: parts(target), payUnits: 0n };
    }
    return undefined;
  }

  async #claimant(action: Action, target: BookedContribution, world: World): Promise<number | undefined> {
    const { waits, beneficiary } = this.#options;
    const age = world.time - target.time - this.#slack;
    if (action === "take") {
      if (target.left === 0n || age < waits.owner) return undefined;
      return age >= waits.any ? this.#account() : beneficiary;
    }
    if (age < waits.refund) return undefined;
    if (action === "refund") {
      if (target.refunded || (target.left === 0n && target.deposit > 0n)) return undefined;
      return (await world.predict(target.sample)) === target.label ? target.submitter : undefined;
    }
    const from = this.#account();
    const hopeless =
      from === target.submitter ||
      target.left === 0n ||
      target.reporters.has(from) ||
      !this.#book.hasShare(target, from);
    if (hopeless || (await world.predict(target.sample)) === target.label) return undefined;
    return from;
  }

  /** A claim that is probably refused. */
  async #badClaim(world: World): Promise<Operation> {
    const random = this.#random;
    const known = this.#book.contributions;
    if (known.length === 0) return this.#badAddition();
    const target = random.pick(random.chance(60) ? known.slice(-SEARCH) : known);
    const action = random.pick(ACTIONS);
    const from = random.chance(40) ? target.submitter : this.#account();
    const claim = { kind: "act", action, from, contribution: parts(target), payUnits: 0n } as const;
    const undecided = this.#undecided(target, world);
    switch (
      random.weighted({ anybody: 30, altered: 20, paid: 7, again: 13, opinion: 15, share: 8, early: 7 })
    ) {
      case "anybody":
        return undecided ? { ...claim, contribution: this.#altered(target) } : claim;
      case "altered":
        return { ...claim, contribution: this.#altered(target) };
      case "paid":
        return { ...claim, payUnits: 1n };
      case "again":
        return this.#again() ?? claim;
      case "opinion":
        return (await this.#againstOpinion(world)) ?? claim;
      case "share":
        return (await this.#withoutShare(world)) ?? claim;
      case "early":
        return this.#early(known.at(-1)!, action);
    }
  }

  /** A second claim by the same account. */
  #again(): Operation | undefined {
    for (const target of this.#shuffled()) {
      const [reporter] = target.reporters;
      const contribution = parts(target);
      if (reporter !== undefined)
        return { kind: "act", action: "report", from: reporter, contribution, payUnits: 0n };
      if (target.refunded)
        return { kind: "act", action: "refund", from: target.submitter, contribution, payUnits: 0n };
    }
    return undefined;
  }

  /** A claim of the newest contribution by somebody who may make it later. */
  #early(target: BookedContribution, action: Action): Operation {
    const { accounts } = this.#options;
    const other = (target.submitter + 1) % accounts;
    const from = action === "refund" ? target.submitter : other;
    return { kind: "act", action, from, contribution: parts(target), payUnits: 0n };
  }

  /** A claim that is right in everything but the model's opinion. */
  async #againstOpinion(world: World): Promise<Operation | undefined> {
    for (const target of this.#shuffled()) {
      if (world.time - target.time - this.#slack < this.#options.waits.refund || target.left === 0n) continue;
      const contribution = parts(target);
      if ((await world.predict(target.sample)) !== target.label)
        return { kind: "act", action: "refund", from: target.submitter, contribution, payUnits: 0n };
      const from = this.#account();
      if (from !== target.submitter && this.#book.hasShare(target, from) && !target.reporters.has(from))
        return { kind: "act", action: "report", from, contribution, payUnits: 0n };
    }
    return undefined;
  }

  /** A report that is right in everything but that the reporter's share comes to nothing. */
  async #withoutShare(world: World): Promise<Operation | undefined> {
    for (const target of this.#book.contributions
      .filter(({ left }) => left > 0n && left < 20n)
      .slice(-SEARCH)) {
      const from = this.#account();
      if (world.time - target.time - this.#slack < this.#options.waits.refund) continue;
      if (from === target.submitter || target.reporters.has(from) || this.#book.hasShare(target, from))
        continue;
      return { kind: "act", action: "report", from, contribution: parts(target), payUnits: 0n };
    }
    return undefined;
  }

  /** Whether the target's age is so near to a wait that the second of the call decides. */
  #undecided(target: BookedContribution, { time }: World): boolean {
    const age = time - target.time;
    const near = Object.values(this.#options.waits).some((wait) => Math.abs(age - wait) <= this.#slack);
    return this.#slack > 0 && near;
  }

  #altered(target: BookedContribution): NumberedContribution {
    const random = this.#random;
    const { accounts, shape } = this.#options;
    const whole = parts(target);
    switch (random.pick(["id", "time", "submitter", "label", "sample"] as const)) {
      case "id":
        return { ...whole, id: random.pick([whole.id + 1, whole.id + 2 ** 32, 2 ** 48 - 1]) };
      case "time":
        return { ...whole, time: random.pick([whole.time + 1, whole.time - 1, 0]) };
      case "submitter":
        return { ...whole, submitter: (whole.submitter + random.between(1, accounts - 1)) % accounts };
      case "label":
        return { ...whole, label: random.pick([(whole.label + 1) % shape.classes, whole.label + 256]) };
      case "sample":
        return { ...whole, sample: flawedSample(random, shape, random.pick(flawsOf(shape))) };
    }
  }

  /** Some contributions in random order, old and new ones. */
  #shuffled(): BookedContribution[] {
    const open = this.#book.contributions
      .filter((target) => target.left > 0n || !target.refunded)
      .slice(-4 * SEARCH);
    const found: BookedContribution[] = [];
    while (open.length > 0 && found.length < SEARCH)
      found.push(open.splice(this.#random.below(open.length), 1)[0]!);
    return found;
  }
}

const parts = ({ id, time, submitter, label, sample }: BookedContribution): NumberedContribution => ({
  id,
  time,
  submitter,
  label,
  sample,
});

/** The stream of a seed: the same seed and the same outcomes give the same operations everywhere. */
export const randomOperations = (seed: number, options: StreamOptions): OperationStream =>
  new OperationStream(seed, options);
