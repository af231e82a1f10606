import { type ResolvedComposition, SERVED } from "@chainlearn/core";
import type { ContextLayout } from "./context.ts";
import { exportOf, paramsOf, type Translation, translateExport } from "./exports.ts";
import { wordsReadOnce } from "./meter-use.ts";
import { prepareKernel } from "./prepare.ts";
import type { Words } from "./site.ts";
import type { Width } from "./wasm.ts";
import { accountWords } from "./words/account.ts";
import { callWords, type EntryRights } from "./words/call.ts";
import { copyWords } from "./words/copy.ts";
import { mathWords } from "./words/math.ts";
import { meterWords } from "./words/meter.ts";
import { type CopyExports, modelWords } from "./words/model.ts";
import { partsWords } from "./words/parts.ts";
import { recordWords } from "./words/record.ts";
import { registerWords } from "./words/registers.ts";
import { sampleWords } from "./words/sample.ts";
import { seriesWords } from "./words/series.ts";

const NO_RIGHTS: EntryRights = {
  ...{ sample: false, record: false, item: false, digest: false },
  ...{ pay: false, args: 0 },
};

/** Translates the mechanism's exports, each for what its shell entry admits. */
export function translateMechanism(translation: Translation, copies: readonly CopyExports[]): void {
  const { composition, context } = translation;
  const { mechanism } = composition;
  const module = prepareKernel(mechanism.kernel, {
    constants: {},
    params: paramsOf(composition, "mechanism"),
    fixed: new Map(),
  });
  const translate = (name: string, result: Width | undefined, rights: EntryRights): void => {
    const definition = exportOf(module, "the mechanism's kernel", name, { params: [], result });
    const inStorage = wordsReadOnce(module, definition, composition.layout);
    const pool = meterWords(composition, context, SERVED, inStorage);
    const words: Words = new Map([
      ...sampleWordsOrTraps(composition, context, rights.sample),
      ...[...pool].filter(([word]) => word.startsWith("pool.")),
      ...callWords(composition, context, rights),
      ...recordWords(composition, context, rights.record),
      ...accountWords(composition, context, rights.record),
      ...registerWords(composition, context, rights),
      ...partsWords(composition, context, rights),
      ...seriesWords(composition),
      ...(copies.length === 1
        ? modelWords(composition, context, copies[0]!, rights.sample)
        : copyWords(composition, context, copies, rights.sample)),
      ...mathWords(),
    ]);
    translateExport(translation, {
      module,
      definition,
      yulName: `mechanism_${name}`,
      words,
    });
  };
  translate("quote", 64, NO_RIGHTS);
  translate("add", 64, { ...NO_RIGHTS, sample: true, record: true });
  if (module.exports.has("seal")) translate("seal", undefined, NO_RIGHTS);
  for (const { name, record, args, digest = false, parts } of mechanism.manifest.actions)
    translate(name, 32, {
      sample: parts ? "opened" : record === "sample" || record === "item",
      record: record === "sample" || record === "hash",
      item: record === "item",
      digest,
      pay: true,
      args: args.length,
    });
}

/** `sample.*` in an entry without a sample traps. */
function sampleWordsOrTraps(
  composition: ResolvedComposition,
  context: ContextLayout,
  sample: EntryRights["sample"],
): Words {
  const words = sampleWords(composition, context, sample === "opened");
  return sample ? words : new Map([...words.keys()].map((name) => [name, (_, site) => site.trap()]));
}
