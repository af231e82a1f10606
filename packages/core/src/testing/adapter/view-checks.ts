import type { PlacedLogEntry } from "../../log.ts";
import { assertEqual, assertRejects, assertThat, CheckFailure } from "../assert.ts";
import type { Check } from "./check.ts";
import { contradicted, validate } from "./claim-stories.ts";
import { assertFound } from "./found.ts";
import { Stage } from "./stage.ts";

const place = ({ position }: PlacedLogEntry): readonly [number, number] => [position.block, position.index];

function assertOrdered(log: readonly PlacedLogEntry[]): void {
  for (let i = 1; i < log.length; i++) {
    const [before, after] = [place(log[i - 1]!), place(log[i]!)];
    assertThat(
      after[0] > before[0] || (after[0] === before[0] && after[1] > before[1]),
      `entry ${i} of the log stands at ${after.join("/")}, behind ${before.join("/")}.`,
    );
  }
}

export const viewChecks: readonly Check[] = [
  {
    id: "log",
    title: "logs every accepted call once, in order, and nothing else",
    async run(context) {
      const stage = await Stage.open(context);
      const { ann, ben, beneficiary } = stage.people;
      const start = await stage.trainer.log();
      const expected: PlacedLogEntry[] = [...start];
      const act = async (action: string, from: string, contribution: Parameters<Stage["act"]>[2]) => {
        const result = await stage.sent(() => stage.trainer.act(action, { from, contribution }));
        expected.push(...result.entries);
      };
      const first = await stage.add(ann, { indices: [1] }, 0);
      const second = await stage.add(ben, { indices: [2] }, 1);
      expected.push(...first.result.entries, ...second.result.entries);
      await stage.refusesData("sample_empty", "a refused addition", { sample: new Uint8Array() });
      await act("refund", ann, first.contribution);
      await act("take", beneficiary, second.contribution);
      const log = await stage.trainer.log();
      assertEqual(log, expected, "log");
      assertOrdered(log);
      assertThat(start.length >= 2, "the log of a sealed contract has no chunk or no seal.");
      const { block } = first.result.entries[0]!.position;
      const newest = await stage.trainer.block();
      const until = await stage.trainer.log({ toBlock: block });
      const from = await stage.trainer.log({ fromBlock: block + 1 });
      const only = await stage.trainer.log({ fromBlock: block, toBlock: block });
      assertEqual([...until, ...from], log, "the log in two parts");
      assertThat(
        only.length > 0 && only.every((entry) => entry.position.block === block),
        "the log of one block is not that block's.",
      );
      assertEqual(await stage.trainer.log({ fromBlock: newest + 1 }), [], "the log of the future");
    },
  },
  {
    id: "log-of-one-contract",
    title: "keeps the logs of two contracts apart",
    async run(context) {
      const [one, two] = [await Stage.open(context), await Stage.open(context)];
      await one.add(one.people.ann, { indices: [1] }, 1);
      const before = await two.trainer.log();
      await one.add(one.people.ann, { indices: [2] }, 1);
      assertEqual(await two.trainer.log(), before, "log of the other contract");
      assertEqual((await two.snapshot()).nextId, 0, "contributions of the other contract");
    },
  },
  {
    id: "attached-trainer",
    title: "reads and continues through a trainer that was attached later",
    async run(context) {
      const stage = await Stage.open(context);
      const { ann } = stage.people;
      const { contribution } = await stage.add(ann, { indices: [1] }, 1);
      const attached = await context.chain.adapter.attach(stage.composition, stage.receipt);
      const request = stage.request();
      const block = await stage.trainer.block();
      assertEqual(await attached.log(), await stage.trainer.log(), "log");
      assertEqual(await attached.snapshot(request, block), await stage.snapshot(block), "snapshot");
      await stage.sent(() => attached.act("refund", { from: ann, contribution }));
      assertEqual((await stage.trainer.account(ann)).cells, [1n], "validated samples");
    },
  },
  {
    id: "views-change-nothing",
    title: "answers questions without changing anything",
    async run(context) {
      const stage = await Stage.open(context);
      const { ann, stranger } = stage.people;
      await stage.add(ann, { indices: [1] }, 1);
      const state = async () => ({
        ...(await stage.snapshot()),
        block: 0,
        log: (await stage.trainer.log()).length,
      });
      const before = await state();
      assertEqual(await stage.trainer.predict({ indices: [1] }), 1, "prediction of the trained feature");
      assertEqual(await stage.trainer.predict({ indices: [2] }), 0, "prediction of another feature");
      assertEqual(await stage.trainer.predict({ indices: [1] }), 1, "prediction, asked again");
      assertEqual(await stage.trainer.quote(), stage.flatPrice, "quote");
      assertEqual(await stage.trainer.account(stranger), { credit: 0n, cells: [0n] }, "an unknown account");
      const block = await stage.trainer.block();
      assertThat(Number.isSafeInteger(block) && block > 0, `the newest block is ${block}.`);
      assertEqual(await state(), before, "state after the questions");
    },
  },
  {
    id: "block-hash",
    title: "names every block by a hash of its own",
    async run(context) {
      const stage = await Stage.open(context);
      const before = await stage.trainer.block();
      await stage.add(stage.people.ann, { indices: [1] }, 1);
      const newest = await stage.trainer.block();
      const [first, second, again] = [
        await stage.trainer.blockHash(before),
        await stage.trainer.blockHash(newest),
        await stage.trainer.blockHash(newest),
      ];
      assertThat(first !== undefined && second !== undefined, "a block has no hash.");
      assertThat(first !== second, "two blocks have one hash.");
      assertEqual(again, second, "the hash of a block, asked for again");
      assertEqual(await stage.trainer.blockHash(newest + 1_000_000), undefined, "the hash of a future block");
    },
  },
  {
    id: "snapshot-unknown",
    title: "says of what it does not have that it does not have it",
    async run(context) {
      const stage = await Stage.open(context);
      const { ann, stranger } = stage.people;
      const { contribution } = await stage.add(ann, { indices: [1] }, 1);
      const unknown = { ...contribution, id: 1 };
      const snapshot = await stage.trainer.snapshot({
        contributions: [unknown, contribution],
        accounts: [stranger],
        marks: [{ account: stranger, bucket: 1_000 }],
      });
      assertThat(snapshot.records.has(1), "the snapshot does not answer for an unknown contribution.");
      assertEqual(
        [snapshot.records.get(1), snapshot.records.get(0)?.deposit],
        [undefined, stage.flatPrice],
        "records",
      );
      assertEqual([...snapshot.accounts.keys()], [stranger], "accounts asked for");
      assertEqual(snapshot.marks.get(`${stranger}/1000`), 0n, "marks");
    },
  },
  {
    id: "snapshot-older",
    title: "gives the state of an older block as it was, or says that it cannot",
    async run(context) {
      const stage = await Stage.open(context);
      const { ann } = stage.people;
      const { contribution } = await stage.add(ann, { indices: [1] }, 1);
      const block = await stage.trainer.block();
      const then = await stage.snapshot(block);
      assertEqual(then.block, block, "block of the snapshot");
      await stage.add(ann, { indices: [2] }, 1);
      await stage.act("refund", ann, contribution);
      try {
        const { contributions = [], ...request } = stage.request();
        const again = await stage.trainer.snapshot(
          { ...request, contributions: contributions.slice(0, 1) },
          block,
        );
        assertEqual(again, then, "the older block");
      } catch (error) {
        // A node without history is honest about it; a wrong answer is not.
        if (error instanceof CheckFailure || (error as { code?: unknown }).code !== "unsupported")
          throw error;
      }
    },
  },
  {
    id: "ledger",
    title: "holds exactly what was paid in and not paid out",
    async run(context) {
      const stage = await Stage.open(context);
      const { ann, ben, cleo, beneficiary } = stage.people;
      await validate(stage, ben);
      await validate(stage, cleo);
      const disputed = await contradicted(stage, ann, cleo, 4);
      const { contribution: taken } = await stage.add(ann, { indices: [6] }, 1, stage.flatPrice + 77n);
      await stage.act("report", ben, disputed);
      await stage.act("take", beneficiary, taken);
      let paidIn = 0n;
      let paidOut = 0n;
      for (const entry of await stage.trainer.log()) {
        if (entry.kind === "dataAdded") paidIn += entry.cost;
        if (entry.kind === "acted") paidOut += entry.amount;
      }
      const { balance, records } = await stage.snapshot();
      const owed = [...records.values()].reduce((sum, record) => sum + (record?.left ?? 0n), 0n);
      assertEqual({ balance, owed }, { balance: paidIn - paidOut, owed: paidIn - paidOut }, "ledger");
      assertEqual(paidOut, (7n * stage.flatPrice) / 2n, "paid out: two refunds, half a report, one take");
    },
  },
  {
    id: "verify-code",
    title: "finds that the code on the chain is the rebuilt code",
    async run(context) {
      const stage = await Stage.open(context);
      const { matches, kernelIds, onChain, rebuilt, difference } = await stage.trainer.verifyCode();
      assertThat(matches, `the code differs: ${difference}`);
      assertEqual(kernelIds, stage.composition.kernelIds, "kernel ids");
      assertEqual(onChain, rebuilt, "hashes");
    },
  },
  {
    id: "find",
    title: "tells somebody who knows the address only what runs there, and that nothing runs elsewhere",
    async run(context) {
      const stage = await Stage.open(context);
      await assertFound(stage);
      await assertRejects("unknown_contract", "an account's address", () =>
        context.chain.adapter.find(stage.people.ann),
      );
    },
  },
];
