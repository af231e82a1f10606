import type { ResolvedComposition } from "@chainlearn/core";
import { CONTEXT } from "../body.ts";
import type { ContextLayout } from "../context.ts";
import { hotOf, type Which } from "../copy.ts";
import { assignName } from "../library/assign.ts";
import { mergeUse, type Word, type WordSite } from "../site.ts";
import { constantOf, signedRange, toSigned, type Value } from "../value.ts";
import type { EntryRights } from "./call.ts";
import { type CopyExports, type ModelExport, usedLabel } from "./model.ts";
import { forgetSums } from "./rows.ts";
import { openedSample } from "./sample.ts";

/** The copy that a constant names. */
function whichOf(given: Value, word: string, site: WordSite): Which {
  const which = constantOf(toSigned(given));
  if (which === 0n || which === 1n) return which === 0n ? 0 : 1;
  return site.refuse(`${word} needs SERVED or WORKING as a constant.`);
}

/** `copy.*`: the translated model of each copy, on the sample of the call. */
export function copyWords(
  composition: ResolvedComposition,
  context: ContextLayout,
  copies: readonly CopyExports[],
  sample: EntryRights["sample"],
): Map<string, Word> {
  const { layout } = composition;
  const called = (site: WordSite, { translated, use }: ModelExport): ModelExport["translated"] => {
    if (sample === "opened") openedSample(site, context);
    mergeUse(site.use, use);
    site.calls(translated.yulName);
    return translated;
  };

  return new Map<string, Word>([
    [
      "copy.margin",
      ([copy, given], site) => {
        const { margin } = copies[whichOf(copy!, "copy.margin", site)]!;
        const label = site.hold(toSigned(given!));
        if (!sample) return site.trap();
        if (!margin) return site.refuse("copy.margin needs a model that exports margin.");
        const { yulName, result } = called(site, margin);
        usedLabel(label, composition, context, site);
        return site.compute(`${yulName}(${CONTEXT}, ${label.text})`, result ?? signedRange(64), 64);
      },
    ],
    [
      "copy.predict",
      ([copy], site) => {
        const which = whichOf(copy!, "copy.predict", site);
        if (!sample) return site.trap();
        const { yulName, result } = called(site, copies[which]!.predict);
        return site.compute(`${yulName}(${CONTEXT})`, result ?? signedRange(32), 32);
      },
    ],
    [
      "copy.update",
      ([copy, given], site) => {
        const which = whichOf(copy!, "copy.update", site);
        const label = site.hold(toSigned(given!));
        if (!sample) return site.trap();
        const { yulName } = called(site, copies[which]!.update);
        usedLabel(label, composition, context, site);
        site.line(`${yulName}(${CONTEXT}, ${label.text})`);
        return undefined;
      },
    ],
    [
      "copy.assign",
      ([source, target, start, number], site) => {
        const [from, to] = [whichOf(source!, "copy.assign", site), whichOf(target!, "copy.assign", site)];
        if (from === to) return site.refuse("copy.assign needs two copies.");
        const [first, count] = [site.hold(toSigned(start!)), site.hold(toSigned(number!))];
        for (const { word } of hotOf(layout, from)) site.use.meterRead.add(word);
        for (const { word } of hotOf(layout, to)) site.use.meterWritten.add(word);
        forgetSums(composition, context, site);
        return site.compute(
          `${site.need(assignName(to))}(${CONTEXT}, ${first.text}, ${count.text})`,
          { lo: 0n, hi: BigInt(layout.stateWords - 1) },
          32,
        );
      },
    ],
  ]);
}
