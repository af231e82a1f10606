import type { Params, RecordState } from "@chainlearn/core";
import type { AdditionAim, Aim, MechanismStrategy, Random, RunTerms, World } from "@chainlearn/core/testing";
import { predictionMarket } from "@chainlearn/mechanisms";
import { MarketList, randomBytes } from "./prediction-market-lists.ts";
import { type MarketModel, marketRules } from "./prediction-market-rules.ts";

const PROVIDER = 3;
const ACCOUNTS = 6;
const BALANCE = 0;
const FUNDED = 1n;
const TRAIN = 5n;
const PROMOTE = 8n;
const DONE = 9n;
const EXPIRED = 10n;
const CANCELLED = 11n;
const HAS_JOINED = 1n;
const HAS_UNVEILED = 2n;

/** How a market is to end, if chance lets it. */
type Ending = "settled" | "abandoned" | "expired" | "cancelled" | "nobody";
/** In turn, so that a few markets have the whole mix: one that expires refunds, one that is settled trains. */
const ENDINGS: readonly Ending[] = [
  ...(["expired", "settled", "abandoned", "settled", "cancelled", "expired", "settled"] as const),
  ...(["expired", "settled", "expired", "nobody", "expired", "settled"] as const),
];

const WINDOWS = [
  ...(["commitSeconds", "drawSeconds", "showSeconds", "stakeSeconds", "revealSeconds"] as const),
  "settleSeconds",
] as const;
/** Long enough that it is the strategy that decides when a window has had enough. */
const LONG = [900n, 1_000n, 2_500n] as const;
const [COMMIT, DRAW, SHOW, STAKE, REVEAL, SETTLE] = [0, 1, 2, 3, 4, 5] as const;

function terms(random: Random): RunTerms {
  const params: Params = {
    stakeUnits: random.pick([1n, 7n, 1_000n, 123_456_789n]),
    // Many rounds: harm is dropped and all begins anew.
    rounds: random.pick([1n, 20n, 80n]),
    bondUnits: random.pick([0n, 77n, 5_000_000_000n]),
    drawBondUnits: random.pick([0n, 13n, 1_000_000n]),
    stepFeeUnits: random.pick([0n, 1n, 999n]),
    feePotUnits: random.pick([0n, 50n, 100_000n]),
    testParts: BigInt(random.between(2, 4)),
    itemsPerPart: BigInt(random.between(1, 2)),
    maxContributions: random.pick([60n, 1_000n, 1_000n]),
    grouped: random.chance(85) ? 1n : 0n,
    ...Object.fromEntries(WINDOWS.map((name) => [name, random.pick(LONG)])),
  };
  return { params, roles: { provider: PROVIDER } };
}

const isSettling = ({ pool }: World): boolean => pool.stage! > FUNDED && pool.stage! < DONE;

const everyAccount = Array.from({ length: ACCOUNTS }, (_, n) => n);
/** Accounts that are so far in the draw. */
const withDraw = (world: World, draw: bigint): number[] =>
  everyAccount.filter((account) => world.account(account).cells.draw === draw);

/** When each window ends. */
const endsOf = (world: World): number[] => {
  let end = Number(world.pool.startSeconds!);
  return WINDOWS.map((name) => (end += Number(world.param(name))));
};

/** The window that a time is in until all is revealed; undefined: nothing is funded, or behind all. */
function windowOf(world: World, time = world.time): number | undefined {
  if (world.pool.stage !== FUNDED) return undefined;
  const window = endsOf(world).findIndex((end) => time < end);
  return window < 0 || window === SETTLE ? undefined : window;
}

const takesContributions = (world: World, time: number): boolean =>
  world.pool.revealed! > 0n && (windowOf(world, time) ?? REVEAL) < REVEAL;

/** What is right now is tried most; what was a second ago or will be in a second, a little. */
function weightOf({ time }: World, isRight: (time: number) => boolean): number {
  if (isRight(time)) return 80;
  return isRight(time - 1) || isRight(time + 1) ? 50 : 0;
}

