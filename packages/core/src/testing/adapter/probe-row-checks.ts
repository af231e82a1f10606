import { fromHex } from "../../bytes.ts";
import { resolveComposition } from "../../composition.ts";
import type { Shape } from "../../manifest.ts";
import type { Sample } from "../../sample.ts";
import { cellsToWords } from "../../state.ts";
import { assertEqual, assertThat } from "../assert.ts";
import { Random } from "../random.ts";
import { ReferenceProbe } from "../reference/probe-model.ts";
import { shellVectors } from "../vectors/vectors.ts";
import type { Check, CheckContext } from "./check.ts";
import { MECHANISM_PARAMS } from "./compositions.ts";
import { LABEL } from "./probe-numbers.ts";
import { DENSE, probeSample } from "./probe-stage.ts";
import { entryOf, peopleOf, Stage } from "./stage.ts";

const NARROW: Shape = { ...DENSE, features: 34, lane: 8, maxEntries: 34 };
const FULL: Shape = { ...DENSE, features: 6, lane: 64, valueBits: 0, maxEntries: 6 };
const VALUED: Shape = {
  ...DENSE,
  features: 40,
  lane: 32,
  encoding: "sparse-values",
  valueBits: 16,
  maxEntries: 8,
};

const ENDS = [2 ** 31 - 1, -(2 ** 31), 1, -1, 0] as const;

/** Values around 1.0 or anywhere in i32, of both signs; extremes now and then. */
function randomValue(random: Random, { valueBits }: Shape): number {
  if (random.chance(20)) return random.pick(ENDS);
  const reach = random.chance(50) ? 2 ** valueBits * 2 : 2 ** 31 - 1;
  return random.between(-reach, reach);
}

function randomSample(random: Random, shape: Shape): Sample {
  if (shape.encoding === "dense")
    return { values: Array.from({ length: shape.features }, () => randomValue(random, shape)) };
  const picked = new Set<number>();
  const count = random.between(3, shape.maxEntries);
  while (picked.size < count) picked.add(random.below(shape.features));
  const indices = [...picked].sort((a, b) => a - b);
  return { indices, values: indices.map(() => randomValue(random, shape)) };
}

/** The sample with its third value, which is where the probe model looks for an index. */
const withIndex = ({ values, ...rest }: Sample, index: number): Sample => ({
  ...rest,
  values: values!.map((value, p) => (p === 2 ? index : value)),
});

const PROGRAM = [
  ...[LABEL.setOperand, LABEL.axpy, LABEL.dot, LABEL.norm, LABEL.axpyAt, LABEL.dot],
  ...[LABEL.setCell, LABEL.dotAt, LABEL.addCell, LABEL.getCell, LABEL.dot, LABEL.axpy],
] as const;

/** The probe model with the stake mechanism, whose additions train. */
const open = ({ chain, plugins }: CheckContext, shape: Shape): Promise<Stage> =>
  Stage.of(chain, resolveComposition({ ...plugins, shape, mechanismParams: MECHANISM_PARAMS }), {
    from: peopleOf(chain).deployer,
  });

/** Runs words on random operands and compares every cell and result with the reference. */
async function followsReference(context: CheckContext, shape: Shape): Promise<void> {
  const random = new Random(shape.features);
  const stage = await open(context, shape);
  const reference = new ReferenceProbe(shape);
  const { ann } = stage.people;
  const add = async (sample: Sample, label: number): Promise<void> => {
    reference.update(sample, label);
    await stage.add(ann, sample, label);
  };
  let saturated = false;
  for (let round = 0; round < 4; round++) {
    // An operand as large as a lane, one as large as an axpy takes, one larger than that, one small and negative.
    const high = [0, 0, 2 ** 20, -1][round]!;
    const low = [2 ** 14 + 3, -(2 ** 31), 5, -77][round]!;
    await add(probeSample(shape, [high, low]), LABEL.setOperand);
    for (const label of PROGRAM.slice(1)) {
      const sample = randomSample(random, shape);
      const whole = label === LABEL.axpyAt || label === LABEL.dotAt;
      const byIndex = whole || label === LABEL.setCell || label === LABEL.addCell || label === LABEL.getCell;
      const index = random.below(whole ? 4 : shape.features + 3);
      await add(byIndex ? withIndex(sample, index) : sample, label);
      const { words, hot } = await stage.snapshot();
      assertEqual(
        { words, hot },
        {
          words: cellsToWords(reference.cells, shape.lane),
          hot: [reference.operand, reference.result, 0n, 0n],
        },
        `state after label ${label} of round ${round}`,
      );
    }
    const top = 2n ** BigInt(shape.lane - 1);
    saturated ||= reference.cells.some((cell) => cell === top - 1n || cell === -top);
    for (let i = 0; i < 3; i++) {
      const sample = randomSample(random, shape);
      assertEqual(await stage.trainer.predict(sample), reference.predict(sample), "prediction");
    }
  }
  assertThat(saturated || shape.lane === 64, "no lane saturated.");
}

const following = (id: string, kind: string, shape: Shape): Check => ({
  id: `probe-rows-${id}`,
  title: `runs the words about rows and cells as the reference does: ${kind}`,
  run: (context) => followsReference(context, shape),
});

/**
 * The words about rows and cells over several shapes, and dense samples. Run like `adapterChecks`, but with the probe
 * model (`@chainlearn/kernel/testing`) and `stake`: with that mechanism contracts are small and quickly compiled.
 */
export const probeRowChecks: readonly Check[] = [
  following("dense-8", "dense samples, lanes of 8 bits", NARROW),
  following("dense-16", "dense samples, lanes of 16 bits", DENSE),
  following("dense-64", "dense samples, lanes of 64 bits, whole values", FULL),
  following("values-32", "indices and values, lanes of 32 bits", VALUED),
  {
    id: "probe-vectors-dense",
    title: "answers to the committed sample vectors as they say: dense",
    async run(context) {
      const vectors = shellVectors.samples.filter(({ shape }) => shape.encoding === "dense");
      const [{ shape } = { shape: DENSE }] = vectors;
      const stage = await open(context, shape);
      const input = {
        from: stage.people.ann,
        label: LABEL.setOperand,
        payBaseUnits: stage.flatPrice * context.chain.baseUnitsPerUnit,
      };
      for (const { title, bytes, code, shape: own } of vectors) {
        assertEqual(own, shape, `${title}: shape`);
        const sample = fromHex(bytes);
        if (code !== undefined) {
          await stage.refusesData(code, title, { ...input, sample });
          continue;
        }
        const result = await stage.sent(() => stage.trainer.rawAddData({ ...input, sample }));
        assertEqual(entryOf(result, "dataAdded").sample, sample, `${title}: the sample in the log`);
      }
    },
  },
];

/** The ids of these checks, in order. */
export const probeRowCheckIds: readonly string[] = probeRowChecks.map((check) => check.id);
