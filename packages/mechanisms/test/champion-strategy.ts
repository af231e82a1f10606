import {
  bytesToBigint,
  type CommittedItem,
  commitItems,
  decodeSample,
  itemHash,
  layoutOf,
  type ModelPlugin,
  type ModelState,
  type Params,
  type Shape,
} from "@chainlearn/core";
import {
  type Aim,
  type KnownContribution,
  type MechanismRules,
  type MechanismStrategy,
  type Random,
  type RuleCall,
  type Ruling,
  type RunTerms,
  randomSample,
  shuffled,
  type World,
} from "@chainlearn/core/testing";
import { createReferenceModel, type ReferenceModel } from "@chainlearn/kernel/testing";
import { champion } from "@chainlearn/mechanisms";
import { ChampionOracle, type ChampionSettings, type Contribution, type Outcome } from "./champion-oracle.ts";

const CURATOR = 3;
const ACCOUNTS = 6;
const UNIT_PER_VALID = 0;

/** What the strategy has to know about the model: its kernel runs in process for both copies. */
export interface ChampionModel {
  readonly model: ModelPlugin;
  readonly shape: Shape;
  /** All parameters of the model. */
  readonly params: Params;
  readonly initialState: ModelState;
}

function terms(random: Random): RunTerms {
  const settleWait = random.pick([10, 40, 90]);
  const itemsPerCycle = random.between(1, 2);
  const params: Params = {
    depositUnits: random.pick([3n, 1_000n, 123_456_789n, 3_000_000_000n]),
    feePermille: random.pick([0n, 10n, 10n, 333n]),
    settleWaitSeconds: BigInt(settleWait),
    // Twice as long is more than the waits for settlements and for late items: 2 x 36 > 10 + 60.
    lockSeconds: BigInt(settleWait + random.pick([26, 60, 100])),
    tolerancePermille: random.pick([200n, 500n, 1000n]),
    tipPermille: random.pick([0n, 50n, 1000n]),
    cycleSeconds: random.pick([600n, 600n, 2_500n]),
    itemsPerCycle: BigInt(itemsPerCycle),
    openItems: BigInt(random.between(1, 3)),
    confidentPermille: random.pick([0n, 20n, 50n]),
    minWins: 1n,
    strictness: random.pick([0n, 4n, 9n]),
    revealWaitSeconds: 60n,
    bondUnits: random.pick([77n, 5_000_000_000n]),
    latePermille: random.pick([0n, 100n, 999n]),
    potPermille: random.pick([0n, 250n, 1000n]),
    subsidyUnits: random.pick([0n, 1n, 1_000n]),
  };
  return { params, roles: { curator: CURATOR } };
}

const inSetup = (world: World): boolean => world.pool.setupLeft! > 0n;
const cycleEnd = (world: World): number =>
  Number(world.pool.cycleStartSeconds! + world.param("cycleSeconds"));
const isTesting = (world: World): boolean => !inSetup(world) && world.time >= cycleEnd(world);
const testIsComplete = (world: World): boolean => world.pool.revealed! >= world.param("itemsPerCycle");
const queueIsReady = (world: World): boolean =>
  world.pool.itemsQueued! > 0n && world.pool.queuedInCycle! < world.pool.cycle!;
const hasItems = (world: World): boolean => world.pool.itemsLeft! > 0n || queueIsReady(world);
const ageOf = (world: World, { time }: KnownContribution): number => world.time - time;
const isPending = ({ record }: KnownContribution): boolean => record.cells[0] === 0n;

/** What an account may collect, by the contract's own cells. */
function earned(world: World, account: number): bigint {
  const { cycle, validInCycle } = world.account(account).cells;
  if (cycle! >= world.pool.cycle!) return 0n;
  return validInCycle! * (world.snapshot?.series.get(`${UNIT_PER_VALID}/${cycle}`) ?? 0n);
}

const everyAccount = Array.from({ length: ACCOUNTS }, (_, n) => n);

/** Aims at the phases of champion; knows the items of every chain that it committed to. */
class ChampionAims {
  /** Items by their commitments, as registers hold them. */
  readonly #items = new Map<bigint, CommittedItem>();

