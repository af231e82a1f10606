import { peopleOf } from "../adapter/stage.ts";
import { assertEqual, assertRejects } from "../assert.ts";
import { Random } from "../random.ts";
import { casesOf, type ModelCase } from "./cases.ts";
import type { ModelRule } from "./check.ts";
import { ModelRun } from "./run.ts";
import { anySample } from "./samples.ts";
import type { ModelSubject } from "./subject.ts";

const ROLE = "teacher";
const STEPS = 15;
const PROBES = 10;

/** The main case with one class less in use than there is room for. */
function growingCase(subject: ModelSubject): ModelCase {
  const [modelCase] = casesOf(subject);
  return { ...modelCase!, growth: { startClasses: modelCase!.shape.classes - 1, role: ROLE } };
}

export const growthChecks: readonly ModelRule[] = [
  {
    id: "growth",
    title: "takes a class into use without changing a prediction or a cell, and learns it",
    notApplicable: ({ model: { manifest } }) =>
      manifest.growth === "free" ? undefined : "the model cannot grow",
    async run(subject, { chain }) {
      const modelCase = growingCase(subject);
      const { shape } = modelCase;
      const label = shape.classes - 1;
      const random = new Random(12);
      // From zeros: a class that nobody has trained has no samples.
      const run = await ModelRun.start(subject, chain, modelCase);
      run.references.setLabels(label);
      const probes = Array.from({ length: PROBES }, () => anySample(random, shape));
      for (let step = 0; step < STEPS; step++) await run.add(anySample(random, shape), random.below(label));
      const from = chain.accounts[1]!;
      const sample = probes[0]!;
      await assertRejects("label_out_of_range", "the class before it is in use", () =>
        run.trainer.addData({ from, sample, label }),
      );
      const before = await run.compareState(`after ${STEPS} additions`);
      const predicted: (number | undefined)[] = [];
      for (const probe of probes) predicted.push(await run.predict(probe));
      await run.trainer.addClass({ from: peopleOf(chain).beneficiary, name: "another" });
      run.references.setLabels(label + 1);
      const { labels } = await run.trainer.snapshot({});
      assertEqual(labels, label + 1, "labels in use after the class");
      assertEqual(await run.compareState("after the class"), before, "the state after the class");
      for (const [p, probe] of probes.entries())
        assertEqual(await run.predict(probe), predicted[p], `prediction of sample ${p} after the class`);
      for (let step = 0; step < STEPS; step++) {
        await run.add(probes[step % PROBES]!, step % 2 === 0 ? label : random.below(shape.classes));
        await run.predict(probes[(step + 1) % PROBES]!);
      }
      await run.compareState("of the grown model");
    },
  },
];
