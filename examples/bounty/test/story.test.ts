import { createLocalChain, createModel } from "@chainlearn/adapter-local";
import { createTrainers, resolveModel } from "@chainlearn/core";
import { CHAINS, type ChainName } from "@chainlearn/example-kit/chains";
import { beforeAll, describe, expect, it } from "vitest";
import {
  type Contribution,
  type MarketSettings,
  settlementOf,
} from "../../../packages/mechanisms/test/prediction-market-oracle.ts";
import { FILTER, initialModel, marketOf, STAKE_UNITS } from "../src/composition.ts";
import { type Mails, prepareMails } from "../src/mails.ts";
import { PEOPLE } from "../src/people.ts";
import { plot } from "../src/plot.ts";
import { agree, isVerified, jsonReport, summary } from "../src/report.ts";
import { runStory, type StoryResult } from "../src/story.ts";

const EACH = 8;
const sizes = {
  initial: 10,
  testParts: 3,
  itemsPerPart: 4,
  contributions: EACH * PEOPLE.length,
  heldBack: 50,
};

let mails: Mails;
const stories: StoryResult[] = [];

const tell = async (name: ChainName): Promise<StoryResult> => {
  const chain = await CHAINS[name].start();
  try {
    return await runStory(chain, mails);
  } finally {
    await chain.close();
  }
};

beforeAll(async () => {
  mails = prepareMails(1, sizes);
  for (const name of ["evm", "cosmos"] as const) stories.push(await tell(name));
}, 300_000);

/** Everybody's mails with the labels that they give them. */
const lessons = () =>
  PEOPLE.flatMap(({ name, labels }, n) =>
    mails.contributions
      .slice(n * EACH, (n + 1) * EACH)
      .map((mail, k) => ({ name, sample: mail.sample, label: labels(mail, k) })),
  );

/** The settlement by the rules in plain integers; the model's kernel in this process. */
async function byTheRules() {
  const { adapter } = await createLocalChain();
  const composition = createTrainers({ adapter }).resolve(marketOf(mails));
  const settings = Object.fromEntries(
    composition.params.map(({ spec, value }) => [spec.name, value]),
  ) as unknown as MarketSettings;
  const given = lessons();
  const contributions: Contribution[] = given.map(({ name }, lesson) => ({
    ...{ submitter: name, lesson, left: STAKE_UNITS },
  }));
  const state = await initialModel(mails.initial);
  const model = await createModel(resolveModel(FILTER));
  const tests = mails.tests.flat();
  const settlement = settlementOf(
    settings,
    contributions,
    () => {
      model.load(state);
      return {
        train: (lesson) => model.update(given[lesson]!.sample, given[lesson]!.label),
        correct: () => BigInt(tests.filter(({ sample, label }) => model.predict(sample) === label).length),
      };
    },
    composition.layout.stateWords,
  );
  return { settings, settlement };
}

describe("the market on both chains", () => {
  it("scores and pays everybody as the rules in plain integers do, and the rest to the provider", async () => {
    const { settings, settlement } = await byTheRules();
    const asked = settings.stepFeeUnits * BigInt(settlement.steps.length);
    const fees = asked < settings.feePotUnits ? asked : settings.feePotUnits;
    const staked = STAKE_UNITS * BigInt(EACH);
    const items = settings.testParts * settings.itemsPerPart;
    const won = (name: string): bigint => settlement.balances.get(name)! / items;
    const escrow = settings.rounds * STAKE_UNITS + settings.bondUnits + settings.feePotUnits;
    const all = PEOPLE.reduce((sum, { name }) => sum + won(name), 0n);
    const rest = escrow + staked * BigInt(PEOPLE.length) - all - fees;
    const bond = settings.drawBondUnits;
    // ann and bob draw, ann calls the steps.
    const expected = PEOPLE.map(({ name }, n) => ({
      name,
      paid: staked + (n < 2 ? bond : 0n),
      received: won(name) + (n < 2 ? bond : 0n) + (n === 0 ? fees : 0n),
    }));
    for (const { payouts, passes, left } of stories) {
      expect(payouts).toMatchObject([{ name: "provider", paid: escrow, received: rest }, ...expected]);
      expect(passes).toHaveLength(settlement.passes);
      expect(passes.reduce((sum, { rounds }) => sum + rounds, 0)).toBe(Number(settings.rounds));
      expect(left).toBe(0n);
    }
    const dropped = PEOPLE.filter((_, n) => stories[0]!.passes.at(-1)!.scores[n] === undefined);
    expect(dropped.map(({ name }) => name)).toEqual(settlement.dropped);
    expect(settlement.dropped, "somebody is dropped, and all trains anew").not.toEqual([]);
  });

  it("is the same on both, verified, and every transaction far below ten million gas on the EVM", () => {
    expect(stories.map(isVerified)).toEqual([true, true]);
    expect(agree(stories)).toBe(true);
    expect(stories[0]!.gas.largest).toBeLessThan(10_000_000n);
  });

  it("is reported as a table, as JSON and as a picture", () => {
    const [evm] = stories as [StoryResult, StoryResult];
    const told = summary("EVM", evm);
    expect(told).toContain("dropped");
    expect(told).toMatch(/verified: yes, \d+ log entries/);
    expect(JSON.parse(JSON.stringify(jsonReport(stories))).chains).toHaveLength(2);
    const picture = plot(stories);
    expect(picture).not.toMatch(/NaN|undefined/);
    for (const { name } of PEOPLE) expect(picture).toContain(`>${name}<`);
  });

  it("notices that two chains do not agree", () => {
    const [evm, cosmos] = stories as [StoryResult, StoryResult];
    const [first, ...others] = cosmos.payouts;
    expect(agree([evm, { ...cosmos, payouts: [{ ...first!, received: 0n }, ...others] }])).toBe(false);
    expect(isVerified({ ...evm, left: 1n })).toBe(false);
  });
});
