import type { ErrorCode } from "../../errors.ts";
import { decodeSample, type Sample } from "../../sample.ts";
import { assertEqual, assertRejects } from "../assert.ts";
import { FLAW_CODES, flawedSample, flawsOf } from "../differential/samples.ts";
import { Random } from "../random.ts";
import { casesOf, type ModelCase, usualState } from "./cases.ts";
import { forEachCase, type ModelRule, train } from "./check.ts";
import { ModelRun } from "./run.ts";
import { anySample, fullSample, spreadFeatures } from "./samples.ts";
import type { ModelSubject } from "./subject.ts";

/** One case of every encoding. */
function casesByEncoding(subject: ModelSubject): ModelCase[] {
  const found = new Map<string, ModelCase>();
  for (const modelCase of casesOf(subject))
    if (!found.has(modelCase.shape.encoding)) found.set(modelCase.shape.encoding, modelCase);
  return [...found.values()];
}

/** Samples that a client must not send, with the code. */
function badSamples({ shape }: ModelCase): (readonly [what: string, sample: Sample, code: ErrorCode])[] {
  const values = (count: number): number[] => new Array<number>(count).fill(1);
  if (shape.encoding === "dense")
    return [
      ["a value too many", { values: values(shape.features + 1) }, "sample_too_large"],
      ["a value too few", { values: values(shape.features - 1) }, "sample_malformed"],
      ["a value that is no i32", { values: [2 ** 31, ...values(shape.features - 1)] }, "sample_malformed"],
      ["half a value", { values: [0.5, ...values(shape.features - 1)] }, "sample_malformed"],
      [
        "indices",
        { indices: spreadFeatures(shape, shape.features), values: values(shape.features) },
        "sample_malformed",
      ],
    ];
  const bad = (indices: number[]): Sample =>
    shape.encoding === "sparse" ? { indices } : { indices, values: values(indices.length) };
  return [
    ["no entries", bad([]), "sample_empty"],
    ["a repeated index", bad([1, 1]), "index_out_of_order"],
    ["unsorted indices", bad([2, 1]), "index_out_of_order"],
    ["an index out of range", bad([shape.features]), "index_out_of_range"],
    ["a negative index", bad([-1]), "index_out_of_range"],
  ];
}

async function checkHostileInput(
  subject: ModelSubject,
  chain: ModelRun["chain"],
  modelCase: ModelCase,
): Promise<void> {
  const { shape } = modelCase;
  const random = new Random(9);
  const state = usualState(random, subject, modelCase);
  const run = await ModelRun.start(subject, chain, modelCase, { state });
  const from = chain.accounts[1]!;
  const { trainer } = run;
  const before = await run.compareState("before refusals");
  const payBaseUnits = (await trainer.quote()) * chain.baseUnitsPerUnit;
  const good = run.bytes(fullSample(shape, 1));
  const refuses = (code: ErrorCode, what: string, label: number, sample: Uint8Array): Promise<void> =>
    assertRejects(code, what, () => trainer.rawAddData({ from, label, sample, payBaseUnits }));
  for (const flaw of flawsOf(shape))
    await refuses(FLAW_CODES[flaw], `bytes with the flaw "${flaw}"`, 0, flawedSample(random, shape, flaw));
  for (const label of [shape.classes, shape.classes + 1, 65_535])
    await refuses("label_out_of_range", `label ${label}`, label, good);
  await refuses("label_out_of_range", "a bad label with a bad sample", shape.classes, new Uint8Array());
  for (const [what, sample, code] of badSamples(modelCase)) {
    await assertRejects(code, `addition of ${what}`, () => trainer.addData({ from, label: 0, sample }));
    await assertRejects(code, `prediction of ${what}`, () => trainer.predict(sample));
  }
  for (const label of [-1, 0.5, shape.classes])
    await assertRejects("label_out_of_range", `label ${label} given to the client`, () =>
      trainer.addData({ from, label, sample: decodeSample(good, shape) }),
    );
  assertEqual(await run.compareState("after refusals"), before, "the state after refusals");
  const { nextId } = await trainer.snapshot({});
  assertEqual(nextId, 0, "contributions after refusals");
  await run.predict(anySample(random, shape));
  await train(run, random, 2);
  await run.compareState("after refusals and additions");
}

export const inputChecks: readonly ModelRule[] = [
  {
    id: "hostile-input",
    title: "refuses bad samples and labels with the catalogue's codes, and changes nothing",
    short: true,
    run: (subject, { host, chain }) =>
      forEachCase(casesByEncoding(subject).slice(0, host.short ? 1 : undefined), (modelCase) =>
        checkHostileInput(subject, chain, modelCase),
      ),
  },
];
