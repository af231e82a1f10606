import { Replay, replayLog, snapshotOf } from "@chainlearn/adapter-local";
import {
  accumulator,
  type Contribution,
  type DataHandlerPlugin,
  type LogStep,
  type PlacedLogEntry,
  resolveComposition,
  stored,
  type Trainer,
  unique,
} from "@chainlearn/core";
import { Random } from "@chainlearn/core/testing";
import { points, stake } from "@chainlearn/mechanisms";
import { sparsePerceptron } from "@chainlearn/models-wasm";
import { describe, expect, it } from "vitest";
import { DAY, SHAPE, stakeComposition } from "./support/compositions.ts";
import { codeOf, contribute, passTime, type Stage, setStage } from "./support/stage.ts";
import { stepsOf } from "./support/steps.ts";

const stakeWith = (dataHandler: DataHandlerPlugin) =>
  resolveComposition({
    ...{ model: sparsePerceptron, mechanism: stake, dataHandler },
    ...{ shape: SHAPE, mechanismParams: { costWeightUnits: 600n } },
  });
const withPoints = resolveComposition({
  ...{ model: sparsePerceptron, mechanism: points, shape: SHAPE },
});

/** A life of additions and of every action, with refusals in between. */
async function live(stage: Stage, rounds: number): Promise<void> {
  const { trainer, alice, bob, carol, chain } = stage;
  const random = new Random(7);
  const people = [alice, bob, carol];
  const { actions } = trainer.composition.mechanism.manifest;
  const known: Contribution[] = [];
  for (let round = 0; round < rounds; round++) {
    const from = random.pick(people);
    if (random.chance(60)) {
      const first = random.below(16);
      await contribute(stage, from, [first, first + 1 + random.below(3)], random.below(2)).then(
        (added) => known.push(added),
        () => undefined,
      );
    } else if (known.length > 0) {
      const contribution = random.pick(known);
      const action = random.pick(actions);
      await trainer.act(action.name, { from, contribution }).catch(() => undefined);
    }
    if (random.chance(20)) await passTime({ ...stage, chain }, DAY);
  }
}

const newReplay = (trainer: Trainer) =>
  Replay.create(trainer.composition, trainer, { contributions: "brought" });

describe.each([
  ["stake, stored", stakeWith(stored)],
  ["stake, unique", stakeWith(unique)],
  ["stake, accumulator", stakeWith(accumulator)],
  ["points", withPoints],
])("a log of %s", (_, composition) => {
  it("gives the same without its samples in memory", async () => {
    const roles = Object.fromEntries(
      composition.mechanism.manifest.roles.map((role) => [role, "local1carol"]),
    );
    const stage = await setStage(composition, { deploy: { roles } });
    await live(stage, 150);
    const { trainer } = stage;
    const log = await trainer.log();
    const acted = log.filter((entry) => entry.kind === "acted");
    expect(acted.length).toBeGreaterThan(5);

    const kept = await Replay.create(composition, trainer);
    for (const entry of log) expect(kept.apply(entry)).toBeUndefined();
    const brought = await newReplay(trainer);
    await replayLog(brought, stepsOf(log));
    const block = await trainer.block();
    const chain = await trainer.snapshot(kept.known, block);
    const stateOf = ({ shell }: Replay) => snapshotOf(shell, kept.known, block, chain.balance);
    expect(stateOf(brought)).toEqual(stateOf(kept));
    expect(stateOf(brought)).toEqual(chain);
    expect(brought.shell.books()).toEqual(kept.shell.books());
    expect(brought.entries).toBe(log.length);
  });
});

describe("replaying a log", () => {
  const steps = async (): Promise<{ trainer: Trainer; log: PlacedLogEntry[]; all: LogStep[] }> => {
    const stage = await setStage(stakeComposition());
    const first = await contribute(stage, stage.alice, [1, 2], 1);
    await contribute(stage, stage.bob, [2, 3], 0);
    await contribute(stage, stage.bob, [1, 3], 1);
    await passTime(stage, DAY);
    await stage.trainer.act("refund", { from: stage.alice, contribution: first });
    const log = await stage.trainer.log();
    return { trainer: stage.trainer, log, all: stepsOf(log) };
  };

  it("shows the state before and after every entry, and how far it is", async () => {
    const { trainer, log, all } = await steps();
    const seen: [string, number, number][] = [];
    const told: number[] = [];
    const note = (when: string) => (step: LogStep, replay: Replay) =>
      seen.push([`${when} ${step.entry.kind}`, replay.entries, replay.shell.nextId]);
    const onProgress = (entries: number) => told.push(entries);
    await replayLog(await newReplay(trainer), all, {
      ...{ before: note("before"), after: note("after"), onProgress },
    });
    expect(seen.slice(-4)).toEqual([
      ["before dataAdded", log.length - 2, 2],
      ["after dataAdded", log.length - 1, 3],
      ["before acted", log.length - 1, 3],
      ["after acted", log.length, 3],
    ]);
    expect([told[0], told.at(-1)]).toEqual([0, log.length]);
  });

  it("refuses what does not follow, and what a step does not bring or brings wrongly", async () => {
    const { trainer, all } = await steps();
    const last = all.at(-1)!;
    const broken = async (step: LogStep): Promise<string> =>
      codeOf(replayLog(await newReplay(trainer), [...all.slice(0, -1), step]));
    const { contribution } = last as { contribution: Contribution };
    expect(await broken({ ...last, contribution: undefined })).toBe("invalid_log");
    for (const wrong of [{ id: 1 }, { time: 1 }, { label: 0 }, { submitter: "local1bob" }])
      expect(await broken({ ...last, contribution: { ...contribution, ...wrong } })).toBe("invalid_log");
    const paid = { ...last.entry, amount: 1n } as PlacedLogEntry;
    expect(await broken({ ...last, entry: paid })).toBe("invalid_log");
  });

  it("stops when it is asked to", async () => {
    const { trainer, all } = await steps();
    const stop = new AbortController();
    stop.abort();
    const replay = await newReplay(trainer);
    expect(await codeOf(replayLog(replay, all, { signal: stop.signal }))).toBe("aborted");
    expect(replay.entries).toBe(0);
  });

  it("keeps no list of what was touched", async () => {
    const { trainer, all } = await steps();
    const replay = await newReplay(trainer);
    await replayLog(replay, all);
    expect(() => replay.known).toThrow("unsupported");
  });
});
