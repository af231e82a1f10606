import type { ActionSpec } from "../../manifest.ts";
import type { NumberedContribution, Operation, Payment } from "../differential/operation.ts";
import type { Outcome } from "../differential/outcome.ts";
import { flawedSample, flawsOf, randomSample } from "../differential/samples.ts";
import type { Random } from "../random.ts";
import type { Aim, MechanismStrategy } from "./strategy.ts";
import { ACCOUNTS, type KnownContribution, type World } from "./world.ts";

export interface PlayOptions {
  /** Whether payments between two units exist on every chain. */
  readonly fractionalUnits: boolean;
  /** Whether to look for the seconds at which waits end more than for anything else. */
  readonly atGates: boolean;
}

/** Contributions that a search for a target looks at. */
const SEARCH = 40;
const REMEMBERED = 24;
/** Calls that a batch is tried to be continued with. */
const ATTEMPTS = 6;
const EDGES = [0n, 1n, -1n, 2n ** 63n - 1n, -(2n ** 63n)] as const;

/** Some contributions that satisfy a condition, recent ones, in random order. */
export function shuffled(
  world: World,
  random: Random,
  condition: (one: KnownContribution) => boolean,
  most: number = SEARCH,
): KnownContribution[] {
  const open: KnownContribution[] = [];
  for (let k = world.contributions.length - 1; k >= 0 && open.length < 2 * most; k--) {
    const one = world.contributions[k]!;
    if (condition(one)) open.push(one);
  }
  for (let k = open.length - 1; k > 0; k--) {
    const other = random.below(k + 1);
    [open[k], open[other]] = [open[other]!, open[k]!];
  }
  return open.slice(0, most);
}

/** The parts of a contribution that a claim names. */
export const partsOf = ({
  id,
  time,
  submitter,
  label,
  sample,
}: NumberedContribution): NumberedContribution => ({
  ...{ id, time, submitter, label, sample },
});

const isAboutOne = ({ record }: ActionSpec): boolean => record === "sample" || record === "hash";

/** A stream of operations that depends on nothing but the random numbers and the world that it sees. */
export class Play {
  readonly #random: Random;
  readonly #world: World;
  readonly #strategy: MechanismStrategy;
  readonly #fractional: boolean;
  readonly #atGates: boolean;
  readonly #weights: Readonly<Record<string, number>>;
  readonly #waits: readonly number[];
  /** Recent calls that were accepted, to be sent again. */
  readonly #accepted: (Operation & { kind: "act" })[] = [];

