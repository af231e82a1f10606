import { bigintToBytes, commitParts, openParts } from "@chainlearn/core";
import type { MechanismHost, RecipientManner } from "@chainlearn/core/testing";
import { expect } from "vitest";
import { type MarketPlace, MarketRun, secretOf } from "./market-run.ts";
import { type Labelled, type MarketScene, STAKERS, sceneOf } from "./market-scene.ts";
import { WINDOWS } from "./market-story.ts";

/** A way to abuse a market; it ends with everybody having got what is theirs. */
export interface MarketAbuse {
  readonly title: string;
  /** Why it cannot be tried there. */
  readonly notApplicable?: (host: MechanismHost) => string | undefined;
  play(place: MarketPlace): Promise<void>;
}

const SIZE = { features: 1_000, entries: 20, testParts: 3, itemsPerPart: 2, contributions: 20 };
const SECRETS = [secretOf(4n), secretOf(9n)] as const;
const YEARS = 10n * 365n * 86_400n;

/** Of a few items and contributions. */
export const abuseScene = (): MarketScene => sceneOf(SIZE, WINDOWS);

type People = readonly [ann: string, ben: string, cyd: string];
const peopleOf = ({ people }: MarketRun): People => people.slice(0, 3) as unknown as People;

/** Funded; two people have joined the draw and unveiled. */
async function drawn(place: MarketPlace, given = abuseScene()): Promise<MarketRun> {
  const run = await MarketRun.open(place, given);
  const [ann, ben] = peopleOf(run);
  await run.fund();
  await run.join(ann, SECRETS[0]);
  await run.join(ben, SECRETS[1]);
  await run.at(run.ends.commit);
  await run.unveil(ann, SECRETS[0]);
  await run.unveil(ben, SECRETS[1]);
  await run.at(run.ends.draw);
  return run;
}

/** Three people have staked five contributions; one brings wrong labels. */
async function staked(place: MarketPlace): Promise<MarketRun> {
  const run = await drawn(place);
  await run.reveal();
  for (const [k, from] of peopleOf(run).entries()) await run.stake(from, k === 2 ? [2] : [k, k + STAKERS]);
  return run;
}

/** All test items are revealed: the settlement can begin. */
async function revealed(place: MarketPlace): Promise<MarketRun> {
  const run = await staked(place);
  await run.at(run.ends.stake);
  await run.revealRest();
  return run;
}

/** A recipient that does not take what it is paid keeps nobody from anything, itself included. */
const blocking = (manner: Exclude<RecipientManner, "takes">, title: string): MarketAbuse => ({
  title,
  notApplicable: (host) =>
    host.setRecipient ? undefined : "nobody can be kept from taking money there for the time of a call",
  async play(place) {
    const { host, chain } = place;
    const run = await revealed(place);
    const [ann, ben] = peopleOf(run);
    const set = async (account: string, how: RecipientManner): Promise<void> =>
      host.setRecipient!(chain, account, how);
    // Who settles is paid a fee for each step, and refuses it too.
    await set(ben, manner);
    await run.settleAll(ben, { steps: 30n });
    const fees = await run.credit(ben);
    expect(fees).toBeGreaterThan(0n);
    await set(ann, manner);
    await set(run.provider, manner);
    const paid: bigint[] = [];
    for (const from of [ann, ben]) {
      const outcome = await run.collect(from);
      paid.push("paid" in outcome ? outcome.paid : 0n);
    }
    expect(paid[0]).toBeGreaterThan(0n);
    await run.reclaim();
    expect([await run.credit(ann), await run.credit(ben)]).toEqual([paid[0], fees + paid[1]!]);
    expect(await run.credit(run.provider)).toBeGreaterThan(0n);
    expect(await run.refusal((t) => t.withdraw({ from: ann }))).toBe("delivery_failed");
    for (const account of [ann, ben, run.provider]) await set(account, "takes");
    await run.withdrawAll();
  },
});

