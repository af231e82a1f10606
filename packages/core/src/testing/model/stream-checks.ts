import { exportModel, importModel } from "../../model-export.ts";
import { assertEqual, assertThat } from "../assert.ts";
import { Random } from "../random.ts";
import { casesOf, usualState } from "./cases.ts";
import { forEachCase, type ModelRule, train } from "./check.ts";
import { ModelRun } from "./run.ts";
import { anySample, fullSample, VALUE_ENDS } from "./samples.ts";
import { streamOf, streamSteps } from "./stream.ts";

const COMPARE_EVERY = 50;
const SIDE_STEPS = 60;
const SHORT_STEPS = 30;

export const streamChecks: readonly ModelRule[] = [
  {
    id: "stream",
    title: "gives the labels and the state of its references over a stream of 500 additions",
    short: true,
    async run(subject, { host, chain }) {
      const stream = streamOf(subject);
      const run = await ModelRun.start(subject, chain, stream.modelCase, { state: stream.state });
      const start = await run.compareState("after sealing");
      const steps = streamSteps(host);
      const labels = await train(run, stream.random, steps, {
        onStep: async (step) => {
          if ((step + 1) % COMPARE_EVERY === 0) await run.compareState(`after addition ${step}`);
        },
      });
      const end = await run.compareState(`after ${steps} additions`);
      assertThat(end !== start, `${steps} additions did not change the state: give the suite hints.`);
      assertThat(
        host.short === true || new Set(labels).size > 1,
        `${steps} additions met one label only, ${labels[0]}: give the suite hints.`,
      );
    },
  },
  {
    id: "shapes",
    title: "gives the labels and the state of its references with every lane and encoding",
    notApplicable: (subject) =>
      casesOf(subject).length > 1 ? undefined : "one lane and one encoding, which the stream has",
    async run(subject, { chain }) {
      await forEachCase(casesOf(subject).slice(1), async (modelCase) => {
        const random = new Random(2);
        const state = usualState(random, subject, modelCase);
        const run = await ModelRun.start(subject, chain, modelCase, { state });
        await train(run, random, SIDE_STEPS);
        await run.compareState(`after ${SIDE_STEPS} additions`);
      });
    },
  },
  {
    id: "determinism",
    title: "does the same again: another instance, another sender, another time",
    async run(subject, { chain }) {
      const [modelCase] = casesOf(subject);
      const random = new Random(3);
      const state = usualState(random, subject, modelCase!);
      const seed = random.next();
      const ends: string[] = [];
      const labels: (number | undefined)[][] = [];
      for (const account of [1, 2]) {
        const run = await ModelRun.start(subject, chain, modelCase!, { state, account });
        if (chain.clock === "settable") await chain.setTime((await chain.now()) + 1_000_000 * account + 1);
        labels.push(await train(run, new Random(seed), SIDE_STEPS));
        ends.push(await run.compareState(`of instance ${account}`));
      }
      assertEqual(labels[1], labels[0], "labels of the second instance");
      assertEqual(ends[1], ends[0], "hash of the second instance's state");
    },
  },
  {
    id: "pure-predict",
    title: "predicts without a trace: no state, no log, and in any order the same",
    async run(subject, { chain }) {
      const [modelCase] = casesOf(subject);
      const random = new Random(4);
      const state = usualState(random, subject, modelCase!);
      const run = await ModelRun.start(subject, chain, modelCase!, { state });
      await train(run, random, 10);
      const look = async () => {
        const { block: _, ...snapshot } = await run.trainer.snapshot({
          contributions: [],
          accounts: chain.accounts.slice(0, 3),
          marks: [],
        });
        return { snapshot, log: await run.trainer.log() };
      };
      const before = await look();
      const { shape } = modelCase!;
      const samples = [
        ...[...VALUE_ENDS, 0].map((value) => fullSample(shape, value)),
        ...Array.from({ length: 20 }, () => anySample(random, shape)),
      ];
      const labels: (number | undefined)[] = [];
      for (const sample of samples) labels.push(await run.predict(sample));
      for (const [p, sample] of [...samples.entries()].reverse())
        assertEqual(await run.predict(sample), labels[p], `label of sample ${p}, predicted again`);
      assertEqual(await look(), before, "the chain after predictions only");
      await train(run, random, 2);
      await run.compareState("after predictions and additions");
    },
  },
  {
    id: "export-import",
    title: "goes on from an exported state as if nothing had happened",
    async run(subject, { chain }) {
      const [modelCase] = casesOf(subject);
      const random = new Random(5);
      const first = await ModelRun.start(subject, chain, modelCase!, {
        state: usualState(random, subject, modelCase!),
      });
      await train(first, random, SHORT_STEPS, { predict: false });
      const { composition } = first;
      const written = JSON.stringify(exportModel(composition, await first.exported()));
      const state = importModel(composition, JSON.parse(written));
      assertEqual(state, first.references.state, "the exported state");
      const second = await ModelRun.start(subject, chain, modelCase!, { state });
      const seed = random.next();
      const labels = [];
      const ends = [];
      for (const run of [first, second]) {
        labels.push(await train(run, new Random(seed), SHORT_STEPS));
        ends.push(await run.compareState("after going on"));
      }
      assertEqual(labels[1], labels[0], "labels of the imported model");
      assertEqual(ends[1], ends[0], "hash of the imported model's state");
    },
  },
];
