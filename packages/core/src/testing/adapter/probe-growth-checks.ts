import { exportModel, importModel, readModelState } from "../../model-export.ts";
import type { DeploymentReceipt } from "../../receipt.ts";
import { assertEqual, assertRejects } from "../assert.ts";
import type { Check, CheckContext } from "./check.ts";
import { assertFound } from "./found.ts";
import { LABEL, OPERATION } from "./probe-numbers.ts";
import { DENSE, PRICE, type ProbeOptions, ProbeStage, resolvedProbe } from "./probe-stage.ts";
import { entryOf, peopleOf } from "./stage.ts";

/** Every label of the probe plugins is in use, and there is room for two more. */
const START = LABEL.labels + 1;
const ROOM = START + 2;
const ROLE = "teacher";

const growing = ({ chain }: CheckContext): ProbeOptions & { roles: Record<string, string> } => ({
  shape: { ...DENSE, classes: ROOM },
  growth: { startClasses: START, role: ROLE },
  roles: { [ROLE]: peopleOf(chain).beneficiary, first: peopleOf(chain).ann },
});

/** Adds a class by whoever may. */
const addClass = ({ stage, people }: ProbeStage, name: string) =>
  stage.sent(() => stage.trainer.addClass({ from: people.beneficiary, name }));

/** Labels in use as the kernel sees them. */
async function labelsOfKernel(probe: ProbeStage): Promise<bigint | undefined> {
  await probe.add(LABEL.labels);
  return (await probe.stage.snapshot()).hot[1];
}

