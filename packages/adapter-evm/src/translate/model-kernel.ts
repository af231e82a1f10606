import { copiesOf, ownName, type Which } from "./copy.ts";
import { exportOf, paramsOf, type Signature, type Translation, translateExport } from "./exports.ts";
import { prepareKernel } from "./prepare.ts";
import type { WordSite, Words } from "./site.ts";
import type { Interval } from "./value.ts";
import { contains, type DefinedFunction } from "./wasm.ts";
import { mathWords } from "./words/math.ts";
import { labelsInUse, meterWords } from "./words/meter.ts";
import type { CopyExports, ModelExport } from "./words/model.ts";
import { forgetSums, rowWords } from "./words/rows.ts";
import { entryCount, sampleWords } from "./words/sample.ts";
import { clearScratch, scratchWords } from "./words/scratch.ts";
import { stateWords } from "./words/state.ts";

/** Translates the model's exports for each copy of its numbers, the served one first. */
export function translateModel(translation: Translation): readonly CopyExports[] {
  const { composition, context } = translation;
  const { shape, growth } = composition;
  const count = entryCount(shape);
  const fixed = new Map<string, bigint>();
  if (count.lo === count.hi) fixed.set("sample.count", count.lo);
  if (!growth) fixed.set("label.count", BigInt(shape.classes));
  const module = prepareKernel(composition.model.kernel, {
    constants: composition.constants,
    params: paramsOf(composition, "model"),
    fixed,
    // One copy has no use for it, and its code must not depend on whether there is one.
    without: composition.layout.copies === 1 ? ["margin"] : [],
  });
  const hasRows = [...module.functions.values()].some(
    (found) => found.kind === "import" && found.word === "row.dot",
  );
  const cellChanged = (site: WordSite): void => {
    if (hasRows) forgetSums(composition, context, site);
  };
  const wordsOf = (which: Which): Words =>
    new Map([
      ...sampleWords(composition, context),
      ...stateWords(composition, which, cellChanged),
      ...rowWords(composition, context, translation.storage, which),
      ...[...meterWords(composition, context, which)].filter(([name]) => name.startsWith("hot.")),
      ["label.count", (_, site) => labelsInUse(composition, context, site)],
      ...scratchWords(composition, context),
      ...mathWords(),
    ]);
  const usesScratch = (definition: DefinedFunction): boolean =>
    contains(definition.body, (part) => {
      if (part.kind !== "call") return false;
      const called = module.functions.get(part.target);
      return called?.kind === "import"
        ? called.word === "scratch.get"
        : called !== undefined && usesScratch(called);
    });
  const translate = (
    which: Which,
    words: Words,
    name: string,
    signature: Signature,
    params: readonly Interval[],
  ): ModelExport => {
    const definition = exportOf(module, "the model's kernel", name, signature);
    const entry = translateExport(translation, {
      module,
      definition,
      yulName: ownName(`model_${name}`, which),
      words,
      params,
      leading: usesScratch(definition) ? [clearScratch(composition, context)] : [],
    });
    return { translated: entry.function, use: entry.use };
  };
  const label = { lo: 0n, hi: BigInt(shape.classes - 1) };
  const copyOf = (which: Which): CopyExports => {
    const words = wordsOf(which);
    return {
      predict: translate(which, words, "predict", { params: [], result: 32 }, []),
      update: translate(which, words, "update", { params: [32], result: undefined }, [label]),
      ...(module.exports.has("margin") && {
        margin: translate(which, words, "margin", { params: [32], result: 64 }, [label]),
      }),
    };
  };
  return copiesOf(composition.layout).map(copyOf);
}
