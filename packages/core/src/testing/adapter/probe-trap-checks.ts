import { assertEqual } from "../assert.ts";
import type { Check } from "./check.ts";
import { LABEL, MAX, MIN, OF_SUBMITTER, OPERATION, POISON } from "./probe-numbers.ts";
import { DENSE, PRICE, ProbeStage } from "./probe-stage.ts";

const MAX_I32 = 2 ** 31 - 1;
const MIN_I32 = -(2 ** 31);

export const probeTrapChecks: readonly Check[] = [
  {
    id: "probe-arithmetic",
    title: "divides as wasm does",
    async run(context) {
      const probe = await ProbeStage.open(context);
      for (const [operation, a, b, expected] of [
        [OPERATION.divide, -7n, 2n, -3n],
        [OPERATION.divide, MIN, 1n, MIN],
        [OPERATION.remainder, -7n, 2n, -1n],
        [OPERATION.remainder, MIN, -1n, 0n],
        [OPERATION.divideUnsigned, -1n, 2n, MAX],
        [OPERATION.divideUnsigned, MIN, -1n, 0n],
        [OPERATION.remainderUnsigned, -1n, 10n, 5n],
        [OPERATION.divide32, -(2n ** 31n), 2n, -(2n ** 30n)],
        [OPERATION.divide32, 2n ** 32n + 9n, 2n, 4n],
      ] as const)
        assertEqual(await probe.evaluate("without", operation, [a, b]), expected, `${operation}(${a}, ${b})`);
    },
  },
  {
    id: "probe-traps-arithmetic",
    title: "traps on divisions that have no result, on unreachable code and on reasons beyond 255",
    async run(context) {
      const probe = await ProbeStage.open(context);
      for (const [operation, ...args] of [
        [OPERATION.divide, 1n, 0n],
        [OPERATION.divide, MIN, -1n],
        [OPERATION.remainder, 1n, 0n],
        [OPERATION.divideUnsigned, 1n, 0n],
        [OPERATION.remainderUnsigned, 1n, 0n],
        [OPERATION.divide32, 1n, 2n ** 32n],
        [OPERATION.divide32, BigInt(MIN_I32), -1n],
        [OPERATION.mulDiv, 1n, 1n, 0n],
        [OPERATION.log2, 0n],
        [OPERATION.log2, -1n],
        [OPERATION.unreachable],
        [OPERATION.reason, 256n],
        [OPERATION.reason, -1n],
        [OPERATION.reason, BigInt(MAX_I32)],
        [OPERATION.reason, BigInt(MIN_I32)],
      ] as const)
        await probe.refuses("trap", "without", operation, args, { pay: 1n });
      for (const reason of [0n, 1n, 255n]) {
        const { entry } = await probe.run("without", OPERATION.reason, [reason]);
        assertEqual(entry.reason, Number(reason), "reason");
      }
    },
  },
  {
    id: "probe-traps-record",
    title: "traps on a rest below 0 or above the deposit, and on records and samples that a call has not",
    async run(context) {
      const probe = await ProbeStage.open(context);
      const { contribution } = await probe.add(LABEL.count);
      const about = { contribution };
      for (const left of [-1n, PRICE + 1n, MAX, MIN])
        await probe.refuses("trap", "withHash", OPERATION.setLeft, [left], about);
      for (const left of [PRICE, 1n, 0n, PRICE]) {
        await probe.run("withHash", OPERATION.setLeft, [left], about);
        assertEqual((await probe.stage.record(contribution)).left, left, "rest");
      }
      const { sampleCount, sampleIndex, sampleValue, predictTwice, train } = OPERATION;
      for (const operation of [sampleCount, sampleIndex, sampleValue, predictTwice, train]) {
        await probe.refuses("trap", "withHash", operation, [], about);
        await probe.refuses("trap", "without", operation);
      }
      const { getRecord, recordTime, recordLabel, deposit, left, isSubmitter, claim } = OPERATION;
      for (const operation of [getRecord, recordTime, recordLabel, deposit, left, isSubmitter, claim])
        await probe.refuses("trap", "without", operation);
      for (const operation of [OPERATION.setRecord, OPERATION.setLeft])
        await probe.refuses("trap", "without", operation);
      for (const operation of [OPERATION.getAccount, OPERATION.setAccount])
        await probe.refuses("trap", "without", operation, [OF_SUBMITTER]);
    },
  },
  {
    id: "probe-traps-sample",
    title: "traps on entries and labels that are out of range",
    async run(context) {
      const probe = await ProbeStage.open(context);
      const { contribution } = await probe.add(LABEL.count);
      const { contribution: poisoned } = await probe.add(LABEL.count, [POISON]);
      const about = { contribution };
      const beyond = [-1, DENSE.features, MAX_I32, MIN_I32].map(BigInt);
      for (const p of beyond)
        for (const operation of [OPERATION.sampleIndex, OPERATION.sampleValue])
          await probe.refuses("trap", "withSample", operation, [p], about);
      for (const label of [-1, DENSE.classes, MAX_I32, MIN_I32].map(BigInt))
        await probe.refuses("trap", "withSample", OPERATION.train, [label], about);
      await probe.refuses(
        "trap",
        "withSample",
        OPERATION.train,
        [BigInt(LABEL.setOperand), BigInt(DENSE.classes)],
        about,
      );
      await probe.refuses("trap", "withSample", OPERATION.predictTwice, [], { contribution: poisoned });
      await probe.stage.refuses("trap", "a prediction that traps", () =>
        probe.stage.trainer.predict(probe.sample([POISON])),
      );
    },
  },
  {
    id: "probe-traps-adding",
    title: "refuses an addition that traps, and undoes what it did",
    async run(context) {
      const probe = await ProbeStage.open(context);
      for (const name of [
        "pay",
        "leaveOne",
        "negativeCost",
        "divideByDeposit",
        "trainTooLargeLabel",
        "trainNegativeLabel",
        "readArgument",
        "unreachable",
      ] as const)
        await probe.refusesAddition("trap", name, LABEL[name], [1, 2, 3]);
      await probe.refusesAddition("payment_below_quote", "an enormous cost", LABEL.enormousCost, [1, 2, 3]);
    },
  },
  {
    id: "probe-traps-model",
    title: "traps on cells, rows and entries of the model that are out of range, and undoes what it did",
    async run(context) {
      const probe = await ProbeStage.open(context);
      const cells = DENSE.features + 3;
      await probe.add(LABEL.setOperand, [0, 1_000]);
      const bounds = [
        [cells, ["setCell", "addCell", "getCell"]],
        [DENSE.features, ["value", "index"]],
        [4, ["setHot", "getHot"]],
        [3, ["scratch", "getScratch"]],
        // The row that begins at 4 fits all but its last cell.
        [4, ["axpyAt", "dotAt"]],
      ] as const;
      for (const [bound, names] of bounds)
        for (const name of names)
          for (const index of [-1, bound, MAX_I32, MIN_I32])
            await probe.refusesAddition("trap", `${name} ${index}`, LABEL[name], [256, 256, index]);
      // One below each bound is fine.
      for (const [bound, names] of bounds)
        for (const name of names) await probe.add(LABEL[name], [256, 256, bound - 1]);
    },
  },
];
