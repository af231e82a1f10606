import { assertEqual } from "../assert.ts";
import type { Check } from "./check.ts";
import { LABEL, MAX, MIN, OPERATION } from "./probe-numbers.ts";
import { DENSE, PRICE, ProbeStage } from "./probe-stage.ts";
import { entryOf, peopleOf } from "./stage.ts";

const TRIPLES: readonly (readonly [bigint, bigint, bigint])[] = [
  [MIN, MAX, -1n],
  [0n, -(2n ** 31n), 2n ** 32n],
  [2n ** 53n + 1n, -(2n ** 53n) - 1n, 2n ** 63n - 2n],
];

export const probeActionChecks: readonly Check[] = [
  {
    id: "probe-arguments",
    title: "gives actions their arguments, extremes too, and logs them",
    async run(context) {
      const probe = await ProbeStage.open(context);
      const { ben } = probe.people;
      const { contribution } = await probe.add(LABEL.count);
      for (const [action, number] of [
        ["withSample", 0],
        ["withHash", 1],
        ["without", 2],
      ] as const) {
        const about = action === "without" ? {} : { contribution };
        for (const args of action === "without" ? TRIPLES : TRIPLES.slice(0, 1)) {
          const { entry } = await probe.run(action, OPERATION.store, args, { from: ben, ...about });
          assertEqual(
            { ...entry, position: undefined },
            {
              kind: "acted",
              actor: ben,
              action: number,
              id: action === "without" ? undefined : 0,
              time: entry.time,
              reason: 0,
              paid: 0n,
              amount: 0n,
              args: [BigInt(OPERATION.store), ...args],
            },
            `entry of ${action}`,
          );
          const { pool } = await probe.stage.snapshot();
          assertEqual([pool[1], pool[2], pool[5]], args, `arguments that ${action} has kept`);
          const log = await probe.stage.trainer.log();
          assertEqual(log.at(-1), entry, "newest entry of the log");
        }
      }
    },
  },
  {
    id: "probe-bad-arguments",
    title: "refuses arguments that are too few, too many or no i64",
    async run(context) {
      const probe = await ProbeStage.open(context);
      const zeros = [0n, 0n, 0n, 0n];
      for (const [what, args] of [
        ["none", []],
        ["too few", zeros.slice(1)],
        ["too many", [...zeros, 0n]],
        ["2^63", [0n, MAX + 1n, 0n, 0n]],
        ["-2^63 - 1", [0n, 0n, 0n, MIN - 1n]],
      ] as const)
        await probe.stage.refuses("argument_out_of_range", `arguments: ${what}`, () =>
          probe.send("without", args),
        );
    },
  },
  {
    id: "probe-few-arguments",
    title: "runs actions with few arguments and with none; reading a missing one traps",
    async run(context) {
      const probe = await ProbeStage.open(context);
      const plain = entryOf(await probe.stage.sent(() => probe.send("plain", [])), "acted");
      assertEqual(
        [plain.action, plain.id, plain.reason, plain.args, await probe.result()],
        [4, undefined, 255, [], BigInt(plain.time)],
        "the action without arguments",
      );
      const few = entryOf(await probe.stage.sent(() => probe.send("few", [0n])), "acted");
      assertEqual([few.action, few.reason, few.args], [3, 1, [0n]], "the action with one argument");
      await probe.stage.refuses("trap", "a second argument of an action with one", () =>
        probe.send("few", [1n]),
      );
    },
  },
  {
    id: "probe-not-sealed",
    title: "refuses actions before sealing, payments that they do not take first",
    async run(context) {
      const probe = await ProbeStage.unsealed(context);
      const { stage } = probe;
      const { ann } = probe.people;
      const zeros = [0n, 0n, 0n, 0n];
      const contribution = {
        id: 0,
        time: 1,
        submitter: ann,
        label: 0,
        sample: stage.bytes(probe.sample([])),
      };
      const pay = 5n;
      await stage.refuses("not_sealed", "an action without a record", () => probe.send("without", zeros));
      await stage.refuses("not_sealed", "the same with a payment", () =>
        probe.send("without", zeros, { pay }),
      );
      await stage.refuses("not_sealed", "an action without arguments", () => probe.send("plain", []));
      await stage.refuses("payment_not_accepted", "a payment with it", () =>
        probe.send("plain", [], { pay }),
      );
      for (const action of ["withSample", "withHash"])
        await stage.refuses("unknown_record", action, () => probe.send(action, zeros, { contribution }));
      await stage.refuses("unknown_record", "withHash with a payment", () =>
        probe.send("withHash", zeros, { contribution, pay }),
      );
      await stage.refuses("payment_not_accepted", "withSample with a payment", () =>
        probe.send("withSample", zeros, { contribution, pay }),
      );
    },
  },
  {
    id: "probe-payable",
    title: "takes payments with actions that take them, and only with those",
    async run(context) {
      const probe = await ProbeStage.open(context);
      const { contribution } = await probe.add(LABEL.count);
      let balance = PRICE;
      for (const [action, pay] of [
        ["without", 7n],
        ["withHash", 1n],
        ["without", 5_000_000n],
        ["without", 0n],
      ] as const) {
        const about = action === "without" ? {} : { contribution };
        const { entry, result } = await probe.run(action, OPERATION.paid, [], { pay, ...about });
        balance += pay;
        const snapshot = await probe.stage.snapshot();
        assertEqual(
          [entry.paid, entry.amount, result.entries.length, snapshot.pool[0], snapshot.balance],
          [pay, 0n, 1, pay, balance],
          `${action} with ${pay} units: logged, paid out, entries, what the kernel sees, balance`,
        );
      }
      await probe.refuses("payment_not_accepted", "withSample", OPERATION.paid, [], {
        contribution,
        pay: 1n,
      });
      for (const [action, args] of [
        ["plain", []],
        ["few", [1n]],
      ] as const)
        await probe.stage.refuses("payment_not_accepted", `a payment with ${action}`, () =>
          probe.send(action, args, { pay: 1n }),
        );
    },
  },
  {
    id: "probe-payable-fractions",
    title: "refuses payments of fractions with actions, before it asks whether they take any",
    needs: ["fractional-units"],
    async run(context) {
      const probe = await ProbeStage.open(context);
      const from = probe.people.ann;
      const unit = context.chain.baseUnitsPerUnit;
      const { contribution } = await probe.add(LABEL.count);
      const unknown = { ...contribution, id: 1 };
      const args = [BigInt(OPERATION.paid), 0n, 0n, 0n];
      for (const payBaseUnits of [1n, unit - 1n, unit + 1n])
        for (const [action, input] of [
          ["without", { args }],
          ["withHash", { args, contribution }],
          ["withHash", { args, contribution: unknown }],
          ["withSample", { args, contribution }],
          ["plain", { args: [] }],
        ] as const)
          await probe.stage.refuses("payment_not_whole_units", `${payBaseUnits} with ${action}`, () =>
            probe.stage.trainer.rawAct(action, { from, payBaseUnits, ...input }),
          );
    },
  },
  {
    id: "probe-rejections",
    title: "gives a mechanism's own codes their names and undoes what was done",
    async run(context) {
      const probe = await ProbeStage.open(context);
      const { contribution } = await probe.add(LABEL.count);
      for (const [operation, code] of [
        [OPERATION.reject, "probe_refused"],
        [OPERATION.rejectLast, "probe_last"],
        [OPERATION.rejectCatalogued, "not_permitted"],
      ] as const) {
        await probe.refuses(code, "without", operation, [], { pay: 3n });
        await probe.refuses(code, "withHash", operation, [], { contribution, pay: 3n });
        await probe.refuses(code, "withSample", operation, [], { contribution });
      }
      await probe.refusesAddition("probe_refused", "an addition that the mechanism refuses", LABEL.reject);
    },
  },
  {
    id: "probe-roles",
    title: "knows who has which role",
    async run(context) {
      const { ann, ben, cleo, deployer } = peopleOf(context.chain);
      for (const [roles, expected] of [
        [{ first: cleo, second: ben }, [0n, 2n, 1n, 0n]],
        [{ first: ben, second: ben }, [0n, 3n, 0n, 0n]],
        [{ second: deployer }, [0n, 0n, 0n, 2n]],
      ] as const) {
        const probe = await ProbeStage.open(context, { roles });
        assertEqual(await probe.result(), expected[3], "roles of the deployer, when sealing");
        const actual: bigint[] = [];
        for (const from of [ann, ben, cleo, deployer])
          actual.push(await probe.evaluate("without", OPERATION.roles, [], { from }));
        assertEqual(actual, expected, "roles of four senders, bit k for role k");
      }
    },
  },
  {
    id: "probe-sealing",
    title: "runs the mechanism's seal with the sealing, or does not seal",
    async run(context) {
      const probe = await ProbeStage.open(context);
      const [sealed] = (await probe.stage.trainer.log()).filter((entry) => entry.kind === "sealed");
      assertEqual((await probe.stage.snapshot()).pool[7], BigInt(sealed!.time), "time that seal has kept");
      for (const [sealing, code] of [
        [1n, "trap"],
        [2n, "trap"],
        [3n, "probe_refused"],
        [4n, "trap"],
      ] as const) {
        const unsealed = await ProbeStage.uploaded(context, { params: { sealing } });
        await unsealed.refuses(code, `sealing ${sealing}`, () =>
          unsealed.trainer.rawSeal({ from: unsealed.people.deployer, hot: [0n, 0n, 0n, 0n] }),
        );
      }
    },
  },
  {
    id: "probe-facts",
    title: "tells the kernel what it asks about call, parameters and record",
    async run(context) {
      const probe = await ProbeStage.open(context, { params: { echo: MIN } });
      const { ann, ben } = probe.people;
      const { contribution, entry } = await probe.add(LABEL.getHot, [1, 2, 3], { pay: PRICE + 5n });
      const about = { contribution };
      const fact = (operation: number, from = ann) =>
        probe.evaluate("withHash", operation, [], { from, ...about });
      assertEqual(await probe.evaluate("without", OPERATION.echo), MIN, "parameter");
      const timed = await probe.run("without", OPERATION.time);
      assertEqual(await probe.result(), BigInt(timed.entry.time), "time");
      assertEqual(
        [
          await fact(OPERATION.recordTime),
          await fact(OPERATION.recordLabel),
          await fact(OPERATION.deposit),
          await fact(OPERATION.left),
          await fact(OPERATION.isSubmitter),
          await fact(OPERATION.isSubmitter, ben),
        ],
        [BigInt(entry.time), BigInt(LABEL.getHot), PRICE, PRICE, 1n, 0n],
        "time, label, deposit, left, the submitter, somebody else",
      );
      assertEqual(
        [
          await fact(OPERATION.claim, ben),
          await fact(OPERATION.claim, ben),
          await fact(OPERATION.claim),
          await fact(OPERATION.claim),
        ],
        [0n, 1n, 0n, 1n],
        "claimed before: by somebody else, twice; by the submitter, twice",
      );
      const { claimedBySubmitter, claims } = await probe.stage.record(contribution);
      assertEqual([claimedBySubmitter, claims], [true, 1], "claims of the record");
      const sample = (operation: number, p = 0n) => probe.evaluate("withSample", operation, [p], about);
      assertEqual(
        [
          await sample(OPERATION.sampleCount),
          await sample(OPERATION.sampleIndex, 2n),
          await sample(OPERATION.sampleValue, 2n),
          await sample(OPERATION.sampleValue, BigInt(DENSE.features) - 1n),
        ],
        [BigInt(DENSE.features), 2n, 3n, 0n],
        "count, an index, two values",
      );
    },
  },
  {
    id: "probe-parameters",
    title: "gives the kernel parameters of every size and sign",
    async run(context) {
      for (const echo of [MAX, -1n, 2n ** 32n]) {
        const probe = await ProbeStage.open(context, { params: { echo } });
        assertEqual(await probe.evaluate("without", OPERATION.echo), echo, "parameter");
      }
    },
  },
];
