import type { ResolvedComposition } from "@chainlearn/core";
import { CONTEXT } from "../body.ts";
import type { ContextLayout } from "../context.ts";
import type { TranslatedFunction } from "../function.ts";
import { mergeUse, type UseRecord, type Word, type WordSite } from "../site.ts";
import { signedRange, toSigned, type Value } from "../value.ts";
import type { EntryRights } from "./call.ts";
import { labelsInUse } from "./meter.ts";
import { openedSample } from "./sample.ts";

/** A model's export, translated. */
export interface ModelExport {
  readonly translated: TranslatedFunction;
  readonly use: UseRecord;
}

/** The exports of one copy of the model. */
export interface CopyExports {
  readonly predict: ModelExport;
  readonly update: ModelExport;
  /** Only where mechanisms can ask for it. */
  readonly margin?: ModelExport;
}

/** Traps where a label is not in use. */
export function usedLabel(
  label: Value,
  composition: ResolvedComposition,
  context: ContextLayout,
  site: WordSite,
): void {
  const labels = labelsInUse(composition, context, site);
  if (label.lo < 0n || label.hi >= labels.lo) site.trapIf(`iszero(lt(${label.text}, ${labels.text}))`);
}

/** `model.*`: calls of the translated model, on the sample of the call. */
export function modelWords(
  composition: ResolvedComposition,
  context: ContextLayout,
  model: CopyExports,
  sample: EntryRights["sample"],
): Map<string, Word> {
  return new Map<string, Word>([
    [
      "model.predict",
      (_, site) => {
        if (!sample) return site.trap();
        if (sample === "opened") openedSample(site, context);
        const { translated, use } = model.predict;
        mergeUse(site.use, use);
        site.calls(translated.yulName);
        return site.compute(`${translated.yulName}(${CONTEXT})`, translated.result ?? signedRange(32), 32);
      },
    ],
    [
      "model.update",
      ([given], site) => {
        const label = site.hold(toSigned(given!));
        if (!sample) return site.trap();
        if (sample === "opened") openedSample(site, context);
        const { translated, use } = model.update;
        mergeUse(site.use, use);
        site.calls(translated.yulName);
        usedLabel(label, composition, context, site);
        site.line(`${translated.yulName}(${CONTEXT}, ${label.text})`);
        return undefined;
      },
    ],
  ]);
}
