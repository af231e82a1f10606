import type { Shape } from "../../manifest.ts";
import type { Sample } from "../../sample.ts";
import { cellsToWords } from "../../state.ts";
import { assertEqual, assertThat } from "../assert.ts";
import { Random } from "../random.ts";
import { ReferencePerceptron } from "../reference/sparse-perceptron.ts";
import { stakeQuote } from "../reference/stake.ts";
import type { Check, CheckContext } from "./check.ts";
import { SMALL, VALUES, WIDE } from "./compositions.ts";
import { entryOf, Stage } from "./stage.ts";

const PRICES = { costWeightUnits: 1_234_567n, minDepositUnits: 40_000n, maxDepositUnits: 40_000_000n };
/** Seconds between additions: the cap, irregular roots, one idle hour, the floor. */
const IDLE = [1, 2, 3, 7, 60, 3_599, 3_600, 86_400, 4_000_000] as const;

function randomSample(random: Random, shape: Shape): Sample {
  const picked = new Set<number>();
  const count = random.between(1, shape.maxEntries);
  while (picked.size < count) {
    // Few features near both ends of the range, so that samples share some.
    const near = random.below(8);
    picked.add(random.chance(50) ? near : shape.features - 1 - near);
  }
  const indices = [...picked].sort((a, b) => a - b);
  if (shape.encoding === "sparse") return { indices };
  return { indices, values: indices.map(() => random.between(-64, 64)) };
}

/** Trains on random data and compares every word, the intercept and predictions with the reference. */
async function followsReference(context: CheckContext, shape: Shape, learningRate: bigint): Promise<void> {
  const model = { learningRate, interceptRateQ16: 40_000n };
  const random = new Random(shape.features);
  const cells = Array.from({ length: 16 }, () => BigInt(random.between(-100, 100)));
  const stage = await Stage.open(context, { shape, model, initialState: { cells, hot: [-5n] } });
  const reference = new ReferencePerceptron(shape, model, cells, -5n);
  const people = Object.values(stage.people);
  let mistakes = 0;
  for (let round = 0; round < 24; round++) {
    const sample = randomSample(random, shape);
    const label = random.below(2);
    if (reference.predict(sample) !== label) mistakes += 1;
    reference.update(sample, label);
    await stage.add(random.pick(people), sample, label);
    const probe = randomSample(random, shape);
    assertEqual(
      await stage.trainer.predict(probe),
      reference.predict(probe),
      `prediction after round ${round}`,
    );
    if (round % 8 !== 7) continue;
    const { words, hot } = await stage.snapshot();
    assertEqual(
      { words, hot },
      { words: cellsToWords(reference.cells, shape.lane), hot: [reference.intercept] },
      `state after round ${round}`,
    );
  }
  assertThat(mistakes >= 6, `only ${mistakes} of 24 samples trained the model.`);
}

