import type { ResolvedComposition } from "@chainlearn/core";
import { CONTEXT } from "../body.ts";
import type { ContextLayout } from "../context.ts";
import type { TranslatedFunction } from "../function.ts";
import { mergeUse, type UseRecord, type Word } from "../site.ts";
import { signedRange, toSigned } from "../value.ts";
import type { EntryRights } from "./call.ts";
import { labelsInUse } from "./meter.ts";
import { openedSample } from "./sample.ts";

/** A model's export, translated. */
export interface ModelExport {
  readonly translated: TranslatedFunction;
  readonly use: UseRecord;
}

/** `model.*`: calls of the translated model, on the sample of the call. */
export function modelWords(
  composition: ResolvedComposition,
  context: ContextLayout,
  model: { readonly predict: ModelExport; readonly update: ModelExport },
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
        const labels = labelsInUse(composition, context, site);
        if (label.lo < 0n || label.hi >= labels.lo) site.trapIf(`iszero(lt(${label.text}, ${labels.text}))`);
        site.line(`${translated.yulName}(${CONTEXT}, ${label.text})`);
        return undefined;
      },
    ],
  ]);
}
