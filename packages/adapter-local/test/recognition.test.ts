import { BADGES, badges, leaderboard, type Validation, validationsOf } from "@chainlearn/adapter-local";
import { type Contribution, resolveComposition } from "@chainlearn/core";
import { points } from "@chainlearn/mechanisms";
import { sparsePerceptron } from "@chainlearn/models-wasm";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { DAY, SHAPE, stakeComposition } from "./support/compositions.ts";
import { codeOf, contribute, passTime, type Stage, setStage } from "./support/stage.ts";

/** The intercept stays 0, so that samples without a common feature do not influence each other. */
const composition = resolveComposition({
  model: sparsePerceptron,
  modelParams: { interceptRateQ16: 0n },
  mechanism: points,
  shape: SHAPE,
});

describe("the worked example of docs/mechanisms/points.md", () => {
  let stage: Stage;
  let validations: Validation[];
  let claimed: number[];

  beforeAll(async () => {
    stage = await setStage(composition, { chain: { time: 1_700_006_400 } });
    const { trainer, alice, bob } = stage;
    const claim = async (contribution: Contribution): Promise<number> => {
      const { entries } = await trainer.act("claim", { from: contribution.submitter, contribution });
      return entries[0]!.kind === "acted" ? entries[0]!.time : 0;
    };
    // The empty model predicts 0: label 1 is a correction.
    const first = await contribute(stage, alice, [1, 2], 1);
    const second = await contribute(stage, bob, [5], 0);
    const wrong = await contribute(stage, bob, [1], 0);
    const third = await contribute(stage, alice, [1, 3], 1);
    await passTime(stage, DAY);
    const fourth = await contribute(stage, alice, [6], 0);
    await passTime(stage, DAY);
    const fifth = await contribute(stage, alice, [7], 0);
    expect(await codeOf(trainer.act("claim", { from: bob, contribution: wrong }))).toBe("model_disagrees");
    expect(await codeOf(trainer.act("claim", { from: alice, contribution: fifth }))).toBe("too_early");
    await passTime(stage, DAY);
    claimed = [];
    for (const one of [first, second, third, fifth, fourth]) claimed.push(await claim(one));
    validations = await validationsOf(await trainer.log(), { composition, parties: trainer });
  });

  it("counts one point a claim", async () => {
    const points = async (who: string) => (await stage.trainer.account(who)).cells;
    expect([await points(stage.alice), await points(stage.bob), await points(stage.carol)]).toEqual([
      [4n],
      [1n],
      [0n],
    ]);
    expect(validations.map(({ account, id, correction }) => [account, id, correction])).toEqual([
      ["local1alice", 0, true],
      ["local1bob", 1, false],
      ["local1alice", 3, true],
      ["local1alice", 5, false],
      ["local1alice", 4, false],
    ]);
  });

  it("ranks", () => {
    expect(leaderboard(validations)).toEqual([
      { rank: 1, account: "local1alice", validated: 4, corrections: 2, labels: 2 },
      { rank: 2, account: "local1bob", validated: 1, corrections: 0, labels: 1 },
    ]);
  });

  it("gives badges", () => {
    expect(badges(validations)).toEqual([
      { account: "local1alice", kind: "milestone", level: 1, time: claimed[0] },
      { account: "local1alice", kind: "correction", level: 1, time: claimed[0] },
      { account: "local1bob", kind: "milestone", level: 1, time: claimed[1] },
      { account: "local1alice", kind: "breadth", level: 2, time: claimed[3] },
      { account: "local1alice", kind: "streak", level: 3, time: claimed[4] },
    ]);
  });

  it("refuses a log that does not follow, and actions that there are not", async () => {
    const log = await stage.trainer.log();
    const forged = log.filter((entry) => entry.kind !== "dataAdded" || entry.id !== 2);
    const parties = stage.trainer;
    expect(await codeOf(validationsOf(forged, { composition, parties }))).toBe("invalid_log");
    expect(await codeOf(validationsOf(log, { composition, parties, action: "refund" }))).toBe("unsupported");
    const signal = AbortSignal.abort();
    expect(await codeOf(validationsOf(log, { composition, parties, signal }))).toBe("aborted");
  });
});

it("reads refunds of stake the same way", async () => {
  const stage = await setStage(stakeComposition());
  const contribution = await contribute(stage, stage.alice, [1], 1);
  await passTime(stage, DAY);
  await stage.trainer.act("refund", { from: stage.alice, contribution });
  const options = { composition: stage.trainer.composition, parties: stage.trainer, action: "refund" };
  const validations = await validationsOf(await stage.trainer.log(), options);
  expect(validations).toMatchObject([{ account: stage.alice, id: 0, label: 1, correction: true }]);
});

describe("badges of any validations", () => {
  const validation: fc.Arbitrary<Validation> = fc.record({
    account: fc.constantFrom("ann", "bob"),
    id: fc.nat(),
    label: fc.nat(6),
    added: fc.integer({ min: 0, max: 14 * DAY }),
    validated: fc.nat(),
    correction: fc.boolean(),
  });
  const history = fc.array(validation, { minLength: 10, maxLength: 60, size: "max" });

  it("are kept: more validations add badges behind them", () => {
    fc.assert(
      fc.property(history, fc.nat(60), (all, some) => {
        const few = badges(all.slice(0, some));
        expect(badges(all).slice(0, few.length)).toEqual(few);
      }),
      { seed: 5, numRuns: 200 },
    );
  });

  it("are those of the counts at the end, each once", () => {
    const longest = (days: Set<number>): number =>
      Math.max(
        0,
        ...[...days].map((day) => {
          let length = 1;
          while (days.has(day + length)) length += 1;
          return length;
        }),
      );
    fc.assert(
      fc.property(history, (all) => {
        for (const account of ["ann", "bob"]) {
          const own = all.filter((one) => one.account === account);
          const reached = {
            milestone: own.length,
            streak: longest(new Set(own.map(({ added }) => Math.floor(added / DAY)))),
            breadth: new Set(own.map(({ label }) => label)).size,
            correction: own.filter(({ correction }) => correction).length,
          };
          const earned = badges(all)
            .filter((badge) => badge.account === account)
            .map(({ kind, level }) => `${kind} ${level}`);
          const expected = Object.entries(BADGES).flatMap(([kind, levels]) =>
            levels
              .filter((level) => level <= reached[kind as keyof typeof reached])
              .map((level) => `${kind} ${level}`),
          );
          expect(earned.sort()).toEqual(expected.sort());
        }
      }),
      { seed: 6, numRuns: 200 },
    );
  });
});

it("the leaderboard shares ranks, and does not depend on the order of validations", () => {
  const one = (account: string, label: number, correction = false): Validation => ({
    ...{ account, label, correction, id: 0, added: 0, validated: 0 },
  });
  const all = [
    one("d", 0),
    one("b", 0),
    one("b", 1),
    one("a", 1),
    one("a", 0),
    one("c", 1, true),
    one("c", 1),
  ];
  const ranks = [
    [1, "c"],
    [2, "a"],
    [2, "b"],
    [4, "d"],
  ];
  expect(leaderboard(all).map(({ rank, account }) => [rank, account])).toEqual(ranks);
  expect(leaderboard(all.toReversed()).map(({ rank, account }) => [rank, account])).toEqual(ranks);
});
