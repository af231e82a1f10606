import { expect, it } from "vitest";

/** The parts of a vitest report that are read. */
type FailuresOf = (report: { readonly testResults: readonly object[] }, output: string) => string[];
const { failuresOf } = (await import("../../scripts/test/vitest.mjs" as string)) as {
  failuresOf: FailuresOf;
};

const failed = (title: string, failure: string): object => ({
  ...{ ancestorTitles: ["a chain"], title, fullName: `a chain ${title}`, status: "failed" },
  failureMessages: [failure],
});

it("a test without time is said to be one, with vitest's own words", () => {
  const assertionResults = [
    failed("answers", "Error: STACK_TRACE_ERROR\n    at a.test.ts:7:3"),
    failed("stops", "AssertionError: expected 1 to be 2"),
  ];
  const testResults = [{ name: "a.test.ts", status: "failed", message: "", assertionResults }];
  const output = [
    " FAIL  |core| a.test.ts > a chain > stops",
    "AssertionError: expected 1 to be 2",
    " FAIL  |core| a.test.ts > a chain > answers",
    "Error: Test timed out in 120000ms.",
    "If this is a long-running test, pass a timeout value.",
  ].join("\n");
  const [answers, stops] = failuresOf({ testResults }, output);
  expect(answers).toMatch(/a chain answers\ntimed out: Test timed out in 120000ms\n {4}at a\.test\.ts:7:3$/);
  expect(stops).toContain("expected 1 to be 2");
});
