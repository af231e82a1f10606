import { bigintToBytes, concatBytes, keccak256 } from "../../bytes.ts";
import { accumulator } from "../../data-handler.ts";
import { addressBytes, type Contribution, recordKey } from "../../record.ts";
import { assertEqual } from "../assert.ts";
import { referencePeaks } from "../reference/merkle.ts";
import type { Check, CheckNeed } from "./check.ts";
import { alterations, contradicted, validate } from "./claim-stories.ts";
import { Stage } from "./stage.ts";

const needs: readonly CheckNeed[] = ["accumulator"];

/** keccak256(07 ‖ record key ‖ initial word) of a contribution whose record has no cells. */
function leafOf({ id, time, label, sample, submitter }: Contribution, cost: bigint): Uint8Array {
  const key = recordKey(id, time, label, keccak256(sample), addressBytes(submitter));
  const word = (1n << 128n) + (cost << 64n) + cost;
  return keccak256(concatBytes(Uint8Array.of(7), key, bigintToBytes(word, 32)));
}

export const accumulatorChecks: readonly Check[] = [
  {
    id: "accumulator-peaks",
    title: "accumulator: keeps the peaks of all additions, and knows every record",
    needs,
    async run(context) {
      const stage = await Stage.open(context, { dataHandler: accumulator });
      const { ann, ben } = stage.people;
      const leaves: Uint8Array[] = [];
      assertEqual((await stage.snapshot()).peaks, [], "peaks before the first addition");
      const { flatPrice } = stage;
      const fresh = { deposit: flatPrice, left: flatPrice, claimedBySubmitter: false, claims: 0, cells: [] };
      for (let n = 0; n < 9; n++) {
        const { contribution, entry } = await stage.add(n % 2 ? ann : ben, { indices: [n] }, n % 2);
        leaves.push(leafOf(contribution, entry.cost));
        const { peaks, records } = await stage.snapshot();
        assertEqual(peaks, referencePeaks(leaves), `peaks of ${n + 1} additions`);
        assertEqual(records.get(n), fresh, `record ${n}`);
      }
    },
  },
  {
    id: "accumulator-claims",
    title: "accumulator: takes claims of all ages while data is added, and keeps what they leave",
    needs,
    async run(context) {
      const stage = await Stage.open(context, { dataHandler: accumulator });
      const { ann, ben, cleo, beneficiary } = stage.people;
      await validate(stage, ben);
      const wrong = await contradicted(stage, ann, cleo, 4);
      const right = await stage.add(ann, { indices: [5] }, 1);
      const { flatPrice } = stage;
      assertEqual((await stage.act("refund", ann, right.contribution)).amount, flatPrice, "refund");
      for (let n = 0; n < 5; n++) await stage.add(cleo, { indices: [6 + n] }, 1);
      assertEqual(
        (await stage.act("report", ben, wrong)).amount,
        flatPrice / 2n,
        "half of two who are validated",
      );
      await stage.refuses("already_claimed", "a second report", () =>
        stage.trainer.act("report", { from: ben, contribution: wrong }),
      );
      await stage.refuses("already_claimed", "a second refund", () =>
        stage.trainer.act("refund", { from: ann, contribution: right.contribution }),
      );
      await stage.add(cleo, { indices: [12] }, 1);
      for (const contribution of stage.contributions.slice(1)) {
        const { id } = contribution;
        if (id === right.contribution.id) continue;
        const rest = id === wrong.id ? flatPrice / 2n : flatPrice;
        assertEqual((await stage.act("take", beneficiary, contribution)).amount, rest, `take of ${id}`);
        await stage.refuses("nothing_left", "a second take", () =>
          stage.trainer.act("take", { from: beneficiary, contribution }),
        );
      }
      const { records, balance } = await stage.snapshot();
      assertEqual(
        [...records.values()].map((record) => record?.left),
        stage.contributions.map(() => 0n),
        "left",
      );
      assertEqual(records.get(wrong.id)?.claims, 1, "claims by others");
      assertEqual(balance, 0n, "balance of the contract");
    },
  },
  {
    id: "accumulator-batches",
    title: "accumulator: takes batches of additions, and of claims that open records",
    needs,
    async run(context) {
      const stage = await Stage.open(context, { dataHandler: accumulator });
      const { ann, beneficiary } = stage.people;
      await stage.add(ann, { indices: [0] }, 1);
      const items = Array.from({ length: 9 }, (_, n) => ({ sample: { indices: [n + 1] }, label: n % 2 }));
      const { entries } = await stage.sent(() => stage.trainer.addDataBatch({ from: ann, items }));
      for (const entry of entries) {
        if (entry.kind !== "dataAdded") continue;
        const { id, time, actor, label, sample } = entry;
        stage.contributions.push({ id, time, submitter: actor, label, sample });
      }
      const { contributions, flatPrice } = stage;
      const leaves = contributions.map((contribution) => leafOf(contribution, flatPrice));
      assertEqual((await stage.snapshot()).peaks, referencePeaks(leaves), "peaks of 10 additions");
      const actions = contributions.slice(2).map((contribution) => ({ action: "take", contribution }));
      await stage.sent(() => stage.trainer.actBatch({ from: beneficiary, actions }));
      const { records, balance } = await stage.snapshot();
      const left = [...records.values()].map((record) => record?.left);
      assertEqual(left, [flatPrice, flatPrice, ...actions.map(() => 0n)], "left");
      assertEqual(balance, 2n * flatPrice, "balance of the contract");
      await stage.refuses("nothing_left", "a batch with a take of what was taken", () =>
        stage.trainer.actBatch({
          from: beneficiary,
          actions: [{ action: "take", contribution: contributions[0]! }, actions[0]!],
        }),
      );
    },
  },
  {
    id: "accumulator-parts",
    title:
      "accumulator: refuses claims whose parts are not those of the contribution, before and after the first claim",
    needs,
    async run(context) {
      const stage = await Stage.open(context, { dataHandler: accumulator });
      const { ann, ben, cleo, beneficiary } = stage.people;
      await validate(stage, ben);
      await stage.add(cleo, { indices: [1] }, 1);
      const contribution = await contradicted(stage, ann, cleo, 3);
      const refuseAll = async (): Promise<void> => {
        for (const [what, altered] of alterations(stage, contribution)) {
          const request = { contributions: [altered], accounts: [], marks: [] };
          const { records } = await stage.trainer.snapshot(request);
          assertEqual(records.get(altered.id), undefined, `the record by ${what}`);
          for (const [action, from] of [
            ["take", beneficiary],
            ["report", ben],
          ] as const)
            await stage.refuses("unknown_record", `a ${action}: ${what}`, () =>
              stage.trainer.rawAct(action, { from, contribution: altered }),
            );
        }
      };
      await refuseAll();
      await stage.act("report", ben, contribution);
      await refuseAll();
    },
  },
  {
    id: "accumulator-unsealed",
    title: "accumulator: knows no record before sealing",
    needs,
    async run(context) {
      const stage = await Stage.unsealed(context, { dataHandler: accumulator });
      const { deployer, beneficiary } = stage.people;
      await stage.sent(() => stage.trainer.rawInitialize({ from: deployer, firstWord: 0, words: [0n] }));
      const contribution = {
        id: 0,
        time: 1,
        submitter: beneficiary,
        label: 1,
        sample: stage.bytes({ indices: [1] }),
      };
      await stage.refuses("unknown_record", "a take before sealing", () =>
        stage.trainer.rawAct("take", { from: beneficiary, contribution }),
      );
    },
  },
];