/** What a market that is over owes an account, by the contract's own cells. */
function owedTo(world: World, account: number): bigint {
  const { stage, shareUnits } = world.pool;
  const { member, contributions, draw } = world.account(account).cells;
  if (stage === CANCELLED) return draw === HAS_UNVEILED ? shareUnits! : 0n;
  if (stage !== DONE) return 0n;
  const balance = world.snapshot?.series.get(`${BALANCE}/${member}`) ?? 0n;
  return balance / (world.param("testParts") * world.param("itemsPerPart")) + contributions! * shareUnits!;
}

const owedToAll = (world: World): bigint =>
  everyAccount.reduce((sum, account) => sum + owedTo(world, account), 0n);

/** Contributions whose stake has left their record, and has not been refunded: the market holds it. */
const trained = ({ contributions }: World): bigint =>
  BigInt(contributions.filter(({ record }) => record.left === 0n && isOpen(record)).length);

/** Until it is refunded a record has a number. */
const isOpen = ({ cells }: RecordState): boolean => cells[0]! > 0n;

/** What is escrowed, and bonds of the draw that have not come back. */
const escrowOf = (world: World): bigint =>
  world.param("rounds") * world.param("stakeUnits") +
  world.param("bondUnits") +
  world.pool.feesUnits! +
  (world.pool.joined! - world.pool.unveiled!) * world.param("drawBondUnits");

/** What the provider gets of a market that is over. */
function restOf(world: World): bigint {
  const { stage, shareUnits, contributions, owedUnits, unveiled } = world.pool;
  const shares = stage === CANCELLED ? unveiled! : contributions!;
  const settled = stage === DONE ? contributions! * world.param("stakeUnits") - owedUnits! : 0n;
  return escrowOf(world) + settled - shares * shareUnits!;
}

/** What the market holds beside stakes in records and credits. */
function heldBy(world: World): bigint {
  const { stage, shareUnits, reclaimed } = world.pool;
  if (stage! < FUNDED) return 0n;
  const stakes = trained(world) * world.param("stakeUnits");
  if (stage! < DONE) return escrowOf(world) + stakes;
  const open = BigInt(world.contributions.filter(({ record }) => isOpen(record)).length);
  const refunds = stage === EXPIRED ? stakes + open * shareUnits! : 0n;
  return refunds + owedToAll(world) + (reclaimed === 0n ? restOf(world) : 0n);
}

const CONTRIBUTIONS: Readonly<Record<Ending, readonly [least: number, most: number]>> = {
  settled: [50, 70],
  abandoned: [20, 40],
  expired: [100, 125],
  cancelled: [0, 0],
  nobody: [0, 0],
};

/** Leads one market through its phases. */
class MarketAims {
  readonly #ending: Ending;
  readonly #contributions: number;
  /** Percent of the contributions that are about test items. */
  readonly #aboutItems: number;
  readonly #list: MarketList;
  /** Never committed to. */
  readonly #another: MarketList;
  readonly #secrets = new Map<number, Uint8Array>();

