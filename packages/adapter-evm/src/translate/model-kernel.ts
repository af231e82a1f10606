import { exportOf, paramsOf, type Signature, type Translation, translateExport } from "./exports.ts";
import { prepareKernel } from "./prepare.ts";
import type { Words } from "./site.ts";
import type { Interval } from "./value.ts";
import { contains, type DefinedFunction } from "./wasm.ts";
import { mathWords } from "./words/math.ts";
import { labelsInUse, meterWords } from "./words/meter.ts";
import type { ModelExport } from "./words/model.ts";
import { rowWords } from "./words/rows.ts";
import { entryCount, sampleWords } from "./words/sample.ts";
import { clearScratch, scratchWords } from "./words/scratch.ts";
import { stateWords } from "./words/state.ts";

/** Translates the model's exports. */
export function translateModel(translation: Translation): {
  readonly predict: ModelExport;
  readonly update: ModelExport;
} {
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
  });
  const words: Words = new Map([
    ...sampleWords(composition, context),
    ...stateWords(composition),
    ...rowWords(composition, context, translation.storage),
    ...[...meterWords(composition, context)].filter(([name]) => name.startsWith("hot.")),
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
  const translate = (name: string, signature: Signature, params: readonly Interval[]): ModelExport => {
    const definition = exportOf(module, "the model's kernel", name, signature);
    const entry = translateExport(translation, {
      module,
      definition,
      yulName: `model_${name}`,
      words,
      params,
      leading: usesScratch(definition) ? [clearScratch(composition, context)] : [],
    });
    return { translated: entry.function, use: entry.use };
  };
  return {
    predict: translate("predict", { params: [], result: 32 }, []),
    update: translate("update", { params: [32], result: undefined }, [
      { lo: 0n, hi: BigInt(shape.classes - 1) },
    ]),
  };
}
