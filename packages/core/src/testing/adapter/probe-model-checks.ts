import { fromHex } from "../../bytes.ts";
import type { ErrorCode } from "../../errors.ts";
import { cellsToWords } from "../../state.ts";
import { assertEqual } from "../assert.ts";
import { ReferenceProbe } from "../reference/probe-model.ts";
import type { Check } from "./check.ts";
import { LABEL, OPERATION } from "./probe-numbers.ts";
import { DENSE, PRICE, ProbeStage } from "./probe-stage.ts";

export const probeModelChecks: readonly Check[] = [
  {
    id: "probe-scratch",
    title: "clears the scratch cells before every call of the model",
    async run(context) {
      const probe = await ProbeStage.open(context);
      await probe.add(LABEL.setOperand, [-1, -1]);
      const operandAndResult = async () => (await probe.stage.snapshot()).hot.slice(0, 2);
      for (const index of [0, 1, 2, 0]) {
        await probe.add(LABEL.scratch, [0, 0, index]);
        assertEqual(await operandAndResult(), [-1n, 0n], "operand, read back; all cells before");
      }
      const { contribution } = await probe.add(LABEL.scratch, [0, 0, 1]);
      await probe.run("withSample", OPERATION.train, [BigInt(LABEL.scratch), BigInt(LABEL.scratch)], {
        contribution,
      });
      assertEqual(await operandAndResult(), [-1n, 0n], "after training twice in one call");
      await probe.run("withSample", OPERATION.train, [BigInt(LABEL.scratch), BigInt(LABEL.getScratch)], {
        contribution,
      });
      assertEqual(await operandAndResult(), [-1n, 0n], "a cell that the training before has set");
      assertEqual(
        await probe.evaluate("withSample", OPERATION.predictTwice, [], { contribution }),
        0n,
        "two predictions in one call",
      );
      for (let i = 0; i < 2; i++)
        assertEqual(await probe.stage.trainer.predict(probe.sample([])), 0, "a prediction");
    },
  },
  {
    id: "probe-training-action",
    title: "lets an action train on the sample of its contribution",
    async run(context) {
      const probe = await ProbeStage.open(context);
      const reference = new ReferenceProbe(DENSE);
      const sample = probe.sample([3, -700, 2, 90_000]);
      const { contribution } = await probe.stage.add(probe.people.ann, sample, LABEL.setOperand, PRICE);
      reference.update(sample, LABEL.setOperand);
      for (const labels of [
        [LABEL.axpy, LABEL.dot],
        [LABEL.addCell, LABEL.norm],
      ] as const) {
        await probe.run("withSample", OPERATION.train, labels.map(BigInt), { contribution });
        for (const label of labels) reference.update(sample, label);
        const { words, hot } = await probe.stage.snapshot();
        assertEqual(
          { words, hot },
          { words: cellsToWords(reference.cells, 16), hot: [reference.operand, reference.result, 0n, 0n] },
          `state after training with labels ${labels.join(" and ")}`,
        );
      }
    },
  },
  {
    id: "probe-bad-samples",
    title: "refuses bad dense samples",
    async run(context) {
      const probe = await ProbeStage.open(context);
      const bytes = 4 * DENSE.features;
      for (const [length, code] of [
        [0, "sample_empty"],
        [1, "sample_malformed"],
        [4, "sample_malformed"],
        [bytes - 4, "sample_malformed"],
        [bytes - 1, "sample_malformed"],
        [bytes + 1, "sample_malformed"],
        [bytes + 4, "sample_too_large"],
      ] as const satisfies readonly (readonly [number, ErrorCode])[])
        await probe.stage.refusesData(code, `${length} bytes`, {
          label: LABEL.count,
          sample: fromHex("01".repeat(length)),
          payBaseUnits: PRICE * context.chain.baseUnitsPerUnit,
        });
      for (const [what, sample, code] of [
        ["too few", { values: [1, 2, 3] }, "sample_malformed"],
        ["indices", { indices: [1], values: [1] }, "sample_malformed"],
        ["no i32", probe.sample([2 ** 31]), "sample_malformed"],
        ["a fraction", probe.sample([0.5]), "sample_malformed"],
      ] as const)
        await probe.stage.refuses(code, `given to the client: ${what}`, () =>
          probe.stage.trainer.addData({ from: probe.people.ann, sample, label: LABEL.count }),
        );
    },
  },
];
