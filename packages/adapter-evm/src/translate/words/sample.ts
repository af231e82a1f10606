import { entryBytes, indexBytes, type ResolvedComposition, type Shape } from "@chainlearn/core";
import { CONTEXT } from "../body.ts";
import type { ContextLayout } from "../context.ts";
import type { Word, WordSite } from "../site.ts";
import {
  constantOf,
  constantValue,
  type Interval,
  makeValue,
  signedRange,
  toSigned,
  type Value,
} from "../value.ts";
import { plus, shiftLeft, shiftRight } from "../yul.ts";

/** Calldata offset and length of the sample, as variables of the function. */
export interface SampleVariables {
  readonly offset: string;
  readonly length: string;
}

/** Makes the sample's place in calldata known to the function. */
export function sampleVariables(site: WordSite, layout: ContextLayout): SampleVariables {
  site.use.sample = true;
  return {
    offset: site.variable("$sampleOffset", `mload(${plus(CONTEXT, layout.sampleOffset)})`),
    length: site.variable("$sampleLength", `mload(${plus(CONTEXT, layout.sampleLength)})`),
  };
}

/** The number of entries that a sample of this shape can have; the shell has checked it. */
export const entryCount = (shape: Shape): Interval => ({
  lo: shape.encoding === "dense" ? BigInt(shape.features) : 1n,
  hi: BigInt(shape.maxEntries),
});

/** Reads from the 32 bytes at an entry: its feature index. */
export const indexOfEntry = (entry: string, shape: Shape): string =>
  shiftRight(entry, 256 - 8 * indexBytes(shape));

/** Reads from the 32 bytes at an entry: its value. */
export const valueOfEntry = (entry: string, shape: Shape): string =>
  `sar(224, ${shiftLeft(entry, shape.encoding === "dense" ? 0 : 8 * indexBytes(shape))})`;

/** The same where the call's sample changes while the function runs; before there is one it traps. */
export function openedSample(site: WordSite, layout: ContextLayout): SampleVariables {
  site.use.sample = true;
  const offset = `mload(${plus(CONTEXT, layout.sampleOffset)})`;
  const length = `mload(${plus(CONTEXT, layout.sampleLength)})`;
  site.trapIf(`iszero(${length})`);
  return { offset, length };
}

/**
 * `sample.*`
 * @param opened whether the function itself opens samples
 */
export function sampleWords(
  composition: ResolvedComposition,
  layout: ContextLayout,
  opened = false,
): Map<string, Word> {
  const { shape } = composition;
  const placeOf = opened ? openedSample : sampleVariables;
  const size = entryBytes(shape);

  const count = (site: WordSite): Value => {
    const interval = entryCount(shape);
    if (opened) placeOf(site, layout);
    if (interval.lo === interval.hi) return constantValue(interval.lo, 32);
    const { length } = placeOf(site, layout);
    const isPowerOfTwo = (size & (size - 1)) === 0;
    return makeValue(
      isPowerOfTwo ? shiftRight(length, Math.log2(size)) : `div(${length}, ${size})`,
      interval,
      32,
    );
  };

  /** The position as a number that has been compared with the count. */
  const position = (given: Value, site: WordSite): Value => {
    const p = site.hold(toSigned(given));
    const entries = count(site);
    if (p.lo < 0n || p.hi >= entries.lo) site.trapIf(`iszero(lt(${p.text}, ${entries.text}))`);
    return makeValue(
      p.text,
      { lo: p.lo < 0n ? 0n : p.lo, hi: p.hi < entries.hi ? p.hi : entries.hi - 1n },
      32,
    );
  };

  const entry = (p: Value, site: WordSite): string => {
    const { offset } = placeOf(site, layout);
    const constant = constantOf(p);
    const distance =
      constant !== undefined
        ? `${constant * BigInt(size)}`
        : (size & (size - 1)) === 0
          ? `shl(${Math.log2(size)}, ${p.text})`
          : `mul(${p.text}, ${size})`;
    return `calldataload(add(${offset}, ${distance}))`;
  };

  return new Map<string, Word>([
    ["sample.count", (_, site) => count(site)],
    [
      "sample.index",
      ([given], site) => {
        const p = position(given!, site);
        if (shape.encoding === "dense") return p;
        return site.compute(
          indexOfEntry(entry(p, site), shape),
          { lo: 0n, hi: BigInt(shape.features - 1) },
          32,
        );
      },
    ],
    [
      "sample.value",
      ([given], site) => {
        const p = position(given!, site);
        if (shape.encoding === "sparse") return constantValue(1n << BigInt(shape.valueBits), 32);
        return site.compute(valueOfEntry(entry(p, site), shape), signedRange(32), 32);
      },
    ],
  ]);
}
