import { type PlacedCell, saturate } from "../../layout.ts";
import { assertEqual } from "../assert.ts";
import type { Check } from "./check.ts";
import { LABEL, MAX, MIN, OF_SUBMITTER, OPERATION } from "./probe-numbers.ts";
import { PRICE, ProbeStage } from "./probe-stage.ts";

/** Beyond the cell on both sides, its ends, and something odd that stays, so that neighbours have something to lose. */
function values(cell: PlacedCell): bigint[] {
  const { bits, signed } = cell;
  const top = 2n ** BigInt(signed ? bits - 1 : bits);
  const inRange = (value: bigint) => (value > MAX ? MAX : value);
  return [...new Set([MIN, MAX, -1n, inRange(top), inRange(top - 1n), inRange(top / 2n + 1n)])];
}

/** i64 as two i32 values, upper half first, as the probe model reads its operand. */
const halves = (value: bigint): [number, number] => [
  Number(BigInt.asIntN(32, value >> 32n)),
  Number(BigInt.asIntN(32, value)),
];

export const probeCellChecks: readonly Check[] = [
  {
    id: "probe-pool-cells",
    title: "keeps pool cells of two words apart; they saturate",
    async run(context) {
      const probe = await ProbeStage.open(context);
      const cells = probe.stage.composition.layout.pool;
      const expected = [...(await probe.stage.snapshot()).pool];
      for (const [k, cell] of cells.entries())
        for (const value of values(cell)) {
          await probe.run("without", OPERATION.setPool, [BigInt(k), value]);
          // The operation's own number is the result, unless the result is what it sets.
          expected[0] = BigInt(OPERATION.setPool);
          expected[k] = saturate(value, cell);
          assertEqual((await probe.stage.snapshot()).pool, expected, `pool after setting ${k} to ${value}`);
        }
      // The operation overwrites cell 0 before it reads.
      expected[0] = BigInt(OPERATION.getPool);
      for (const k of cells.keys())
        assertEqual(
          await probe.evaluate("without", OPERATION.getPool, [BigInt(k)]),
          expected[k],
          `pool cell ${k}, read by the kernel`,
        );
    },
  },
  {
    id: "probe-account-cells",
    title: "keeps account cells of two words, the caller's and the submitter's; they saturate",
    async run(context) {
      const probe = await ProbeStage.open(context);
      const { ann, ben } = probe.people;
      const cells = probe.stage.composition.layout.account;
      const { contribution } = await probe.add(LABEL.count);
      await probe.run("withHash", OPERATION.paySubmitter, [11n], { contribution, from: ben });
      const expected = { [ann]: cells.map(() => 0n), [ben]: cells.map(() => 0n) };
      for (const [k, cell] of cells.entries())
        for (const [i, value] of values(cell).entries()) {
          // Half of them by way of the submitter.
          const ofSubmitter = i % 2 === 1;
          const who = ofSubmitter ? ann : ben;
          await probe.run(
            "withHash",
            OPERATION.setAccount,
            [BigInt(k) + (ofSubmitter ? OF_SUBMITTER : 0n), value],
            { contribution, from: ben },
          );
          expected[who]![k] = saturate(value, cell);
          const { accounts } = await probe.stage.snapshot();
          assertEqual(
            [accounts.get(ann), accounts.get(ben)],
            [
              { credit: 11n, cells: expected[ann] },
              { credit: 0n, cells: expected[ben] },
            ],
            `accounts of submitter and caller after setting ${k} to ${value}`,
          );
        }
      for (const k of cells.keys()) {
        const get = (offset: bigint) =>
          probe.evaluate("withHash", OPERATION.getAccount, [BigInt(k) + offset], { contribution, from: ben });
        assertEqual(
          [await get(0n), await get(OF_SUBMITTER)],
          [expected[ben]![k], expected[ann]![k]],
          `account cell ${k}, read by the kernel`,
        );
      }
      assertEqual(
        await probe.stage.trainer.account(ann),
        { credit: 11n, cells: expected[ann] },
        "account, asked for alone",
      );
    },
  },
  {
    id: "probe-account-twice",
    title: "changes one account twice when the caller is the submitter",
    async run(context) {
      const probe = await ProbeStage.open(context);
      const { ann, ben } = probe.people;
      const { contribution } = await probe.add(LABEL.count);
      await probe.run("withSample", OPERATION.both, [5n, 70n, -3n], { contribution });
      const wide = async (who: string) => (await probe.stage.trainer.account(who)).cells;
      assertEqual(await wide(ann), [0n, 75n, 0n, -3n, 0n], "the submitter's own");
      await probe.run("withSample", OPERATION.both, [1n, 2n, 4n], { contribution, from: ben });
      assertEqual(
        [await wide(ann), await wide(ben)],
        [
          [0n, 77n, 0n, -3n, 0n],
          [0n, 1n, 0n, 4n, 0n],
        ],
        "the submitter's and somebody else's",
      );
      // An action about no contribution has the caller's account only.
      await probe.run("without", OPERATION.setAccount, [3n, 600n], { from: ben });
      assertEqual(await probe.evaluate("without", OPERATION.getAccount, [3n], { from: ben }), 511n, "a cell");
      assertEqual(await wide(ben), [0n, 1n, 0n, 511n, 0n], "somebody else's, set without a contribution");
    },
  },
  {
    id: "probe-record-cells",
    title: "keeps record cells beside deposit, rest and claims; they saturate",
    async run(context) {
      const probe = await ProbeStage.open(context);
      const { ben, cleo } = probe.people;
      const cells = probe.stage.composition.layout.record;
      const { contribution: other } = await probe.add(LABEL.count);
      const { contribution } = await probe.add(LABEL.count, [1]);
      await probe.run("withHash", OPERATION.claim, [], { contribution, from: cleo });
      const expected = cells.map(() => 0n);
      for (const [k, cell] of cells.entries())
        for (const value of values(cell)) {
          await probe.run("withHash", OPERATION.setRecord, [BigInt(k), value], { contribution, from: ben });
          expected[k] = saturate(value, cell);
          assertEqual(
            await probe.stage.record(contribution),
            { deposit: PRICE, left: PRICE, claimedBySubmitter: false, claims: 1, cells: expected },
            `record after setting ${k} to ${value}`,
          );
        }
      for (const k of cells.keys())
        assertEqual(
          await probe.evaluate("withHash", OPERATION.getRecord, [BigInt(k)], { contribution }),
          expected[k],
          `record cell ${k}, read by the kernel`,
        );
      const { cells: untouched } = await probe.stage.record(other);
      assertEqual(
        untouched,
        cells.map(() => 0n),
        "cells of another record",
      );
    },
  },
  {
    id: "probe-hot-cells",
    title: "keeps hot cells behind the pool, in a word of their own; they saturate",
    async run(context) {
      const probe = await ProbeStage.open(context);
      const cells = probe.stage.composition.layout.hot;
      const expected = cells.map(() => 0n);
      // From the last on: the first is the operand.
      for (const k of [3, 2, 1, 0])
        for (const value of values(cells[k]!)) {
          await probe.add(LABEL.setOperand, halves(value));
          await probe.add(LABEL.setHot, [0, 0, k]);
          expected[0] = value;
          expected[k] = saturate(value, cells[k]!);
          const { hot, pool } = await probe.stage.snapshot();
          assertEqual(
            [hot, pool[0]],
            [expected, BigInt(LABEL.setHot)],
            `hot cells and a pool cell after setting ${k} to ${value}`,
          );
        }
    },
  },
  {
    id: "probe-adding",
    title: "lets additions claim, change cells of record and submitter, and see what they are about",
    async run(context) {
      const probe = await ProbeStage.open(context);
      const { ann } = probe.people;
      const claimed = await probe.add(LABEL.claimTwice);
      assertEqual(await probe.result(), 1n, "claimed before: first no, then yes");
      assertEqual(
        await probe.stage.record(claimed.contribution),
        { deposit: PRICE, left: PRICE, claimedBySubmitter: true, claims: 0, cells: [0n, 0n, 0n] },
        "a record that was claimed when it was added",
      );
      const changed = await probe.add(LABEL.setCells);
      assertEqual(
        await probe.stage.record(changed.contribution),
        {
          deposit: PRICE,
          left: PRICE,
          claimedBySubmitter: false,
          claims: 0,
          cells: [-5n, 2n ** 31n - 1n, 0n],
        },
        "a record whose cells were set when it was added",
      );
      assertEqual(
        await probe.stage.trainer.account(ann),
        { credit: 0n, cells: [1n, 0n, 0n, 0n, -1n] },
        "account of the sender, who is the submitter",
      );
      await probe.add(LABEL.facts);
      assertEqual(await probe.result(), 4n, "age 0, submitter, left 0, deposit 0");
      const { entry } = await probe.add(LABEL.paid, [], { pay: PRICE + 9n });
      assertEqual([await probe.result(), entry.cost], [PRICE + 9n, PRICE], "paid and cost");
    },
  },
];
