import {
  BADGES,
  badges,
  ContributionJudge,
  leaderboard,
  Replay,
  type Validation,
  validationsOf,
} from "@chainlearn/adapter-local";
import {
  type Contribution,
  commitItems,
  type Judge,
  type MechanismManifest,
  type ResolvedComposition,
  resolveComposition,
  type Shape,
  type Validity,
} from "@chainlearn/core";
import { champion, points, stake } from "@chainlearn/mechanisms";
import { passiveAggressive, sparsePerceptron } from "@chainlearn/models-wasm";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { DAY, SHAPE } from "./support/compositions.ts";
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

  it("refuses a log that does not follow", async () => {
    const log = await stage.trainer.log();
    const forged = log.filter((entry) => entry.kind !== "dataAdded" || entry.id !== 2);
    const parties = stage.trainer;
    expect(await codeOf(validationsOf(forged, { composition, parties }))).toBe("invalid_log");
    const signal = AbortSignal.abort();
    expect(await codeOf(validationsOf(log, { composition, parties, signal }))).toBe("aborted");
  });
});

/** What each contribution was found to be, and the ids of the validations in order. */
async function judgedIn({ trainer }: Stage): Promise<[(Validity | undefined)[], number[]]> {
  const replay = await Replay.create(trainer.composition, trainer);
  const judge = new ContributionJudge(replay);
  const validations: Validation[] = [];
  for (const entry of await trainer.log()) {
    expect(replay.apply(entry)).toBeUndefined();
    validations.push(...judge.after(entry));
  }
  const found = Array.from({ length: replay.shell.nextId }, (_, id) => judge.validityOf(id));
  return [found, validations.map(({ id }) => id)];
}

describe("what mechanisms find", () => {
  it("stake: a refund, a report and what comes behind it, or nothing", async () => {
    const stage = await setStage(
      resolveComposition({
        ...{ model: sparsePerceptron, modelParams: { interceptRateQ16: 0n }, mechanism: stake, shape: SHAPE },
        mechanismParams: { costWeightUnits: 600_000n },
      }),
    );
    const { trainer, alice, bob } = stage;
    // The empty model predicts 0.
    const right = await contribute(stage, alice, [1], 1);
    const wrong = await contribute(stage, bob, [2], 1);
    await contribute(stage, alice, [2], 0);
    const early = await contribute(stage, bob, [3], 1);
    await contribute(stage, alice, [3], 0);
    const forgotten = await contribute(stage, bob, [4], 1);
    await passTime(stage, DAY);
    await trainer.act("refund", { from: alice, contribution: right });
    await trainer.act("refund", { from: bob, contribution: forgotten });
    // Of two validated samples one is hers: half of each deposit.
    await trainer.act("report", { from: alice, contribution: wrong });
    await trainer.act("report", { from: alice, contribution: early });
    const before = await judgedIn(stage);
    expect(before).toEqual([
      ["valid", "invalid", undefined, "invalid", undefined, "valid"],
      [0, 5],
    ]);
    // The model comes to agree, and the submitter gets back what is left.
    await contribute(stage, bob, [3, 5], 1);
    await trainer.act("refund", { from: bob, contribution: early });
    await passTime(stage, 14 * DAY);
    const left = await contribute(stage, bob, [7], 1);
    await passTime(stage, 14 * DAY);
    for (const contribution of [wrong, left]) await trainer.act("take", { from: alice, contribution });
    expect(await judgedIn(stage)).toEqual([
      ["valid", "invalid", undefined, "valid", undefined, "valid", undefined, "void"],
      [0, 5, 3],
    ]);
    const options = { composition: trainer.composition, parties: trainer };
    expect(await validationsOf(await trainer.log(), options)).toMatchObject([
      { account: alice, id: 0, label: 1, correction: true },
      { account: bob, id: 5, label: 1, correction: true },
      { account: bob, id: 3, label: 1, correction: true },
    ]);
  });

  it("champion: the reason of the settlement, whoever settles; not what is about no contribution", async () => {
    const shape: Shape = { ...SHAPE, lane: 16, maxEntries: 4 };
    const stage = await setStage(
      resolveComposition({
        ...{ model: passiveAggressive, mechanism: champion, shape },
        modelParams: { targetMargin: 30_000n, aggressiveness: 50n },
        mechanismParams: {
          ...{ depositUnits: 1_000n, bondUnits: 5_000n, openItems: 1n, settleWaitSeconds: 10n },
          ...{ lockSeconds: 100n, revealWaitSeconds: 60n, tolerancePermille: 500n },
        },
      }),
      {
        deploy: {
          roles: { curator: "local1deployer" },
          // Up to three features are label 1.
          initialState: { cells: Array.from({ length: SHAPE.features }, () => -1n), hot: [4n] },
        },
      },
    );
    const { trainer, deployer, alice, bob, carol } = stage;
    const { head, items } = commitItems(
      [{ sample: { indices: [0, 1] }, label: 1 }],
      new Uint8Array(32).fill(9),
      shape,
    );
    await trainer.act("commit", { from: deployer, digest: head, args: [1n], pay: 5_000n });
    await trainer.act("reveal", { from: deployer, item: items[0]! });
    const right = await contribute(stage, alice, [1, 2], 1);
    const wrong = await contribute(stage, alice, [3], 0);
    const worse = await contribute(stage, alice, [4], 0);
    const forgotten = await contribute(stage, bob, [5], 1);
    await passTime(stage, 10);
    await trainer.act("fund", { from: carol, pay: 7n });
    await trainer.act("settle", { from: bob, contribution: right });
    await trainer.act("settle", { from: alice, contribution: wrong });
    const { entries } = await trainer.act("settle", { from: alice, contribution: worse });
    expect(entries).toMatchObject([{ reason: 4 }]);
    await passTime(stage, 200);
    for (const contribution of [right, wrong, forgotten])
      await trainer.act("release", { from: carol, contribution });
    expect(await judgedIn(stage)).toEqual([["valid", "invalid", "invalid", "void"], [0]]);
  });

  it("nothing where the manifest does not say how, and nothing about contributions that there are not", async () => {
    const { judge, ...silent } = points.manifest;
    expect(judge).toBeDefined();
    const withManifest = (manifest: MechanismManifest): ResolvedComposition => ({
      ...composition,
      mechanism: { ...points, manifest },
    });
    const stage = await setStage(withManifest(silent));
    const { trainer, alice } = stage;
    const contribution = await contribute(stage, alice, [1], 1);
    await passTime(stage, DAY);
    await trainer.act("claim", { from: alice, contribution });
    const log = await trainer.log();
    const codeWith = (manifest: MechanismManifest): Promise<string> =>
      codeOf(validationsOf(log, { composition: withManifest(manifest), parties: trainer }));
    expect(await codeWith(silent)).toBe("unsupported");
    expect(await codeWith({ ...silent, judge: () => () => [{ id: 1, validity: "valid" }] })).toBe(
      "unknown_record",
    );
    const asks = (judged: Judge): Promise<string> => codeWith({ ...silent, judge: () => judged });
    expect(await asks(({ pool }) => [{ id: Number(pool("none")), validity: "valid" }])).toBe("unsupported");
    expect(await asks(({ series }) => [{ id: Number(series("none", 0)), validity: "valid" }])).toBe(
      "unsupported",
    );
  });
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