  aim(action: string, world: World, random: Random): Aim | undefined {
    switch (action) {
      case "settle":
        return this.#settle(world, random);
      case "release":
        return this.#release(world, random);
      case "collect": {
        const from = everyAccount.find((account) => earned(world, account) > 0n);
        return from === undefined ? undefined : { from };
      }
      case "fund":
        return { from: random.below(ACCOUNTS), payUnits: BigInt(random.pick([1, 999, 10_000])) };
      case "commit":
        // Seldom more than once, so that items are used up and the bond goes back.
        return inSetup(world) || random.chance(5) ? this.#commit(world, random) : undefined;
      case "reveal":
        return this.#reveal(world);
      case "decide":
        if (!isTesting(world) || !testIsComplete(world)) return undefined;
        return { from: random.below(ACCOUNTS), input: { args: [BigInt(random.between(1, 4))] } };
      case "skip":
        return this.#skip(world, random);
      default:
        if (hasItems(world) || world.pool.itemsQueued! > 0n || world.pool.bondUnits === 0n) return undefined;
        return { from: CURATOR };
    }
  }

  /** Right in all but one respect. */
  nearMiss(world: World, random: Random): (Aim & { readonly action: string }) | undefined {
    const commit = this.#commit(world, random);
    const reveal = this.#reveal(world);
    const from = random.below(ACCOUNTS);
    const lock = Number(world.param("lockSeconds"));
    const gates = [lock - 1, lock, 2 * lock - 1, 2 * lock];
    const [old] = shuffled(world, random, (one) => gates.includes(ageOf(world, one)));
    if (old) return { action: "release", from, contribution: old };
    const [pending] = shuffled(world, random, isPending);
    const misses: ((Aim & { readonly action: string }) | undefined)[] = [
      commit && { ...commit, action: "commit", from: 1 },
      commit && { ...commit, action: "commit", payUnits: commit.payUnits! + 1n },
      commit && { ...commit, action: "commit", input: { ...commit.input, args: [0n] } },
      reveal && {
        ...reveal,
        action: "reveal",
        input: { item: { ...reveal.input!.item!, label: 1 - reveal.input!.item!.label } },
      },
      { action: "decide", from, input: { args: [1n] } },
      { action: "decide", from, input: { args: [0n] } },
      { action: "skip", from },
      { action: "collect", from },
      { action: "fund", from },
      { action: "returnBond", from: CURATOR },
      { action: "returnBond", from: 0 },
      pending && { action: "settle", from, contribution: pending },
      pending && { action: "release", from, contribution: pending },
    ];
    return random.pick(misses);
  }

  #settle(world: World, random: Random): Aim | undefined {
    if (isTesting(world) || inSetup(world)) return undefined;
    const wait = Number(world.param("settleWaitSeconds"));
    // Now and then a second too early.
    const early = random.chance(30) ? 1 : 0;
    const ripe = shuffled(world, random, (one) => isPending(one) && ageOf(world, one) >= wait - early);
    const contribution = ripe.find((one) => ageOf(world, one) === wait - early) ?? ripe[0];
    if (!contribution) return undefined;
    return { from: random.chance(50) ? contribution.submitter : random.below(ACCOUNTS), contribution };
  }

  #release(world: World, random: Random): Aim | undefined {
    const lock = Number(world.param("lockSeconds"));
    const early = random.chance(30) ? 1 : 0;
    /** Seconds since its gate opened; without a verdict it opens later. */
    const openFor = (one: KnownContribution): number => ageOf(world, one) - lock * (isPending(one) ? 2 : 1);
    const ripe = shuffled(world, random, (one) => one.record.left > 0n && openFor(one) >= -early);
    const contribution = ripe.find((one) => openFor(one) === -early) ?? ripe[0];
    if (!contribution) return undefined;
    return { from: random.chance(60) ? contribution.submitter : random.below(ACCOUNTS), contribution };
  }

  #commit(world: World, random: Random): Aim | undefined {
    const { itemsLeft, itemsQueued, bondUnits } = world.pool;
    const isFirst = inSetup(world) && itemsLeft === 0n;
    if (!isFirst && itemsQueued! > 0n) return undefined;
    const { shape } = world.composition;
    const count = (isFirst ? Number(world.param("openItems")) : 1) + random.below(5);
    const chain = commitItems(
      Array.from({ length: count }, () => ({
        sample: decodeSample(sampleOf(random, shape), shape),
        label: random.below(shape.classes),
      })),
      Uint8Array.from({ length: 32 }, () => random.below(256)),
      shape,
    );
    for (const item of chain.items) this.#items.set(bytesToBigint(itemHash(item)), item);
    return {
      from: CURATOR,
      payUnits: world.param("bondUnits") - bondUnits!,
      input: { args: [BigInt(count)], digest: chain.head },
    };
  }

  #reveal(world: World): Aim | undefined {
    if (!hasItems(world) || !(inSetup(world) || (isTesting(world) && !testIsComplete(world))))
      return undefined;
    const register = world.pool.itemsLeft! > 0n ? 0 : 1;
    const item = this.#items.get(world.snapshot!.registers[register]!);
    return item && { from: CURATOR, input: { item } };
  }

  #skip(world: World, random: Random): Aim | undefined {
    if (!isTesting(world) || testIsComplete(world)) return undefined;
    const late = cycleEnd(world) + Number(world.param("revealWaitSeconds"));
    if (hasItems(world) && world.time < late) return undefined;
    return { from: random.below(ACCOUNTS) };
  }
}

