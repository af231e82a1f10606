import { assertThat } from "../assert.ts";
import { Random } from "../random.ts";
import { caseOf, casesOf, compose, type ModelCase, shapeFor, usualState } from "./cases.ts";
import { forEachCase, type ModelRule } from "./check.ts";
import { ModelRun } from "./run.ts";
import { sampleOf, spreadFeatures } from "./samples.ts";
import type { ModelSubject } from "./subject.ts";

/** Bytes of wasm that a model's kernel may have. */
export const MAX_KERNEL_BYTES = 2_048;
/** Entries of the smallest sample; the others have twice and four times as many. */
const FEWEST = 4;
const FEWEST_DENSE = 18;
/**
 * An entry of a large sample may cost so much more than one of a small sample; it would be twice as much where costs
 * grow with the square. Gas is uneven, since an entry's cells lie in one storage word or in two.
 */
const UNEVEN = { words: 1.25, gas: 1.5 } as const;
/** Of what a chain must charge: reading parameters, and whatever else a shell reads. */
const STORAGE_PERCENT = 115n;

/** Cases whose samples have n, 2n and 4n entries; one and the same case where samples may have fewer than all features. */
function growing(subject: ModelSubject): readonly (readonly [entries: number, modelCase: ModelCase])[] {
  const sparse = casesOf(subject).find(({ shape }) => shape.encoding !== "dense");
  if (sparse) return [1, 2, 4].map((times) => [FEWEST * times, sparse] as const);
  const [{ shape }] = casesOf(subject) as [ModelCase];
  return [1, 2, 4].map((times) => {
    const features = FEWEST_DENSE * times;
    return [features, caseOf(subject, shapeFor("dense", shape.lane, shape.classes, features))] as const;
  });
}

interface Cost {
  readonly gas: number;
  /** Words that an addition needs, and a prediction. */
  readonly adding: number;
  readonly predicting: number;
}

/** The dearest addition of a sample over the labels, since some labels change nothing; and a prediction. */
async function dearest(run: ModelRun, entries: number): Promise<Cost> {
  const { shape } = run.composition;
  const one = 2 ** shape.valueBits;
  const sample = sampleOf(shape, spreadFeatures(shape, entries), (p) => (p % 2 === 0 ? one : -one));
  await run.predict(sample);
  const predicting = run.references.trace.work;
  const additions: { gas: number; work: number }[] = [];
  for (let label = 0; label < shape.classes; label++) {
    const { result, trace } = await run.traced(sample, label);
    additions.push({ gas: Number(result.gasUsed), work: trace.work });
  }
  return {
    gas: Math.max(...additions.map(({ gas }) => gas)),
    adding: Math.max(...additions.map(({ work }) => work)),
    predicting,
  };
}

/** What entries add to the cost must not grow with their number. */
function checkLinear(what: string, uneven: number, [first, second, third]: readonly number[]): void {
  const [early, late] = [second! - first!, (third! - second!) / 2];
  assertThat(
    late <= early * uneven,
    `${what} grows faster than the sample: ${first}, ${second}, ${third} for n, 2n, 4n entries.`,
  );
}

async function checkStorage(
  subject: ModelSubject,
  modelCase: ModelCase,
  { host, chain }: Parameters<ModelRule["run"]>[1],
): Promise<void> {
  const random = new Random(10);
  const { shape } = modelCase;
  const state = usualState(random, subject, modelCase);
  const run = await ModelRun.start(subject, chain, modelCase, { state });
  const features = spreadFeatures(shape, shape.maxEntries);
  const one = 2 ** shape.valueBits;
  const sample = sampleOf(shape, features, (p) => (p % 3 === 0 ? -one : one));
  for (let label = 0; label < shape.classes; label++) {
    const { result, touched } = await run.traced(sample, label);
    const spent = host.storage!.spent(chain);
    const base = result.gasUsed - spent;
    const most = ((base + host.storage!.needed(run.composition, touched)) * STORAGE_PERCENT) / 100n;
    assertThat(
      result.gasUsed <= most,
      `an addition of label ${label} spends ${result.gasUsed} gas, ${spent} of it on storage; ${most} are admitted.`,
    );
  }
}

export const costChecks: readonly ModelRule[] = [
  {
    id: "linear-cost",
    title: "costs at most linearly more for samples of n, 2n and 4n entries",
    async run(subject, { chain }) {
      const random = new Random(11);
      let run: ModelRun | undefined;
      let deployed: ModelCase | undefined;
      const costs: Cost[] = [];
      for (const [entries, modelCase] of growing(subject)) {
        if (run === undefined || modelCase !== deployed)
          run = await ModelRun.start(subject, chain, modelCase, {
            state: usualState(random, subject, modelCase),
          });
        deployed = modelCase;
        costs.push(await dearest(run, entries));
      }
      for (const what of ["adding", "predicting"] as const)
        checkLinear(
          `words of the vocabulary for ${what}`,
          UNEVEN.words,
          costs.map((cost) => cost[what]),
        );
      checkLinear(
        "gas of an addition",
        UNEVEN.gas,
        costs.map(({ gas }) => gas),
      );
    },
  },
  {
    id: "kernel-size",
    title: `has a kernel of at most ${MAX_KERNEL_BYTES} bytes`,
    async run({ model }) {
      const { length } = model.kernel;
      assertThat(length <= MAX_KERNEL_BYTES, `the kernel has ${length} bytes.`);
    },
  },
  {
    id: "contract-size",
    title: "fits into a contract with every lane and encoding",
    notApplicable: (_, host) => (host.contractSize ? undefined : "the host has no contracts"),
    run: (subject, { host }) =>
      forEachCase(casesOf(subject), async (modelCase) => {
        const { bytes, most } = await host.contractSize!(compose(subject, modelCase));
        assertThat(bytes < most, `the contract has ${bytes} bytes; the chain takes fewer than ${most}.`);
      }),
  },
  {
    id: "storage-gas",
    title: "spends at most 1.15 times what touched cells, record and meter cost",
    notApplicable: (_, host) => (host.storage ? undefined : "the host does not say what storage costs"),
    run: (subject, running) =>
      forEachCase(casesOf(subject), (modelCase) => checkStorage(subject, modelCase, running)),
  },
];
