import type { ResolvedComposition } from "@chainlearn/core";
import { CONTEXT } from "../body.ts";
import type { ContextLayout } from "../context.ts";
import type { Word, WordSite } from "../site.ts";
import { constantOf, signedRange, toSigned, type Value } from "../value.ts";
import { plus } from "../yul.ts";

/** `scratch.*`: one memory word per cell. */
export function scratchWords(composition: ResolvedComposition, context: ContextLayout): Map<string, Word> {
  const cells = composition.model.manifest.scratch(composition.shape);

  const address = (given: Value, site: WordSite): string => {
    const k = site.hold(toSigned(given));
    if (k.lo < 0n || k.hi >= BigInt(cells)) site.trapIf(`iszero(lt(${k.text}, ${cells}))`);
    const constant = constantOf(k);
    if (constant !== undefined && constant >= 0n && constant < BigInt(cells))
      return plus(CONTEXT, BigInt(context.scratch) + 32n * constant);
    return `add(${plus(CONTEXT, context.scratch)}, shl(5, ${k.text}))`;
  };

  return new Map<string, Word>([
    ["scratch.get", ([k], site) => site.compute(`mload(${address(k!, site)})`, signedRange(64), 64)],
    [
      "scratch.set",
      ([k, value], site) => {
        const stored = site.hold(toSigned(value!));
        site.line(`mstore(${address(k!, site)}, ${stored.text})`);
        return undefined;
      },
    ],
  ]);
}

/** The statement that zeroes scratch; beyond the call's data there are only zeros to copy. */
export function clearScratch(composition: ResolvedComposition, context: ContextLayout): string {
  const cells = composition.model.manifest.scratch(composition.shape);
  return `calldatacopy(${plus(CONTEXT, context.scratch)}, calldatasize(), ${32 * cells})`;
}
