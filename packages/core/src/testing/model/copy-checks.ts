import { WORKING } from "../../manifest.ts";
import { assertThat } from "../assert.ts";
import { casesOf, type ModelCase } from "./cases.ts";
import type { ModelRule } from "./check.ts";
import { CopiesRun } from "./copies-run.ts";
import type { ModelSubject } from "./subject.ts";

const STEPS = 30;
const MORE_STEPS = 8;

const noCopies = ({ copies }: ModelSubject): string | undefined =>
  copies ? undefined : "the subject names no mechanism with two copies";

/** The main case; where the model grows, with one class less in use than there is room for. */
function copiesCase(subject: ModelSubject): ModelCase {
  const modelCase = casesOf(subject)[0]!;
  const { classes } = modelCase.shape;
  const { manifest } = subject.model;
  const grows = manifest.growth === "free" && classes - 1 >= Math.max(2, manifest.minClasses);
  return grows ? { ...modelCase, growth: { startClasses: classes - 1, role: "teacher" } } : modelCase;
}

export const copyChecks: readonly ModelRule[] = [
  {
    id: "copies",
    title:
      "keeps two copies apart, assigns one to the other, and has margins of 0 or more for its prediction only",
    notApplicable: noCopies,
    async run(subject, { chain }) {
      const modelCase = copiesCase(subject);
      // From zeros where a class is added: a class that nobody has trained has no samples.
      const state = modelCase.growth ? { cells: [], hot: [] } : undefined;
      const run = await CopiesRun.start(subject, chain, modelCase, state);
      await run.steps(STEPS);
      await run.ask();
      if (modelCase.growth) {
        await run.addClass();
        await run.steps(MORE_STEPS);
        await run.ask();
      }
      assertThat(run.wereApart, "both copies were equal all along.");
      await run.assign(WORKING, 0, 2 ** 31 - 1);
      await run.compare("after all is assigned");
      await run.refused();
    },
  },
];
