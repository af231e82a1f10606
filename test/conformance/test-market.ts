import { startEmbeddedChain } from "@chainlearn/adapter-cosmwasm/embedded";
import { embeddedMechanismHost, startWasmd, wasmdMechanismHost } from "@chainlearn/adapter-cosmwasm/testing";
import { createLocalChain } from "@chainlearn/adapter-local";
import type { DeploymentReceipt } from "@chainlearn/core";
import type { MechanismHost } from "@chainlearn/core/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { abuseScene, MARKET_ABUSES } from "./market-abuse.ts";
import { type MarketPlace, MarketRun } from "./market-run.ts";
import { type MarketSize, STAKERS } from "./market-scene.ts";
import { type MarketReport, playMarket, type StoryOptions } from "./market-story.ts";
import { localMechanismHost } from "./mechanism-hosts.ts";

/** Who takes part: the provider and those who stake. */
const ACCOUNTS = 1 + STAKERS;

export const localMarketHost: MechanismHost = {
  ...localMechanismHost,
  start: () =>
    createLocalChain({
      secondsPerBlock: 0,
      accounts: Array.from({ length: ACCOUNTS }, (_, k) => `account${k}`),
    }),
};

export const embeddedMarketHost: MechanismHost = {
  ...embeddedMechanismHost,
  start: () => startEmbeddedChain({ decimals: 18, blockSeconds: 0, accounts: ACCOUNTS }),
};

export const wasmdMarketHost: MechanismHost = {
  ...wasmdMechanismHost,
  start: () => startWasmd({ clock: "settable", decimals: 18, blockMilliseconds: 1_000, accounts: ACCOUNTS }),
};

const large = { features: 1_000, entries: 20, testParts: 10, itemsPerPart: 10, contributions: 30 };

/** A size, and how many calls of its settlement one transaction holds. */
export interface MarketCase {
  readonly title: string;
  readonly size: MarketSize;
  readonly options?: StoryOptions;
}

/** All of one shape, so that one contract is compiled for them. */
export const MARKET_CASES = {
  large: { title: "30 contributions, 100 test items", size: large, options: { calls: 12 } },
  single: { title: "30 contributions, 100 test items, a call a transaction", size: large },
  small: {
    title: "10 contributions, 20 test items",
    size: { ...large, testParts: 2, contributions: 10 },
    options: { calls: 40 },
  },
  grouped: {
    title: "30 contributions, 100 test items, by account",
    size: { ...large, grouped: true },
    options: { calls: 12 },
  },
  wide: {
    title: "12 contributions, 320 test items",
    size: { ...large, testParts: 16, itemsPerPart: 20, contributions: 12 },
    options: { calls: 4 },
  },
} as const satisfies Readonly<Record<string, MarketCase>>;

const LEAST_RESTARTS = 4;

/**
 * Registers markets on a host, from bounty to last withdrawal, and every way to abuse one; prints what the former cost.
 */
export function testMarket(host: MechanismHost, cases: readonly MarketCase[]): void {
  describe(`prediction markets on ${host.name}`, () => {
    let place: MarketPlace;
    let cloneOf: DeploymentReceipt | undefined;
    const reports = new Map<string, MarketReport>();

    beforeAll(async () => {
      place = { host, chain: await host.start() };
    });
    afterAll(async () => {
      await place?.chain.close();
      const rows = [...reports].map(([title, { transactions, restarts, gas, mostGas, correct }]) =>
        [title, transactions, restarts, gas, mostGas, `${correct.before} to ${correct.after}`].join(" | "),
      );
      console.log(
        [`${host.name} | transactions | restarts | gas | most | correct test items`, ...rows].join("\n"),
      );
    });

    describe("from bounty to last withdrawal", () => {
      test.each(cases.map((one) => [one.title, one] as const))("%s", async (title, { size, options }) => {
        const report = await playMarket(place, size, options);
        reports.set(title, report);
        if (size === large) expect(report.restarts).toBeGreaterThanOrEqual(LEAST_RESTARTS);
      });
    });

    describe("leave everybody what is theirs to withdraw when", () => {
      for (const { title, notApplicable, play } of MARKET_ABUSES) {
        const why = notApplicable?.(host);
        if (why === undefined)
          test(title, async () => {
            // All run one code.
            cloneOf ??= (await MarketRun.open(place, abuseScene())).receipt;
            await play({ ...place, cloneOf });
          });
        else test.skip(`${title} (${why})`);
      }
    });
  });
}