  constructor(world: World, random: Random) {
    this.#ending = ENDINGS[world.seed % ENDINGS.length]!;
    const wished = random.between(...CONTRIBUTIONS[this.#ending]);
    this.#contributions = Math.min(wished, Number(world.param("maxContributions")));
    this.#aboutItems = random.pick([10, 70]);
    const size = { parts: Number(world.param("testParts")), items: Number(world.param("itemsPerPart")) };
    this.#list = new MarketList(random, world.composition.shape, size);
    this.#another = new MarketList(random, world.composition.shape, size);
  }

  /** What could be accepted now, and a little of everything else. */
  weights(world: World): Readonly<Record<string, number>> {
    const add = weightOf(world, (time) => takesContributions(world, time)) + 1;
    const acts = predictionMarket.manifest.actions.map(
      ({ name }) => [name, weightOf(world, (time) => this.#canBe(name, world, time))] as const,
    );
    return { add, badAddition: 1 + add / 25, badAct: 5, badLifecycle: 1, ...Object.fromEntries(acts) };
  }

  aim(action: string, world: World, random: Random): Aim | undefined {
    if (weightOf(world, (time) => this.#canBe(action, world, time)) === 0) return undefined;
    const from = random.below(ACCOUNTS);
    switch (action) {
      case "fund":
        return this.#fund(world);
      case "join":
        return this.#join(world, random, random.pick(withDraw(world, 0n)));
      case "unveil":
        return this.#unveil(random.pick(withDraw(world, HAS_JOINED)));
      case "reveal":
        return this.#reveal(world, from);
      case "settle":
        return this.#settle(from, random.chance(30) ? BigInt(random.between(1, 9)) : 500n);
      case "train":
        return { from, contribution: world.contributions[Number(world.pool.turn!) - 1]! };
      case "collect":
        return { from: random.pick(everyAccount.filter((account) => owedTo(world, account) > 0n)) };
      case "refund":
        return { from, contribution: world.contributions.find(({ record }) => isOpen(record))! };
      default:
        return { from: action === "reclaim" ? PROVIDER : from };
    }
  }

  #canBe(action: string, world: World, time: number): boolean {
    const { stage, revealed, reclaimed } = world.pool;
    const window = windowOf(world, time);
    switch (action) {
      case "fund":
        return stage! < FUNDED;
      case "join":
        return window === COMMIT && withDraw(world, 0n).length > 0;
      case "unveil":
        return window === DRAW && withDraw(world, HAS_JOINED).length > 0;
      case "reveal":
        if (window === SHOW) return revealed === 0n && this.#ending !== "cancelled";
        if (window !== REVEAL || revealed === 0n) return false;
        return this.#ending !== "expired" || Number(revealed) < this.#list.all.length - 1;
      case "expire": {
        const last = revealed === 0n ? SHOW : world.contributions.length === 0 ? STAKE : REVEAL;
        if (isSettling(world)) return stage !== PROMOTE && time >= endsOf(world)[SETTLE]!;
        return stage === FUNDED && time >= endsOf(world)[last]!;
      }
      case "settle":
        return isSettling(world) && stage !== TRAIN;
      case "train":
        return stage === TRAIN;
      case "collect":
        return everyAccount.some((account) => owedTo(world, account) > 0n);
      case "refund":
        return stage === EXPIRED && world.contributions.some(({ record }) => isOpen(record));
      default:
        return stage! >= DONE && reclaimed === 0n && restOf(world) > 0n;
    }
  }

  /** Right in all but one respect. */
  nearMiss(world: World, random: Random): (Aim & { readonly action: string }) | undefined {
    const from = random.below(ACCOUNTS);
    const fund = this.#fund(world);
    const join = this.#join(world, random, from);
    const unveil = this.#unveil(from);
    const reveal = this.#reveal(world, from);
    const last = world.contributions.at(-1);
    const any = world.contributions[random.below(Math.max(1, world.contributions.length))];
    const due = this.#duePart(world);
    const other = (due + 1) % this.#list.all.length;
    const opening = (list: MarketList, open: readonly number[]): Aim => ({
      from,
      input: { parts: list.open(open) },
    });
    const misses: ((Aim & { readonly action: string }) | undefined)[] = [
      { ...fund, action: "fund", from },
      { ...fund, action: "fund", payUnits: fund.payUnits! + 1n },
      { ...join, action: "join", payUnits: join.payUnits! + 1n },
      { ...join, action: "join" },
      { action: "unveil", from, input: { digest: randomBytes(random) } },
      unveil && { ...unveil, action: "unveil" },
      { ...reveal, action: "reveal" },
      { ...opening(this.#another, [due]), action: "reveal" },
      { ...opening(this.#list, [other]), action: "reveal" },
      { ...opening(this.#list, [due, other]), action: "reveal" },
      { ...opening(this.#list, []), action: "reveal" },
      { action: "reveal", from, input: { parts: reveal.input!.parts!.subarray(0, random.between(1, 40)) } },
      { action: "expire", from },
      { ...this.#settle(from, 0n), action: "settle" },
      { action: "settle", from, input: { args: [3n], parts: this.#another.open(this.#another.all) } },
      last && { action: "train", from, contribution: last },
      any && { action: "train", from, contribution: any },
      any && { action: "refund", from, contribution: any },
      { action: "collect", from },
      { action: "reclaim", from: PROVIDER },
      { action: "reclaim", from },
    ];
    return random.pick(misses);
  }

  /** Much or little is about what is tested; of that every second account brings wrong labels. */
  addition(random: Random): AdditionAim {
    const from = random.below(ACCOUNTS - 1);
    const { label, sample } = random.pick(this.#list.items);
    return random.chance(this.#aboutItems)
      ? { from, sample, label: from % 2 === 0 ? label : 1 - label }
      : { from };
  }

  /** Small steps, and when a window has had enough to its last second, and to the first one behind it. */
  pause(world: World, random: Random): number {
    const end = this.#endToCome(world, random);
    if (end === undefined || world.time >= end) return random.between(1, 3);
    return Math.max(1, end - 1 - world.time);
  }

  #endToCome(world: World, random: Random): number | undefined {
    const ends = endsOf(world);
    if (isSettling(world)) return this.#ending === "abandoned" ? ends[SETTLE] : undefined;
    const window = windowOf(world);
    if (window === undefined) return undefined;
    const isLastSecond = world.time === ends[window]! - 1;
    return isLastSecond || this.#hasEnough(world, window, random) ? ends[window] : undefined;
  }

  #hasEnough({ contributions, pool }: World, window: number, random: Random): boolean {
    switch (window) {
      case SHOW:
        return this.#ending === "cancelled" ? random.chance(40) : pool.revealed! > 0n && random.chance(30);
      case STAKE:
        if (this.#ending === "nobody" || pool.revealed === 0n) return random.chance(40);
        return contributions.length >= this.#contributions;
      case REVEAL:
        return this.#ending === "expired" && random.chance(40);
      default:
        return random.chance(40);
    }
  }

  #fund(world: World): Aim {
    const bounty = world.param("rounds") * world.param("stakeUnits");
    const payUnits = bounty + world.param("bondUnits") + world.param("feePotUnits");
    return { from: PROVIDER, payUnits, input: { digest: this.#list.digest } };
  }

  #join(world: World, random: Random, from: number): Aim {
    const secret = this.#secrets.get(from) ?? randomBytes(random);
    this.#secrets.set(from, secret);
    return { from, payUnits: world.param("drawBondUnits"), input: { secret } };
  }

  #unveil(from: number): Aim | undefined {
    const digest = this.#secrets.get(from);
    return digest && { from, input: { digest } };
  }

  /** The part that was drawn, and from there on in a circle. */
  #duePart({ pool }: World): number {
    const drawn = BigInt.asUintN(64, pool.seed!);
    const parts = BigInt(this.#list.all.length);
    return Number(((drawn % parts) + pool.revealed!) % parts);
  }

  #reveal(world: World, from: number): Aim {
    const isLast = Number(world.pool.revealed!) === this.#list.all.length - 1;
    return { from, input: { parts: this.#list.open(isLast ? this.#list.all : [this.#duePart(world)]) } };
  }

  #settle(from: number, steps: bigint): Aim {
    return { from, input: { args: [steps], parts: this.#list.open(this.#list.all) } };
  }
}

/** Aims at every phase of the market. */
export function predictionMarketStrategy(model: MarketModel): MechanismStrategy {
  const aims = new WeakMap<World, MarketAims>();
  const aimsOf = (world: World, random: Random): MarketAims => {
    const known = aims.get(world) ?? new MarketAims(world, random);
    aims.set(world, known);
    return known;
  };
  return {
    waits: [],
    operationsPerRun: 400,
    weights: (world, random) => aimsOf(world, random).weights(world),
    terms,
    aim: (action, world, random) => aimsOf(world, random).aim(action, world, random),
    nearMiss: (world, random) => aimsOf(world, random).nearMiss(world, random),
    addition: (world, random) => aimsOf(world, random).addition(random),
    pause: (world, random) => aimsOf(world, random).pause(world, random),
    deadlines: (world) =>
      world.pool.stage === FUNDED || isSettling(world)
        ? Object.fromEntries(endsOf(world).map((end, window) => [`the end of ${WINDOWS[window]}`, end]))
        : {},
    // What is refused afterwards is tried a little, too.
    over: (world, random) => world.pool.stage! >= DONE && heldBy(world) === 0n && random.chance(60),
    // The fee of every time that it is trained on.
    repeatable: ["train"],
    series: (world) => {
      const members = world.snapshot ? everyAccount.map((n) => Number(world.account(n).cells.member!)) : [];
      return members.map((number) => ({ series: BALANCE, number }));
    },
    held: heldBy,
    lastGate: (world) => (world.pool.stage === FUNDED ? endsOf(world)[REVEAL]! : 0),
    closing: ["expire", "train", "settle", "refund", "collect", "reclaim"],
    rules: (runTerms) => marketRules(model, runTerms, PROVIDER),
  };
}
