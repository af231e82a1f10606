import { fromHex } from "../../bytes.ts";
import type { SampleEncoding } from "../../manifest.ts";
import { assertEqual } from "../assert.ts";
import { shellVectors } from "../vectors/vectors.ts";
import type { Check } from "./check.ts";
import { entryOf, Stage } from "./stage.ts";

/** The committed sample vectors of some encodings, given to the contract. */
const sampleVectors = (id: string, kind: string, encodings: readonly SampleEncoding[]): Check => ({
  id,
  title: `answers to the committed sample vectors as they say: ${kind}`,
  async run(context) {
    const vectors = shellVectors.samples.filter(({ shape }) => encodings.includes(shape.encoding));
    // Shapes that have good vectors only have so many features that uploading their state takes long.
    const refused = vectors.filter(({ code }) => code !== undefined);
    const shapes = new Map(refused.map(({ shape }) => [JSON.stringify(shape), shape]));
    for (const [key, shape] of shapes) {
      // Narrow lanes: the state does not matter.
      const stage = await Stage.open(context, { shape: { ...shape, lane: 8 } });
      const payBaseUnits = stage.flatPrice * context.chain.baseUnitsPerUnit;
      for (const { title, bytes, code } of vectors.filter((vector) => JSON.stringify(vector.shape) === key)) {
        const sample = fromHex(bytes);
        if (code !== undefined) {
          await stage.refusesData(code, title, { sample, payBaseUnits });
          continue;
        }
        const from = stage.people.ann;
        const result = await stage.sent(() =>
          stage.trainer.rawAddData({ from, label: 1, sample, payBaseUnits }),
        );
        assertEqual(entryOf(result, "dataAdded").sample, sample, `${title}: the sample in the log`);
      }
    }
  },
});

export const vectorChecks: readonly Check[] = [
  sampleVectors("vectors-sparse", "indices", ["sparse"]),
  sampleVectors("vectors-values", "indices and values", ["sparse-values"]),
];
