import type { ResolvedComposition } from "@chainlearn/core";
import type { ContextLayout } from "./context.ts";
import { exportOf, paramsOf, type Translation, translateExport } from "./exports.ts";
import { prepareKernel } from "./prepare.ts";
import type { Words } from "./site.ts";
import type { Width } from "./wasm.ts";
import { accountWords } from "./words/account.ts";
import { callWords, type EntryRights } from "./words/call.ts";
import { mathWords } from "./words/math.ts";
import { meterWords } from "./words/meter.ts";
import { type ModelExport, modelWords } from "./words/model.ts";
import { recordWords } from "./words/record.ts";
import { sampleWords } from "./words/sample.ts";

/** Translates the mechanism's exports, each for what its shell entry admits. */
export function translateMechanism(
  translation: Translation,
  model: { readonly predict: ModelExport; readonly update: ModelExport },
): void {
  const { composition, context } = translation;
  const { mechanism } = composition;
  const module = prepareKernel(mechanism.kernel, {
    constants: {},
    params: paramsOf(composition, "mechanism"),
    fixed: new Map(),
  });
  const translate = (name: string, result: Width | undefined, rights: EntryRights): void => {
    const words: Words = new Map([
      ...sampleWordsOrTraps(composition, context, rights.sample),
      ...[...meterWords(composition, context)].filter(([word]) => word.startsWith("pool.")),
      ...callWords(composition, context, rights),
      ...recordWords(composition, context, rights.record),
      ...accountWords(composition, context, rights.record),
      ...modelWords(composition, context, model, rights.sample),
      ...mathWords(),
    ]);
    translateExport(translation, {
      module,
      definition: exportOf(module, "the mechanism's kernel", name, { params: [], result }),
      yulName: `mechanism_${name}`,
      words,
    });
  };
  translate("quote", 64, { sample: false, record: false, pay: false, args: 0 });
  translate("add", 64, { sample: true, record: true, pay: false, args: 0 });
  if (module.exports.has("seal"))
    translate("seal", undefined, { sample: false, record: false, pay: false, args: 0 });
  for (const { name, record, args } of mechanism.manifest.actions)
    translate(name, 32, {
      sample: record === "sample",
      record: record !== "none",
      pay: true,
      args: args.length,
    });
}

/** `sample.*` in an entry without a sample traps. */
function sampleWordsOrTraps(
  composition: ResolvedComposition,
  context: ContextLayout,
  hasSample: boolean,
): Words {
  const words = sampleWords(composition, context);
  return hasSample ? words : new Map([...words.keys()].map((name) => [name, (_, site) => site.trap()]));
}