export const MARKET_ABUSES: readonly MarketAbuse[] = [
  {
    title: "the provider never shows the part that was drawn",
    async play(place) {
      const run = await drawn(place);
      const [ann, ben, cyd] = peopleOf(run);
      expect(await run.expire(cyd)).toEqual({ refused: "too_early" });
      await run.at(run.ends.show);
      expect(await run.reveal()).toEqual({ refused: "wrong_phase" });
      expect(await run.stake(cyd, [0])).toEqual({ refused: "wrong_phase" });
      expect(await run.expire(cyd)).toMatchObject({ reason: 11 });
      // Each who unveiled gets half of the bond of 500; the rest is the provider's.
      for (const from of [ann, ben]) expect(await run.collect(from)).toMatchObject({ paid: 250n });
      await run.withdrawAll();
      expect(run.due(run.provider)).toBe(-500n);
    },
  },
  {
    title: "the provider stops half-way through the reveal",
    async play(place) {
      const run = await staked(place);
      const [ann, ben, cyd] = peopleOf(run);
      await run.at(run.ends.stake);
      await run.reveal();
      expect(await run.expire(ann)).toEqual({ refused: "too_early" });
      await run.at(run.ends.reveal);
      expect(await run.reveal()).toEqual({ refused: "wrong_phase" });
      expect(await run.expire(ann)).toMatchObject({ reason: 10 });
      await run.withdrawAll();
      // Bounty, bond and fees of 205,500 units among five contributions.
      expect([ann, ben, cyd].map((one) => run.due(one))).toEqual([82_200n, 82_200n, 41_100n]);
      expect(run.due(run.provider)).toBe(-205_500n);
    },
  },
  {
    title: "the provider reveals what it has not committed to, too much, or what nobody can read",
    async play(place) {
      const run = await staked(place);
      const from = run.provider;
      await run.at(run.ends.stake);
      const due = run.oracle.duePart;
      const otherSalts = {
        ...run.list,
        parts: run.list.parts.map(({ salt, items }) => ({ salt: salt.map((byte) => byte ^ 1), items })),
      };
      const openings = {
        "other salts": openParts(otherSalts, [due]),
        "another part": openParts(run.list, [(due + 1) % SIZE.testParts]),
        "all parts": openParts(run.list),
        "no part": openParts(run.list, []),
        nothing: new Uint8Array(),
      };
      for (const [what, parts] of Object.entries(openings))
        expect(await run.refusal((t) => t.rawAct("reveal", { from, parts })), what).toBe("not_the_part");
      const cut = openParts(run.list, [due]).subarray(0, -1);
      expect(await run.refusal((t) => t.rawAct("reveal", { from, parts: cut }))).toBe("parts_malformed");
      const tooMany = new Uint8Array(257 * 36);
      expect(await run.refusal((t) => t.rawAct("reveal", { from, parts: tooMany }))).toBe("parts_malformed");
      await run.revealRest();
      await run.settleAll(from);
      await run.withdrawAll();
    },
  },
  {
    title: "the provider has committed to a part with too many items",
    async play(place) {
      await neverShown(place, (parts) => parts.map((items) => [...items, ...items]), "not_the_part");
    },
  },
  {
    title: "the provider has committed to an item that is too large",
    async play(place) {
      const oversized = { sample: { indices: Array.from({ length: 21 }, (_, k) => k) }, label: 0 };
      await neverShown(place, (parts) => parts.map(([first]) => [first!, oversized]), "sample_too_large");
    },
  },
  {
    title: "somebody stakes in the last second",
    async play(place) {
      const run = await staked(place);
      const [, , cyd, dan] = run.people as readonly [string, string, string, string];
      await run.at(run.ends.stake - 1n);
      expect(await run.stake(dan, [3])).toEqual({ paid: 1_000n, reason: 0 });
      await run.at(run.ends.stake);
      expect(await run.stake(cyd, [2])).toEqual({ refused: "wrong_phase" });
      await run.revealRest();
      await run.settleAll(cyd);
      await run.withdrawAll();
    },
  },
  {
    title: "somebody withdraws twice",
    async play(place) {
      const run = await revealed(place);
      const [ann, ben] = peopleOf(run);
      await run.settleAll(ben);
      expect(await run.collect(ann)).toHaveProperty("paid");
      expect(await run.collect(ann)).toEqual({ refused: "nothing_left" });
      expect(await run.refusal((t) => t.withdraw({ from: ann }))).toBe("nothing_to_withdraw");
      expect(await run.reclaim()).toHaveProperty("paid");
      expect(await run.reclaim()).toEqual({ refused: "nothing_left" });
      expect(await run.reclaim(ann)).toEqual({ refused: "not_permitted" });
      expect(await run.refund(ann, 0)).toEqual({ refused: "wrong_phase" });
      await run.withdrawAll();
    },
  },
  blocking("refuses", "recipients refuse payment"),
  {
    ...blocking("burns", "recipients burn all gas that they are given"),
    notApplicable: (host) =>
      host.name === "evm" ? undefined : "no code of a recipient runs when it is paid there",
  },
  {
    title: "many accounts bring harmful data",
    async play(place) {
      const run = await drawn(place);
      const [ann, ...crowd] = run.people;
      await run.reveal();
      // Sound are the contributions of every second account, whoever brings them.
      const sound = [0, 2, 4, 6, 8];
      const harmful = [1, 3, 5, 7, 10, 12, 14, 16];
      await run.stake(ann!, sound);
      for (const [k, from] of crowd.entries()) await run.stake(from, [harmful[k % harmful.length]!]);
      await run.at(run.ends.stake);
      await run.revealRest();
      await run.settleAll(ann!, { calls: 8 });
      const { settlement } = run.oracle;
      expect(settlement!.dropped.length).toBeGreaterThan(0);
      expect(settlement!.dropped).not.toContain(ann);
      await run.withdrawAll();
      expect(run.due(ann!)).toBeGreaterThanOrEqual(0n);
      expect(crowd.map((one) => run.due(one)).reduce((sum, gain) => sum + gain, 0n)).toBeLessThan(0n);
    },
  },
  {
    title: "nobody participates",
    async play(place) {
      const run = await MarketRun.open(place, abuseScene());
      await run.fund();
      await run.at(run.ends.draw);
      // The log says that nobody but the provider chose the part.
      expect(await run.reveal()).toEqual({ paid: 0n, reason: 1 });
      const [ann] = peopleOf(run);
      expect(await run.expire(ann)).toEqual({ refused: "too_early" });
      await run.at(run.ends.stake);
      expect(await run.expire(ann)).toMatchObject({ reason: 9 });
      await run.withdrawAll();
      expect(run.due(run.provider)).toBe(0n);
    },
  },
  {
    title: "nobody calls the steps for ten years",
    async play(place) {
      const run = await revealed(place);
      await run.settle(run.provider, 5n);
      await run.at(run.ends.reveal + YEARS);
      const stranger = run.people.at(-1)!;
      await run.settleAll(stranger, { steps: 30n });
      await run.withdrawAll();
      expect(run.due(stranger)).toBeGreaterThan(0n);
    },
  },
  {
    title: "nobody can go on with the settlement",
    async play(place) {
      const run = await revealed(place);
      const [ann, ben, cyd] = peopleOf(run);
      // The baseline and two turns: two stakes are in balances, three in their records.
      for (const turn of [0, 1]) {
        await run.settle(cyd, 1_000n);
        await run.train(cyd, turn);
      }
      await run.at(run.ends.settle - 1n);
      expect(await run.expire(ann)).toEqual({ refused: "too_early" });
      await run.at(run.ends.settle);
      expect(await run.expire(ann)).toMatchObject({ reason: 10 });
      expect(await run.collect(ann)).toEqual({ refused: "wrong_phase" });
      const fees = run.due(cyd) + 1_000n;
      await run.withdrawAll();
      // What the steps have left of bounty, bond and fees of 205,500 units among five contributions; the odd units stay.
      const share = (205_500n - fees) / 5n;
      expect([ann, ben, cyd].map((one) => run.due(one))).toEqual([2n * share, 2n * share, share + fees]);
    },
  },
  {
    title: "two callers race for the same step",
    async play(place) {
      const run = await revealed(place);
      const [ann, ben] = peopleOf(run);
      const both = [ann, ben] as const;
      await run.race("settle", both, 2n);
      await run.race("settle", both, 1_000n);
      const turn = run.oracle.turn;
      expect(turn).toBe(0);
      await run.race("train", both, BigInt(turn!));
      await run.race("settle", both, 1_000n);
      // Somebody who has not seen what the other did.
      expect(await run.train(ben, turn!)).toEqual({ refused: "not_the_next" });
      await run.settleAll(ann);
      await run.withdrawAll();
    },
  },
  {
    title: "nobody unveils the randomness that they have committed to",
    async play(place) {
      const run = await MarketRun.open(place, abuseScene());
      const [ann, ben, cyd] = peopleOf(run);
      await run.fund();
      await run.join(ann, SECRETS[0]);
      await run.join(ben, SECRETS[1]);
      await run.at(run.ends.commit);
      expect(await run.unveil(ann, SECRETS[1])).toEqual({ refused: "not_the_secret" });
      await run.at(run.ends.draw);
      expect(await run.unveil(ann, SECRETS[0])).toEqual({ refused: "wrong_phase" });
      expect(await run.reveal()).toEqual({ paid: 0n, reason: 1 });
      await run.stake(cyd, [0, 2]);
      await run.at(run.ends.stake);
      await run.revealRest();
      await run.settleAll(cyd);
      await run.withdrawAll();
      // Both bonds of 30 went to the two contributions.
      expect(run.due(ann)).toBe(-30n);
      expect(run.due(ben)).toBe(-30n);
    },
  },
];

/** A provider that has committed to what it cannot reveal: its bond goes to those who drew. */
async function neverShown(
  place: MarketPlace,
  spoil: (parts: MarketScene["parts"]) => readonly (readonly Labelled[])[],
  code: string,
): Promise<void> {
  const given = abuseScene();
  const spoilt = commitParts(
    spoil(given.parts),
    given.parts.map((_, k) => bigintToBytes(BigInt(k + 1), 32)),
    { ...given.shape, maxEntries: given.shape.maxEntries + 1 },
  );
  const run = await MarketRun.open(place, given);
  const [ann] = peopleOf(run);
  await run.fund(spoilt);
  await run.join(ann, SECRETS[0]);
  await run.at(run.ends.commit);
  await run.unveil(ann, SECRETS[0]);
  await run.at(run.ends.draw);
  const opening = { from: run.provider, parts: openParts(spoilt, [run.oracle.duePart]) };
  expect(await run.refusal((t) => t.rawAct("reveal", opening))).toBe(code);
  await run.at(run.ends.show);
  expect(await run.expire(ann)).toMatchObject({ reason: 11 });
  await run.withdrawAll();
  expect(run.due(ann)).toBe(500n);
}