/** A random sample of the shape as bytes; of samples that are indices only, at least so many. */
function sampleOf(random: Random, shape: Shape, least = 1): Uint8Array {
  const { encoding, features, maxEntries } = shape;
  if (encoding !== "sparse") return randomSample(random, shape);
  const indices = new Set<number>();
  const entries = random.between(least, maxEntries);
  while (indices.size < entries) indices.add(random.below(features));
  const sorted = [...indices].sort((a, b) => a - b);
  return Uint8Array.from(sorted.flatMap((index) => [index >> 8, index & 255]));
}

/** The oracle's rules, with the margins of two copies of the model that run on the reference host. */
function rulesFor(subject: ChampionModel, { params }: RunTerms, words: number): MechanismRules {
  const { model, shape } = subject;
  const copyOf = (): ReferenceModel => {
    const copy = createReferenceModel(model, shape, subject.params);
    assign(copy, subject.initialState);
    return copy;
  };
  const [served, working] = [copyOf(), copyOf()];
  const settings = params as unknown as ChampionSettings;
  const oracle = new ChampionOracle(settings, CURATOR.toString(), words);
  const contributions = new Map<number, Contribution>();

  const outcomeOf = (
    action: string,
    { time, sender, paid, args, input, contribution }: RuleCall,
  ): Outcome => {
    const caller = sender.toString();
    const known = contribution && contributions.get(contribution.id)!;
    switch (action) {
      case "settle": {
        const sample = decodeSample(contribution!.sample, shape);
        const margin = served.margin(sample, contribution!.label);
        const outcome = oracle.settle(time, caller, known!, margin);
        if ("reason" in outcome && outcome.reason === 1) working.update(sample, contribution!.label);
        return outcome;
      }
      case "release":
        return oracle.release(time, known!);
      case "collect":
        return oracle.collect(caller);
      case "fund":
        return oracle.fundWith(paid);
      case "commit": {
        const outcome = oracle.commit(caller, args[0]!, paid);
        if (!("refused" in outcome)) heads.push(bytesToBigint(input.digest!));
        return outcome;
      }
      case "reveal": {
        const { label, sample: bytes, next } = input.item!;
        const sample = decodeSample(bytes, shape);
        const chain = oracle.nextChain();
        const number = chain ? oracle.chains.indexOf(chain) : -1;
        const isNext = heads[number] === bytesToBigint(itemHash(input.item!));
        const margins = { served: served.margin(sample, label), challenger: working.margin(sample, label) };
        const outcome = oracle.reveal(time, isNext, margins);
        if (!("refused" in outcome)) heads[number] = bytesToBigint(next);
        return outcome;
      }
      case "decide": {
        const outcome = oracle.decide(time, args[0]!);
        // Nothing asks a copy for anything while words are copied.
        if ("reason" in outcome && outcome.reason === 1) assign(served, working);
        if ("reason" in outcome && outcome.reason === 2) assign(working, served);
        return outcome;
      }
      case "skip":
        return oracle.skip(time);
      default:
        return oracle.returnBond(caller);
    }
  };
  /** By chain of items: the commitment to its next one. */
  const heads: bigint[] = [];

  return {
    cost: () => (oracle.inSetup ? { refused: "wrong_phase" } : settings.depositUnits),
    added: ({ id, time, submitter }) => {
      const added = oracle.add(BigInt(time), submitter.toString());
      if ("refused" in added) throw new Error("an addition was accepted in the setup");
      contributions.set(id, added);
    },
    act(action, call): Ruling {
      const outcome = outcomeOf(action, call);
      if ("refused" in outcome) return outcome;
      const [[receiver, amount] = ["", 0n]] = [...outcome.pays];
      const submitter = call.contribution?.submitter.toString();
      const creditsSubmitter =
        (action === "settle" && outcome.reason === 1) ||
        (action === "release" && receiver !== call.sender.toString());
      if (creditsSubmitter && amount > 0n && receiver !== submitter)
        throw new Error(`${action} pays ${receiver}`);
      const known = call.contribution && contributions.get(call.contribution.id)!;
      return {
        amount,
        reason: outcome.reason,
        to: creditsSubmitter ? "submitter" : "caller",
        ...(known && { left: known.left }),
      };
    },
    cells: () => ({
      pool: {
        cycle: oracle.cycle,
        cycleStartSeconds: oracle.cycleStart ?? 0n,
        validInCycle: BigInt(oracle.validNow.length),
        potUnits: oracle.pot,
        fundUnits: oracle.fund,
        bondUnits: oracle.bond,
        revealed: BigInt(oracle.results.length),
        ...(!oracle.inSetup && { thresholdMilli: oracle.threshold, stepMilli: oracle.step }),
      },
      account: (account) => ({
        ...(oracle.verdicts.get(account.toString()) ?? { settled: 0n, invalid: 0n }),
      }),
      series: ({ number }) => oracle.perValid.get(BigInt(number)) ?? 0n,
    }),
  };
}