export const probeGrowthChecks: readonly Check[] = [
  {
    id: "growth-adds-labels",
    title: "takes labels into use one after the other: log, snapshot, kernel, and nothing else",
    async run(context) {
      const probe = await ProbeStage.open(context, growing(context));
      const { stage, people } = probe;
      const sample = probe.sample([1, 2, 3]);
      assertEqual((await stage.snapshot()).labels, START, "labels in use at first");
      assertEqual(await labelsOfKernel(probe), BigInt(START), "labels as the kernel sees them at first");
      for (const [k, name] of ["spam", "ça va, 世界"].entries()) {
        const label = START + k;
        await probe.refusesAddition("label_out_of_range", `label ${label} before it is in use`, label);
        const { block: _, ...before } = await stage.snapshot();
        const prediction = await stage.trainer.predict(sample);
        const result = await addClass(probe, name);
        const { time } = entryOf(result, "classAdded");
        const { position, ...entry } = result.entries[0]!;
        assertEqual(entry, { kind: "classAdded", actor: people.beneficiary, time, label, name }, "entry");
        assertEqual(result.entries.length, 1, "entries of the transaction");
        const { block: __, ...after } = await stage.snapshot();
        assertEqual(after, { ...before, labels: label + 1 }, "state after the addition of a class");
        assertEqual(await stage.trainer.predict(sample), prediction, "prediction");
        assertEqual(await labelsOfKernel(probe), BigInt(label + 1), "labels as the kernel sees them");
        await probe.stage.add(people.ben, sample, label, PRICE);
      }
      const log = await stage.trainer.log();
      const added = log.filter((entry) => entry.kind === "classAdded");
      assertEqual(
        added.map((entry) => entry.name),
        ["spam", "ça va, 世界"],
        "names in the log",
      );
    },
  },
  {
    id: "growth-refusals",
    title: "lets nobody but the role add a class, and none beyond the room",
    async run(context) {
      const probe = await ProbeStage.open(context, growing(context));
      const { stage, people } = probe;
      const refuses = (code: string, from: string) =>
        stage.refuses(code, `a class by ${from}`, () => stage.trainer.addClass({ from, name: "a" }));
      for (const from of [people.deployer, people.ann, people.stranger]) await refuses("not_permitted", from);
      for (const name of ["", "x".repeat(33), "ü".repeat(17), "a\0"])
        await stage.refuses("argument_out_of_range", `the name "${name}"`, () =>
          stage.trainer.addClass({ from: people.beneficiary, name }),
        );
      const raw = (code: string, what: string, from: string, bytes: number, payBaseUnits = 0n) =>
        stage.refuses(code, what, () =>
          stage.trainer.rawAddClass({ from, name: new Uint8Array(bytes).fill(97), payBaseUnits }),
        );
      const { baseUnitsPerUnit } = context.chain;
      for (const bytes of [0, 31, 33])
        await raw("malformed_message", `a name of ${bytes} bytes`, people.beneficiary, bytes);
      await raw("payment_not_accepted", "a class with a payment", people.beneficiary, 32, baseUnitsPerUnit);
      await raw("payment_not_accepted", "the same by a stranger", people.stranger, 32, baseUnitsPerUnit);
      const odd = Uint8Array.of(0xff, 0, ...new Uint8Array(29), 0x61);
      const result = await stage.sent(() =>
        stage.trainer.rawAddClass({ from: people.beneficiary, name: odd }),
      );
      assertEqual(
        entryOf(result, "classAdded").name,
        `\ufffd${"\0".repeat(30)}a`,
        "a name that is none, which no chain checks",
      );
      await addClass(probe, "a");
      await refuses("not_permitted", people.stranger);
      await refuses("classes_full", people.beneficiary);
      await probe.refusesAddition("label_out_of_range", "the label behind the room", ROOM);
      assertEqual((await stage.snapshot()).labels, ROOM, "labels in use at the end");
    },
  },
  {
    id: "growth-before-sealing",
    title: "adds no class before the model is sealed, and starts with startClasses",
    async run(context) {
      const options = growing(context);
      const stage = await ProbeStage.uploaded(context, options);
      const { deployer, beneficiary, stranger } = stage.people;
      assertEqual((await stage.snapshot()).labels, START, "labels before sealing");
      for (const from of [beneficiary, stranger])
        await stage.refuses("not_sealed", "a class before sealing", () =>
          stage.trainer.addClass({ from, name: "early" }),
        );
      const hot = stage.composition.layout.hot.map(() => 0n);
      await stage.sent(() => stage.trainer.rawSeal({ from: deployer, hot }));
      assertEqual((await stage.snapshot()).labels, START, "labels after sealing");
      await stage.sent(() => stage.trainer.addClass({ from: beneficiary, name: "in time" }));
      assertEqual((await stage.snapshot()).labels, START + 1, "labels after the first addition");
    },
  },
  {
    id: "growth-training-action",
    title: "traps when a mechanism trains a label that is not in use yet",
    async run(context) {
      const probe = await ProbeStage.open(context, growing(context));
      const { contribution } = await probe.add(LABEL.count);
      const train = (label: number) => [BigInt(label), BigInt(LABEL.count)];
      await probe.refuses("trap", "withSample", OPERATION.train, train(START), { contribution });
      await addClass(probe, "a");
      await probe.run("withSample", OPERATION.train, train(START), { contribution });
      await probe.refuses("trap", "withSample", OPERATION.train, train(START + 1), { contribution });
    },
  },
  {
    id: "growth-nobody",
    title: "says in the receipt who may add classes: nobody, where the role is given to nobody",
    async run(context) {
      const options = growing(context);
      const probe = await ProbeStage.open(context, { ...options, roles: {} });
      const { stage, people } = probe;
      const { growth, roles } = stage.receipt;
      assertEqual({ growth, roles }, { growth: options.growth, roles: {} }, "receipt");
      for (const from of [people.deployer, people.beneficiary])
        await stage.refuses("not_permitted", "a class where nobody may", () =>
          stage.trainer.addClass({ from, name: "a" }),
        );
    },
  },
  {
    id: "growth-attach",
    title: "goes on after attaching, and refuses a composition that grows otherwise",
    async run(context) {
      const options = growing(context);
      const probe = await ProbeStage.open(context, options);
      await addClass(probe, "a");
      const { adapter } = context.chain;
      const receipt = JSON.parse(JSON.stringify(probe.stage.receipt)) as DeploymentReceipt;
      const { composition, people } = probe.stage;
      const again = await adapter.attach(composition, receipt);
      assertEqual(again.roles, options.roles, "roles");
      await again.addClass({ from: people.beneficiary, name: "b" });
      assertEqual((await probe.stage.snapshot()).labels, ROOM, "labels");
      await assertFound(probe.stage);
      for (const growth of [
        undefined,
        { startClasses: START + 1, role: ROLE },
        { startClasses: START, role: "pupil" },
      ])
        await assertRejects("receipt_mismatch", "another growth", () =>
          adapter.attach(resolvedProbe(context, { ...options, growth }), receipt),
        );
    },
  },
  {
    id: "growth-export-continue",
    title: "goes on from an export with the labels in use, and not with fewer",
    async run(context) {
      const options = growing(context);
      const first = await ProbeStage.open(context, options);
      await addClass(first, "a");
      await first.add(LABEL.setOperand, [7, 8]);
      const { composition, trainer, people } = first.stage;
      const exported = exportModel(composition, await readModelState(trainer));
      assertEqual(exported.labels, START + 1, "labels in the export");
      const initialState = importModel(composition, JSON.parse(JSON.stringify(exported)));
      const deploy = (resolved: typeof composition) =>
        context.chain.adapter.deploy(resolved, { from: people.deployer, initialState, roles: options.roles });
      await assertRejects("initial_state_malformed", "a start with fewer labels", () => deploy(composition));
      const second = await deploy(
        resolvedProbe(context, { ...options, growth: { startClasses: START + 1, role: ROLE } }),
      );
      assertEqual(second.receipt.initialStateHash, exported.stateHash, "hash of what was deployed");
      assertEqual(await readModelState(second.trainer), await readModelState(trainer), "state");
    },
  },
  {
    id: "growth-none",
    title: "adds no class where the composition does not grow",
    async run(context) {
      const probe = await ProbeStage.open(context);
      const { stage, people } = probe;
      assertEqual((await stage.snapshot()).labels, DENSE.classes, "labels");
      assertEqual(await labelsOfKernel(probe), BigInt(DENSE.classes), "labels as the kernel sees them");
      await stage.refuses("unsupported", "a class", () =>
        stage.trainer.addClass({ from: people.deployer, name: "a" }),
      );
    },
  },
];