export const additionChecks: readonly Check[] = [
  {
    id: "addition",
    title: "remembers a contribution: log, record, next id, pool and balance",
    async run(context) {
      const stage = await Stage.open(context);
      const { ann, ben } = stage.people;
      for (const [id, from, label] of [
        [0, ann, 1],
        [1, ben, 0],
        [2, ann, 1],
      ] as const) {
        const sample = { indices: [1, 5, 19] };
        const { contribution, entry, result } = await stage.add(from, sample, label);
        const { time, position } = result.entries[0] as typeof entry & { position: { block: number } };
        assertEqual(
          { ...entry, position: undefined },
          {
            kind: "dataAdded",
            actor: from,
            id,
            time,
            label,
            sample: stage.bytes(sample),
            paid: stage.flatPrice,
            cost: stage.flatPrice,
          },
          "entry",
        );
        assertEqual(result.entries.length, 1, "entries of the transaction");
        assertThat(result.gasUsed >= 0n && position.block > 0, "the result has neither gas nor a block.");
        const { nextId, pool, balance, records } = await stage.snapshot();
        assertEqual(
          { nextId, pool, balance, record: records.get(contribution.id) },
          {
            nextId: id + 1,
            pool: [BigInt(time), 0n],
            balance: stage.flatPrice * BigInt(id + 1),
            record: {
              deposit: stage.flatPrice,
              left: stage.flatPrice,
              claimedBySubmitter: false,
              claims: 0,
              cells: [],
            },
          },
          "state",
        );
      }
    },
  },
  {
    id: "quote-formula",
    title: "charges what the quote says, and the quote is the formula's",
    needs: ["settable-clock"],
    async run(context) {
      const stage = await Stage.open(context, { mechanism: PRICES });
      const [sealed] = (await stage.trainer.log()).filter((entry) => entry.kind === "sealed");
      let last = sealed!.time;
      for (const idle of IDLE) {
        await stage.at(last + idle);
        const expected = stakeQuote(PRICES, BigInt(idle));
        assertEqual(await stage.trainer.quote(), expected, `quote after ${idle} s`);
        const { entry } = await stage.add(stage.people.ann, { indices: [1] }, 1, expected);
        last += idle;
        assertEqual(
          { time: entry.time, cost: entry.cost, paid: entry.paid },
          { time: last, cost: expected, paid: expected },
          `charge after ${idle} s`,
        );
        await stage.at(last + idle + 1);
        last += idle + 1;
        const next = stakeQuote(PRICES, BigInt(idle + 1));
        await stage.refusesData("payment_below_quote", `one unit below the quote after ${idle + 1} s`, {
          payBaseUnits: (next - 1n) * context.chain.baseUnitsPerUnit,
        });
        await stage.at(last + 1);
        const later = await stage.add(stage.people.ben, { indices: [1] }, 0, next);
        last = later.entry.time;
      }
    },
  },
  {
    id: "quote-passing-time",
    title: "charges by the time since the last addition, as the blocks tell it",
    async run(context) {
      const stage = await Stage.open(context, { mechanism: PRICES });
      const [sealed] = (await stage.trainer.log()).filter((entry) => entry.kind === "sealed");
      let last = sealed!.time;
      for (const wait of [1, 2, 1]) {
        await stage.pass(wait);
        const quoted = await stage.trainer.quote();
        const { entry } = await stage.add(stage.people.ann, { indices: [1] }, 1, quoted);
        assertEqual(entry.cost, stakeQuote(PRICES, BigInt(entry.time - last)), "charge");
        assertThat(entry.cost <= quoted, "the charge is above the quote, although time only lowers it.");
        last = entry.time;
      }
    },
  },
  {
    id: "excess-returned",
    title: "returns what was paid above the quote",
    async run(context) {
      const { chain } = context;
      const stage = await Stage.open(context);
      const { ann } = stage.people;
      const excess = 10_000_000n;
      const before = await chain.balance(ann);
      const { entry, result } = await stage.add(ann, { indices: [1] }, 1, stage.flatPrice + excess);
      const spent = before - (await chain.balance(ann)) - stage.flatPrice * chain.baseUnitsPerUnit;
      assertEqual(
        { paid: entry.paid, cost: entry.cost, entries: result.entries.length },
        { paid: stage.flatPrice + excess, cost: stage.flatPrice, entries: 1 },
        "entry",
      );
      assertThat(
        spent >= 0n && spent < excess * chain.baseUnitsPerUnit,
        `the sender lost ${spent} base units besides the charge: more than a fee.`,
      );
      const { balance, records } = await stage.snapshot();
      assertEqual(balance, stage.flatPrice, "balance of the contract");
      assertEqual(records.get(0)?.deposit, stage.flatPrice, "deposit");
      assertEqual((await stage.trainer.account(ann)).credit, 0n, "credit of the sender");
    },
  },
  {
    id: "free-addition",
    title: "takes data for nothing where the quote is 0, and returns every payment",
    async run(context) {
      const stage = await Stage.open(context, {
        mechanism: { costWeightUnits: 0n, minDepositUnits: 0n, maxDepositUnits: 0n },
      });
      const { ann } = stage.people;
      const free = await stage.add(ann, { indices: [1] }, 1, 0n);
      const paid = await stage.add(ann, { indices: [1] }, 1, 7n);
      assertEqual([free.entry.cost, paid.entry.cost], [0n, 0n], "charges");
      assertEqual((await stage.snapshot()).balance, 0n, "balance of the contract");
    },
  },
  {
    id: "identical-additions",
    title: "keeps identical contributions apart by their ids",
    async run(context) {
      const stage = await Stage.open(context);
      const input = { from: stage.people.ann, sample: { indices: [2] }, label: 1 };
      const results = await stage.sent(() =>
        Promise.all([
          stage.trainer.addData(input),
          stage.trainer.addData(input),
          stage.trainer.addData(input),
        ]),
      );
      const entries = results.map((result) => entryOf(result, "dataAdded"));
      assertEqual(entries.map((entry) => entry.id).sort(), [0, 1, 2], "ids of three additions sent at once");
      const { nextId, balance } = await stage.snapshot();
      assertEqual({ nextId, balance }, { nextId: 3, balance: 3n * stage.flatPrice }, "state");
    },
  },
  {
    id: "training-sparse",
    title: "trains as the reference does: two-byte indices",
    run: (context) => followsReference(context, SMALL, 300n),
  },
  {
    id: "training-values",
    title: "trains as the reference does: values, lanes that saturate",
    run: (context) => followsReference(context, VALUES, 60n),
  },
  {
    id: "training-wide",
    title: "trains as the reference does: four-byte indices",
    run: (context) => followsReference(context, WIDE, 9n),
  },
];
