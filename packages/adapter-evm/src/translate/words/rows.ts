import type { ResolvedComposition } from "@chainlearn/core";
import { CONTEXT } from "../body.ts";
import { type ContextLayout, sumsBothCopies } from "../context.ts";
import type { Which } from "../copy.ts";
import { rowFunctions } from "../library/rows.ts";
import type { Word, WordSite } from "../site.ts";
import type { StateStorage } from "../state-storage.ts";
import { constantOf, constantValue, makeValue, signedRange, toSigned, type Value, within } from "../value.ts";
import { literal, plus } from "../yul.ts";
import { lanesOf } from "./lanes.ts";
import { entryCount, sampleVariables } from "./sample.ts";

/** What was summed up for both copies does not hold any more: a cell has changed. */
export function forgetSums(
  composition: ResolvedComposition,
  { rowKey }: ContextLayout,
  site: WordSite,
): void {
  if (sumsBothCopies(composition)) site.line(`mstore(${plus(CONTEXT, rowKey)}, 0)`);
}

/** `row.*`: the library function that fits the base, called with the sample. */
export function rowWords(
  composition: ResolvedComposition,
  layout: ContextLayout,
  storage: StateStorage,
  which: Which,
): Map<string, Word> {
  const { shape } = composition;
  const lanes = lanesOf(composition, which);
  const functions = rowFunctions(composition, layout, storage, which);

  /** The base, held, after the check that every cell of the row exists. */
  const checkedBase = (given: Value, site: WordSite): Value => {
    const base = site.hold(toSigned(given));
    const last = BigInt(lanes.cells - shape.features);
    if (base.lo >= 0n && base.hi <= last) return base;
    const { offset, length } = sampleVariables(site, layout);
    site.trapIf(`${site.need(functions.outOfRange)}(${base.text}, ${offset}, ${length})`);
    return base;
  };

  const isAligned = (base: Value): boolean => {
    const constant = constantOf(base);
    return constant !== undefined && constant % BigInt(lanes.perWord) === 0n;
  };

  return new Map<string, Word>([
    [
      "row.dot",
      ([given], site) => {
        const { offset, length } = sampleVariables(site, layout);
        const base = checkedBase(given!, site);
        site.state.flush();
        const name = site.need(isAligned(base) ? functions.dotAligned : functions.dot);
        const operands = [...(functions.dotTakesContext ? [CONTEXT] : []), base.text, offset, length];
        return site.compute(`${name}(${operands.join(", ")})`, functions.dotInterval, 64);
      },
    ],
    [
      "row.axpy",
      ([given, by], site) => {
        const { offset, length } = sampleVariables(site, layout);
        const base = checkedBase(given!, site);
        let d = site.hold(toSigned(by!));
        const range = signedRange(32);
        if (!within(d, range)) {
          // Saturating a number of 64 bits: what is beyond 32 bits becomes the nearest bound.
          const clamped = site.fresh();
          site.line(`let ${clamped} := ${d.text}`);
          site.line(`if sgt(${clamped}, ${literal(range.hi)}) { ${clamped} := ${literal(range.hi)} }`);
          site.line(`if slt(${clamped}, ${literal(range.lo)}) { ${clamped} := ${literal(range.lo)} }`);
          d = makeValue(clamped, range, 64);
        }
        site.state.flush();
        const name = site.need(isAligned(base) ? functions.axpyAligned : functions.axpy);
        site.line(`${name}(${base.text}, ${d.text}, ${offset}, ${length})`);
        forgetSums(composition, layout, site);
        site.state.forget();
        return undefined;
      },
    ],
    [
      "row.norm",
      (_, site) => {
        const { offset, length } = sampleVariables(site, layout);
        if (shape.encoding === "sparse") {
          const count = entryCount(shape);
          const factor = 1n << BigInt(shape.valueBits);
          if (count.lo === count.hi) return constantValue(count.lo * factor, 64);
          const entries = `div(${length}, ${functions.entryBytes})`;
          return makeValue(
            `shl(${shape.valueBits}, ${entries})`,
            { lo: count.lo * factor, hi: count.hi * factor },
            64,
          );
        }
        return site.compute(`${site.need(functions.norm)}(${offset}, ${length})`, functions.normInterval, 64);
      },
    ],
  ]);
}
