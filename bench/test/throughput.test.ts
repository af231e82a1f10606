import { readFileSync } from "node:fs";
import { type ModelPlugin, ROLES } from "@chainlearn/core";
import { models } from "@chainlearn/models-wasm";
import { Container } from "inversify";
import { describe, expect, it } from "vitest";
import { CASES, caseName, type ThroughputCase, workloadOf } from "../src/throughput/cases.ts";
import { contestantsOf } from "../src/throughput/contestants.ts";
import { measure, runOnce } from "../src/throughput/measure.ts";
import { findCompiler, NATIVE_FLAGS } from "../src/throughput/native.ts";
import { broken, IN_PROCESS, limitsOf, rowsOf, tableRows } from "../src/throughput/rows.ts";
import type { ThroughputReport } from "../src/throughput.ts";

const THROUGHPUT = new URL("../throughput.json", import.meta.url);
const SAMPLES = 500;
const compiler = await findCompiler();
const NO_COMPILER = "this machine has no C compiler; CC names one";
const ours = ["in process", "in process, no SIMD", "plain JavaScript"];

/** The shape of a run with chosen seconds, without running anything. */
const rowsWith = (subject: ThroughputCase, seconds: Record<string, number>) =>
  rowsOf(
    subject,
    1000,
    new Map(Object.entries(seconds).map(([name, s]) => [name, { update: s, predict: s }] as const)),
  );

describe("implementations agree", () => {
  it.each(CASES.map((subject) => [caseName(subject), subject] as const))(
    "on every cell and prediction of %s",
    async (_, subject) => {
      const contestants = await contestantsOf(subject, workloadOf(subject, SAMPLES), compiler);
      try {
        expect(contestants.map(({ implementation }) => implementation)).toEqual([
          ...ours,
          ...(compiler ? Object.keys(NATIVE_FLAGS) : []),
        ]);
        const { predictions, state } = await runOnce(contestants);
        // Something was learned, and not one answer for everything.
        expect(new Set(predictions).size).toBe(subject.composition.shape.classes);
        expect(state.some((byte) => byte !== 0)).toBe(true);
      } finally {
        for (const contestant of contestants) await contestant.close();
      }
    },
  );

  // A name of its own: a machine without a compiler says in the summary what it has left out.
  if (!compiler) it.skip(`with native C (skipped: ${NO_COMPILER})`);

  it("or the bench says which one does not, and in what", async () => {
    const subject = CASES[0]!;
    const [one, other] = await contestantsOf(subject, workloadOf(subject, SAMPLES), undefined);
    const outcome = await one!.outcome();
    const strayed = { ...other!, outcome: async () => ({ ...outcome, hot: [99n] }) };
    await expect(runOnce([one!, strayed])).rejects.toThrow(
      "in process, no SIMD and in process differ in their state",
    );
    const hot = { ...strayed, outcome: async () => ({ ...(await one!.outcome()), hot: [99n] }) };
    await expect(runOnce([one!, hot])).rejects.toThrow(
      "in process, no SIMD and in process differ in their hot",
    );
  });
});

describe("rows", () => {
  const [subject] = CASES as readonly [ThroughputCase];

  it("exist for every model, with two classes and with ten where it takes them", () => {
    const container = new Container();
    container.load(models);
    const plugins = container.getAll<ModelPlugin>(ROLES.model);
    const names = new Set(CASES.map(caseName));
    expect(names.size).toBe(CASES.length);
    const wanted = plugins.flatMap(({ manifest: { id, encodings, maxClasses } }) =>
      encodings
        .filter((encoding) => encoding !== "sparse-values")
        .flatMap((encoding) => [2, 10].filter((n) => n <= maxClasses).map((n) => `${id}/${n}/${encoding}`)),
    );
    expect([...names].sort()).toEqual(wanted.sort());
  });

  it("compare with scalar code and with the faster of the two native programs", () => {
    const rows = rowsWith(subject, {
      [IN_PROCESS]: 0.002,
      "native C, scalar": 0.001,
      "native C, vectorised": 0.004,
    });
    expect(rows.map(({ operation }) => operation)).toEqual([
      ...new Array(3).fill("predict"),
      ...new Array(3).fill("update"),
    ]);
    expect(rows[0]).toEqual({
      ...{
        model: "sparse-perceptron",
        classes: 2,
        features: 1000,
        entries: 20,
        encoding: "sparse",
        lane: 16,
      },
      ...{ implementation: IN_PROCESS, operation: "predict", samplesPerSecond: 500_000 },
      ...{ ratioToScalarNative: 0.5, ratioToNative: 0.5 },
    });
    expect(rows[2]).toMatchObject({ ratioToScalarNative: 0.25, ratioToNative: 0.25 });
  });

  it("have no ratios without a compiler, which breaks no limit and is not hidden", async () => {
    expect(await findCompiler(["no-such-compiler-here"])).toBeUndefined();
    const contestants = await contestantsOf(subject, workloadOf(subject, SAMPLES), undefined);
    const rows = rowsOf(subject, SAMPLES, await measure(contestants, 1));
    expect(rows.map(({ implementation }) => implementation)).toEqual([...ours, ...ours]);
    expect(
      rows.every(
        ({ ratioToScalarNative, ratioToNative }) => ratioToScalarNative === null && ratioToNative === null,
      ),
    ).toBe(true);
    expect(broken(limitsOf(rows))).toEqual([]);
    expect(tableRows([subject], rows, ours)[0]).toMatchObject({
      "of scalar C": "-",
      "plain JavaScript": /\d/,
    });
  });

  it("are held to the limits of their operation, classes and samples", () => {
    const limits = (name: string) =>
      limitsOf(
        rowsWith(CASES.find((candidate) => caseName(candidate) === name)!, {
          [IN_PROCESS]: 2,
          "native C, scalar": 1,
          "native C, vectorised": 1,
        }),
      ).map(({ row, ratio, least }) => [row.operation, ratio, least]);
    const scalar = [
      ["predict", "ratioToScalarNative", 0.8],
      ["update", "ratioToScalarNative", 0.6],
    ];
    const vectors = (least: number) => [
      ["predict", "ratioToNative", least],
      ["update", "ratioToNative", least],
    ];
    expect(limits("naive-bayes/2/sparse")).toEqual(scalar);
    expect(limits("naive-bayes/10/sparse").sort()).toEqual([...scalar, ...vectors(0.6)].sort());
    expect(limits("multiclass-perceptron/10/dense").sort()).toEqual([...scalar, ...vectors(0.4)].sort());
  });
});

it("the committed figures are of the cases that there are, and name no path", () => {
  const text = readFileSync(THROUGHPUT, "utf8");
  const { rows } = JSON.parse(text) as ThroughputReport;
  const implementations = [...ours, ...Object.keys(NATIVE_FLAGS)];
  expect(new Set(rows.map((row) => `${row.model}/${row.classes}/${row.encoding}`))).toEqual(
    new Set(CASES.map(caseName)),
  );
  expect(rows).toHaveLength(CASES.length * implementations.length * 2);
  expect(text).not.toMatch(/\/(home|tmp|usr|work|opt)\b/);
});

it("the committed figures keep the limits, all of which were measured", () => {
  const { rows } = JSON.parse(readFileSync(THROUGHPUT, "utf8")) as ThroughputReport;
  const limits = limitsOf(rows);
  expect(limits.filter(({ row, ratio }) => row[ratio] === null)).toEqual([]);
  expect(broken(limits)).toEqual([]);
});
