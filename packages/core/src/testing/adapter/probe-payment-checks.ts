import { assertEqual, assertThat } from "../assert.ts";
import type { Check } from "./check.ts";
import { LABEL, MAX, MIN, OPERATION } from "./probe-numbers.ts";
import { PRICE, ProbeStage } from "./probe-stage.ts";
import { entryOf } from "./stage.ts";

export const probePaymentChecks: readonly Check[] = [
  {
    id: "probe-credit",
    title: "credits the submitter, whoever calls, and pays the credit out",
    async run(context) {
      const { chain } = context;
      const probe = await ProbeStage.open(context);
      const { stage } = probe;
      const { ann, ben, stranger } = probe.people;
      const { contribution } = await probe.add(LABEL.count);
      await probe.run("without", OPERATION.first, [], { pay: 1_000_000n });
      const held = PRICE + 1_000_000n;
      const byOther = await probe.run("withHash", OPERATION.paySubmitter, [400_000n, 3n], {
        contribution,
        from: ben,
      });
      const bySelf = await probe.run("withHash", OPERATION.paySubmitter, [7n, 4n], { contribution });
      const nothing = await probe.run("withHash", OPERATION.paySubmitter, [0n], { contribution, from: ben });
      assertEqual(
        [byOther, bySelf, nothing].map(({ entry, result }) => [entry.amount, result.entries.length]),
        [
          [400_000n, 1],
          [7n, 1],
          [0n, 1],
        ],
        "amounts and entries",
      );
      const credited = await stage.snapshot();
      assertEqual(
        [credited.accounts.get(ann), credited.accounts.get(ben)?.credit, credited.balance],
        [{ credit: 400_007n, cells: [7n, 0n, 0n, 0n, 0n] }, 0n, held],
        "the submitter's account, the caller's credit, the balance",
      );

      const before = await chain.balance(stranger);
      const result = await stage.sent(() => stage.trainer.withdraw({ from: ann, to: stranger }));
      const withdrawn = entryOf(result, "withdrawn");
      assertEqual(
        { ...withdrawn, position: undefined },
        { kind: "withdrawn", actor: ann, to: stranger, time: withdrawn.time, amount: 400_007n },
        "entry of the withdrawal",
      );
      assertEqual(result.entries.length, 1, "entries of the withdrawal");
      assertEqual(
        (await chain.balance(stranger)) - before,
        400_007n * chain.baseUnitsPerUnit,
        "what the recipient got",
      );
      const after = await stage.snapshot();
      assertEqual(
        [after.accounts.get(ann), after.balance],
        [{ credit: 0n, cells: [7n, 0n, 0n, 0n, 0n] }, held - 400_007n],
        "account and balance after the withdrawal",
      );
      await stage.refuses("nothing_to_withdraw", "a second withdrawal", () =>
        stage.trainer.withdraw({ from: ann, to: stranger }),
      );
    },
  },
  {
    id: "probe-withdraw",
    title: "pays a credit out to its owner, and never to the contract itself",
    async run(context) {
      const { chain } = context;
      const probe = await ProbeStage.open(context);
      const { stage } = probe;
      const { ann, ben } = probe.people;
      const { contribution } = await probe.add(LABEL.count);
      const amount = 50_000_000n;
      await probe.run("withHash", OPERATION.paySubmitter, [amount], { contribution, from: ben, pay: amount });
      const toItself = (from: string) => () => stage.trainer.withdraw({ from, to: stage.receipt.address });
      await stage.refuses("delivery_failed", "a withdrawal to the contract itself", toItself(ann));
      await stage.refuses("nothing_to_withdraw", "one of no credit", toItself(ben));
      const before = await chain.balance(ann);
      const { to, actor } = entryOf(
        await stage.sent(() => stage.trainer.withdraw({ from: ann })),
        "withdrawn",
      );
      assertEqual([actor, to], [ann, ann], "sender and recipient");
      const gained = (await chain.balance(ann)) - before;
      assertThat(
        gained > 0n && gained <= amount * chain.baseUnitsPerUnit,
        `the owner of the credit gained ${gained} base units.`,
      );
      assertEqual((await stage.snapshot()).balance, PRICE, "balance of the contract");
    },
  },
  {
    id: "probe-pay-caller",
    title: "pays the caller at once, in the call that brings the money too",
    async run(context) {
      const { chain } = context;
      const probe = await ProbeStage.open(context);
      const { stranger } = probe.people;
      await probe.run("without", OPERATION.first, [], { pay: 90_000_000n });
      const before = await chain.balance(stranger);
      const { entry, result } = await probe.run("without", OPERATION.payCaller, [80_000_000n], {
        from: stranger,
        pay: 2n,
      });
      assertEqual([entry.paid, entry.amount, result.entries.length], [2n, 80_000_000n, 1], "entry");
      const gained = (await chain.balance(stranger)) - before;
      assertThat(
        gained > 0n && gained <= 79_999_998n * chain.baseUnitsPerUnit,
        `the caller gained ${gained} base units.`,
      );
      const nothing = await probe.run("without", OPERATION.payCaller, [0n]);
      assertEqual([nothing.entry.amount, nothing.result.entries.length], [0n, 1], "a payment of nothing");
      assertEqual((await probe.stage.snapshot()).balance, 10_000_002n, "balance of the contract");
    },
  },
  {
    id: "probe-pay-limits",
    title: "traps on a second payment and on negative amounts",
    async run(context) {
      const probe = await ProbeStage.open(context);
      const { contribution } = await probe.add(LABEL.count);
      const about = { contribution };
      for (const [a, b] of [
        [1n, 1n],
        [0n, 1n],
        [0n, 0n],
      ] as const)
        await probe.refuses("trap", "withHash", OPERATION.payTwice, [a, b], about);
      for (const operation of [OPERATION.payCaller, OPERATION.paySubmitter])
        for (const amount of [-1n, MIN]) await probe.refuses("trap", "withHash", operation, [amount], about);
      await probe.refuses("trap", "without", OPERATION.paySubmitter, [1n], { pay: 1n });
    },
  },
  {
    id: "probe-undeliverable",
    title: "credits a payment that cannot be delivered; a withdrawal that cannot is refused",
    async run(context) {
      const probe = await ProbeStage.open(context);
      const { stage } = probe;
      const { ann, ben } = probe.people;
      await probe.run("without", OPERATION.first, [], { pay: 10n });
      for (const [amount, credit] of [
        [11n, 11n],
        [MAX - 11n, MAX],
      ] as const) {
        const { entry, result } = await probe.run("without", OPERATION.payCaller, [amount]);
        const credited = entryOf(result, "credited");
        assertEqual(
          [entry.amount, result.entries.map(({ kind }) => kind), credited.actor, credited.amount],
          [amount, ["acted", "credited"], ann, amount],
          "entries",
        );
        const { accounts, balance } = await stage.snapshot();
        assertEqual([accounts.get(ann)?.credit, balance], [credit, 10n], "credit and balance");
      }
      for (const to of [ann, ben])
        await stage.refuses("delivery_failed", "a withdrawal of more than there is", () =>
          stage.trainer.withdraw({ from: ann, to }),
        );
    },
  },
];
