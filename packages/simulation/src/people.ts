import type { AttackName } from "./attacks/attacks.ts";
import { Random } from "./random.ts";

/** Units of one coin. */
export const COIN = 1_000_000n;
export const DAY = 86_400;

/** How a group of people behaves; what the original simulation calls an agent. */
export interface Group {
  readonly people: number;
  /** Accounts of each. */
  readonly accounts: number;
  /** Of each, in all accounts together. */
  readonly coins: number;
  /** Mean time between two additions of one person, in seconds. */
  readonly meanWait: number;
  /** poisson: at random times; regular: normally distributed around the mean with a deviation of one second. */
  readonly waits: "poisson" | "regular";
  /** Where the price varies: the most that is paid for an addition, as a share of an account's first coins. */
  readonly willing: { readonly mean: number; readonly deviation: number };
  /** Least and largest chance that an honest person takes a label for the other. */
  readonly mistakes: readonly [number, number];
}

/** Who is there. */
export interface Scenario {
  readonly title: string;
  readonly honest: Group;
  readonly attackers?: Group & { readonly attack: AttackName };
}

/** A person or an attacker. */
export interface Agent {
  readonly name: string;
  readonly addresses: readonly string[];
  /** Units in all accounts at the start. */
  readonly capital: bigint;
  readonly group: Group;
  /** Chance of a mistake, 0 to 1. */
  readonly mistakes: number;
  /** Absent: an honest person. */
  readonly attack?: AttackName;
}

/** What the original simulation gives good and bad agents: 50 (10) and 100 (3) of 10,000. */
const GOOD_WILLING = { mean: 0.005, deviation: 0.001 };
const BAD_WILLING = { mean: 0.01, deviation: 0.000_3 };

/** Additions a day of all honest people together: the mails last for ninety days. */
const HONEST_PER_DAY = 42;
/** Additions a day that attackers try together. */
const ATTEMPTS_PER_DAY = 240;

const crowd = (people: number): Group => ({
  ...{ people, accounts: 1, coins: 1_000, waits: "poisson", willing: GOOD_WILLING },
  ...{ meanWait: (people * DAY) / HONEST_PER_DAY, mistakes: [0.02, 0.05] },
});

const attackersOf = (people: number, accounts: number, coins: number): Group => ({
  ...{ people, accounts, coins, waits: "poisson", willing: BAD_WILLING, mistakes: [0, 0] },
  meanWait: (people * DAY) / ATTEMPTS_PER_DAY,
});

/** An attacker with ten accounts and as many coins as all of twenty honest people. */
const rich = (attack: AttackName): Scenario => ({
  title: `20 honest people, one attacker as rich as all of them (${attack})`,
  honest: crowd(20),
  attackers: { ...attackersOf(1, 10, 20_000), attack },
});

export const SCENARIOS = {
  "two-agents": {
    title: "the original's two agents, one good and one bad",
    honest: {
      ...{ people: 1, accounts: 1, coins: 10_000, meanWait: 600, waits: "regular", willing: GOOD_WILLING },
      mistakes: [0.000_1, 0.000_1],
    },
    attackers: {
      ...{ people: 1, accounts: 1, coins: 10_000, meanWait: 3_600, waits: "regular", willing: BAD_WILLING },
      ...{ mistakes: [0, 0], attack: "flip" },
    },
  },
  "ninety-and-ten": {
    title: "90 honest people and 10 who flip labels",
    honest: crowd(90),
    attackers: { ...attackersOf(10, 1, 1_000), attack: "flip" },
  },
  flip: rich("flip"),
  stealth: rich("stealth"),
  ring: rich("ring"),
  "no-attack": { title: "20 honest people", honest: crowd(20) },
} as const satisfies Record<string, Scenario>;

export type ScenarioName = keyof typeof SCENARIOS;

/** The people of a scenario, honest ones first. */
export function populate({ honest, attackers }: Scenario, seed: number): Agent[] {
  const random = new Random(seed, "people");
  const groupOf = (group: Group, name: string, attack?: AttackName): Agent[] =>
    Array.from({ length: group.people }, (_, i) => {
      const [least, most] = group.mistakes;
      return {
        name: `${name}-${i + 1}`,
        addresses: Array.from({ length: group.accounts }, (_, k) => `local1${name}-${i + 1}-${k + 1}`),
        capital: BigInt(group.coins) * COIN,
        group,
        mistakes: least + (most - least) * random.share(),
        ...(attack && { attack }),
      };
    });
  return [
    ...groupOf(honest, "honest"),
    ...(attackers ? groupOf(attackers, "attacker", attackers.attack) : []),
  ];
}