  constructor(random: Random, world: World, strategy: MechanismStrategy, options: PlayOptions) {
    this.#random = random;
    this.#world = world;
    this.#strategy = strategy;
    this.#fractional = options.fractionalUnits;
    this.#atGates = options.atGates;
    this.#waits = strategy.waits.map((name) => Number(world.param(name)));
    const { actions } = world.composition.mechanism.manifest;
    this.#weights = {
      ...{ add: 36, badAddition: 6, badAct: 12, badLifecycle: 2 },
      ...Object.fromEntries(actions.map((action) => [action.name, isAboutOne(action) ? 12 : 4])),
    };
  }

  /** Seconds, at least 1, until the next moment: often to just before a gate or just to it. */
  pause(): number {
    const random = this.#random;
    const { contributions, time } = this.#world;
    const phase = this.#strategy.pause?.(this.#world, random);
    if (phase !== undefined) return Math.max(1, phase);
    if (random.chance(this.#atGates ? 75 : 25)) {
      // A second before a wait ends, or the second at which it does.
      const due = contributions
        .slice(-12)
        .flatMap((one) => this.#waits.flatMap((wait) => [one.time + wait - 1, one.time + wait]))
        .filter((seconds) => seconds > time);
      if (due.length > 0) return random.pick(due) - time;
    }
    const longest = Math.max(5, ...this.#waits);
    const shortest = Math.max(5, Math.min(longest, ...this.#waits));
    switch (random.weighted({ usual: 960, long: 35, endless: 5 })) {
      case "usual":
        return random.between(1, Math.ceil(shortest / 2));
      case "long":
        return random.between(1, 10 * longest);
      case "endless":
        return random.between(1, 200 * longest);
    }
  }

  async next(): Promise<Operation> {
    if (this.#atGates && this.#random.chance(40)) {
      const operation = await this.#somebodys(this.#atGate());
      if (operation) return operation;
    }
    const { weights } = this.#strategy;
    const special = typeof weights === "function" ? weights(this.#world, this.#random) : weights;
    const intention = this.#random.weighted({ ...this.#weights, ...special });
    switch (intention) {
      case "add":
        return this.#addition();
      case "badAddition":
        return this.#badAddition();
      case "badAct":
        return this.#badAct();
      case "badLifecycle":
        return this.#badLifecycle();
      default:
        return (await this.aimed(intention)) ?? this.#addition();
    }
  }

  /** Some additions of one account; seldom one that is refused among them. Undefined where additions are not taken now. */
  additions(most: number): readonly (Operation & { kind: "add" })[] | undefined {
    const random = this.#random;
    if (this.#strategy.addition?.(this.#world, random) === "none") return undefined;
    const first = this.#addition();
    const rest = Array.from({ length: random.between(1, most - 1) }, () => ({
      ...this.#addition(),
      from: first.from,
    }));
    const all = [first, ...rest];
    if (!random.chance(15)) return all;
    const flawed = this.#badAddition();
    if (flawed.kind !== "add") return all;
    all[random.below(all.length)] = { ...flawed, from: first.from };
    return all;
  }

  /** What may follow this action in a batch: usually a call that looks as if it would be accepted. */
  async sameSendersAction(
    before: Operation & { kind: "act" },
  ): Promise<(Operation & { kind: "act" }) | undefined> {
    const { from } = before;
    const isNext = (operation: Operation | undefined): operation is Operation & { kind: "act" } =>
      operation?.kind === "act" && operation.payUnits === 0n;
    if (this.#random.chance(8)) {
      const bad = await this.#badAct();
      return isNext(bad) ? { ...bad, from } : undefined;
    }
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const operation = await this.aimed(this.#random.chance(70) ? before.action : this.#anyAction());
      if (isNext(operation) && operation.from === from) return operation;
    }
    return undefined;
  }

  #anyAction(): string {
    return this.#random.pick(this.#world.composition.mechanism.manifest.actions).name;
  }

  /** A call of this action that looks as if it would be accepted. */
  async aimed(action: string): Promise<Operation | undefined> {
    const aim = await this.#strategy.aim(action, this.#world, this.#random);
    return aim && call(action, aim);
  }

  /** Has to be told the outcome of every operation. */
  settle(operation: Operation, outcome: Outcome): void {
    if (!outcome.accepted || operation.kind !== "act") return;
    this.#accepted.push(operation);
    if (this.#accepted.length > REMEMBERED) this.#accepted.shift();
  }

  #account(): number {
    return this.#random.below(ACCOUNTS);
  }

  #addition(): Operation & { kind: "add" } {
    const random = this.#random;
    const { shape } = this.#world.composition;
    const wish = this.#strategy.addition?.(this.#world, random);
    const aim = wish === "none" ? {} : (wish ?? {});
    return {
      kind: "add",
      from: aim.from ?? random.below(ACCOUNTS - 1),
      // Labels at random over few features: the model changes its mind all the time.
      label: aim.label ?? random.below(shape.classes),
      sample: aim.sample ?? randomSample(random, shape),
      payment: { kind: "quote", extraUnits: random.chance(30) ? BigInt(random.between(1, 1_000_000)) : 0n },
    };
  }

  #badAddition(): Operation {
    const random = this.#random;
    const { shape } = this.#world.composition;
    const good = this.#addition();
    const flawed = (): Uint8Array => flawedSample(random, shape, random.pick(flawsOf(shape)));
    switch (random.weighted({ sample: 38, label: 15, payment: 32, several: 10, repeated: 5 })) {
      case "sample":
        return { ...good, sample: flawed() };
      case "label":
        return { ...good, label: random.pick([shape.classes, 256, 65_535]) };
      case "payment":
        return { ...good, payment: this.#badPayment() };
      case "repeated": {
        const { label, sample } = this.#recent() ?? good;
        return { ...good, label, sample };
      }
      case "several":
        return { ...good, sample: flawed(), label: shape.classes, payment: this.#badPayment() };
    }
  }

  #badPayment(): Payment {
    switch (this.#random.weighted({ nothing: 1, quarter: 1, short: 2, odd: this.#fractional ? 2 : 0 })) {
      case "nothing":
        return { kind: "fraction", ofQuote: [0n, 1n] };
      case "quarter":
        return { kind: "fraction", ofQuote: [1n, 4n] };
      case "short":
        return { kind: "short" };
      case "odd":
        return { kind: "odd" };
    }
  }

  #badLifecycle(): Operation {
    const random = this.#random;
    const from = random.chance(50) ? 0 : this.#account();
    const owed = Array.from({ length: ACCOUNTS }, (_, n) => n).filter(
      (n) => this.#world.account(n).credit > 0n,
    );
    if (owed.length > 0 && random.chance(70))
      return { kind: "withdraw", from: random.pick(owed), ...(random.chance(50) && { to: this.#account() }) };
    switch (random.weighted({ withdraw: 2, initialize: 1, seal: 1 })) {
      case "withdraw":
        return { kind: "withdraw", from, ...(random.chance(50) && { to: this.#account() }) };
      case "initialize":
        return { kind: "initialize", from, firstWord: random.below(2), words: [1n] };
      case "seal":
        return { kind: "seal", from, hot: [0n] };
    }
  }

  /** A call that is probably refused. */
  async #badAct(): Promise<Operation> {
    const random = this.#random;
    switch (random.weighted({ anybody: 25, atGate: 25, altered: 18, paid: 7, again: 15, nearMiss: 20 })) {
      case "anybody":
        return (await this.#somebodys(this.#recent())) ?? this.#addition();
      case "atGate":
        return (await this.#somebodys(this.#atGate() ?? this.#recent())) ?? this.#addition();
      case "altered":
        return this.#altered();
      case "paid": {
        const refused = this.#world.composition.mechanism.manifest.actions.filter(({ payable }) => !payable);
        const good = refused.length > 0 ? await this.aimed(random.pick(refused).name) : undefined;
        return good?.kind === "act" ? { ...good, payUnits: 1n } : this.#addition();
      }
      case "again":
        return this.#accepted.length > 0 ? random.pick(this.#accepted) : this.#addition();
      case "nearMiss": {
        const near = await this.#strategy.nearMiss?.(this.#world, random);
        return near ? call(near.action, near) : ((await this.#somebodys(this.#recent())) ?? this.#addition());
      }
    }
  }

  #recent(): KnownContribution | undefined {
    const { contributions } = this.#world;
    if (contributions.length === 0) return undefined;
    return this.#random.pick(this.#random.chance(60) ? contributions.slice(-SEARCH) : contributions);
  }

  /** A contribution that is just as old as a wait, or a second less. */
  #atGate(): KnownContribution | undefined {
    const { time } = this.#world;
    return shuffled(this.#world, this.#random, (one) =>
      this.#waits.some((wait) => time - one.time === wait || time - one.time === wait - 1),
    )[0];
  }

  /** Any action by somebody: about this contribution, or about none with arguments out of the blue. */
  async #somebodys(target: KnownContribution | undefined): Promise<Operation | undefined> {
    const random = this.#random;
    const { actions } = this.#world.composition.mechanism.manifest;
    const spec = random.pick(actions);
    if (isAboutOne(spec)) {
      if (target === undefined) return undefined;
      const from = random.chance(40) ? target.submitter : this.#account();
      return call(spec.name, { from, contribution: target, input: this.#input(spec) });
    }
    // What else such an action brings only its strategy knows.
    if (spec.record !== "none" || spec.digest) {
      const good = await this.aimed(spec.name);
      return good && { ...good, from: this.#account() };
    }
    return call(spec.name, { from: this.#account(), input: this.#input(spec) });
  }

  #input({ args }: ActionSpec): NonNullable<Aim["input"]> {
    const value = (): bigint =>
      this.#random.chance(50) ? this.#random.pick(EDGES) : BigInt(this.#random.between(-5, 1_000));
    return args.length === 0 ? {} : { args: args.map(value) };
  }

  /** A claim about a contribution that the chain does not have in these parts. */
  #altered(): Operation {
    const random = this.#random;
    const { shape, mechanism } = this.#world.composition;
    const target = this.#recent();
    const specs = mechanism.manifest.actions.filter(isAboutOne);
    if (target === undefined || specs.length === 0) return this.#addition();
    const spec = random.pick(specs);
    const whole = partsOf(target);
    const change = (): Partial<NumberedContribution> => {
      switch (random.pick(["id", "time", "submitter", "label", "sample"] as const)) {
        case "id":
          return { id: random.pick([whole.id + 1, whole.id + 2 ** 32, 2 ** 48 - 1]) };
        case "time":
          return { time: random.pick([whole.time + 1, whole.time - 1, 0]) };
        case "submitter":
          return { submitter: (whole.submitter + random.between(1, ACCOUNTS - 1)) % ACCOUNTS };
        case "label":
          return { label: random.pick([(whole.label + 1) % shape.classes, whole.label + 256]) };
        case "sample":
          return { sample: flawedSample(random, shape, random.pick(flawsOf(shape))) };
      }
    };
    const from = random.chance(40) ? target.submitter : this.#account();
    const { contribution, ...rest } = call(spec.name, {
      from,
      contribution: target,
      input: this.#input(spec),
    });
    return { ...rest, contribution: { ...contribution!, ...change() } };
  }
}

const call = (
  action: string,
  { from, contribution, payUnits = 0n, input }: Aim,
): Operation & { kind: "act" } => ({
  ...({ kind: "act", from, action, payUnits } as const),
  ...(contribution && { contribution: partsOf(contribution) }),
  ...(input && { input }),
});