function assign(to: ReferenceModel, from: Pick<ModelState, "cells" | "hot">): void {
  to.cells.splice(0, from.cells.length, ...from.cells);
  to.hot.splice(0, from.hot.length, ...from.hot);
}

/** Aims at every path of champion. */
export function championStrategy(subject: ChampionModel): MechanismStrategy {
  const { stateWords } = layoutOf(subject.model.manifest, champion.manifest, subject.shape);
  const aims = new WeakMap<World, ChampionAims>();
  const aimsOf = (world: World): ChampionAims => {
    const known = aims.get(world) ?? new ChampionAims();
    aims.set(world, known);
    return known;
  };
  return {
    waits: ["settleWaitSeconds", "lockSeconds"],
    weights: {
      ...{ add: 24, settle: 34, release: 28, collect: 5, fund: 2, commit: 5, reveal: 14, decide: 10 },
      ...{ skip: 6, returnBond: 2, badAddition: 4, badAct: 14 },
    },
    terms,
    aim: (action, world, random) => aimsOf(world).aim(action, world, random),
    // With few entries the same sample would come again and again.
    addition: (world, random) => ({ sample: sampleOf(random, world.composition.shape, 3) }),
    pause: (world, random) =>
      !inSetup(world) && !isTesting(world) && random.chance(2)
        ? cycleEnd(world) - random.below(2) - world.time
        : undefined,
    nearMiss: (world, random) => aimsOf(world).nearMiss(world, random),
    series: (world) => {
      const cycles = world.snapshot ? everyAccount.map((n) => world.account(n).cells.cycle!) : [];
      const numbers = new Set([...cycles, world.pool.cycle ?? 0n].map(Number));
      return [...numbers].map((number) => ({ series: UNIT_PER_VALID, number }));
    },
    held: (world) => {
      const { potUnits, fundUnits, bondUnits } = world.pool;
      const shares = everyAccount.map((account) => earned(world, account));
      return [potUnits!, fundUnits!, bondUnits!, ...shares].reduce((sum, units) => sum + units, 0n);
    },
    remains: ({ pool }) => pool.potUnits! + pool.fundUnits!,
    closing: ["settle", "release", "collect", "reveal", "decide", "skip", "returnBond"],
    lastGate: (world) => {
      const newest = world.contributions.at(-1)?.time ?? 0;
      const settled = newest + Number(world.param("settleWaitSeconds") + world.param("lockSeconds"));
      if (inSetup(world)) return settled;
      const { itemsLeft, itemsQueued, validInCycle } = world.pool;
      const open = world.contributions.some((one) => isPending(one));
      if (!open && itemsLeft === 0n && itemsQueued === 0n && validInCycle === 0n) return settled;
      return Math.max(settled, cycleEnd(world) + Number(world.param("revealWaitSeconds")));
    },
    rules: (runTerms) => rulesFor(subject, runTerms, stateWords),
  };
}
