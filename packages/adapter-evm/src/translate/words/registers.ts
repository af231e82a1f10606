import type { ResolvedComposition } from "@chainlearn/core";
import { registerSlot } from "../../slots.ts";
import { CONTEXT } from "../body.ts";
import type { ContextLayout } from "../context.ts";
import type { Word, WordSite } from "../site.ts";
import { makeValue, type Value } from "../value.ts";
import { literal, plus } from "../yul.ts";
import { type EntryRights, positionOf } from "./call.ts";

const BIT = { lo: 0n, hi: 1n };

/** The slot of a register that a constant names. */
export function registerSlotOf(
  { mechanism }: ResolvedComposition,
  given: Value,
  word: string,
  site: WordSite,
): string {
  const { registers = [] } = mechanism.manifest;
  const k = positionOf(given, word, site);
  if (k < 0 || k >= registers.length)
    return site.refuse(`${word}(${k}): the manifest has ${registers.length} registers.`);
  return literal(registerSlot(k));
}

/** `digest.*` and `item.*`: registers directly in storage, what the call brings in the shared memory. */
export function registerWords(
  composition: ResolvedComposition,
  context: ContextLayout,
  { item, digest }: Pick<EntryRights, "item" | "digest">,
): Map<string, Word> {
  const slotOf = (given: Value, word: string, site: WordSite): string =>
    registerSlotOf(composition, given, word, site);

  return new Map<string, Word>([
    [
      "item.label",
      (_, site) => {
        if (!item) return site.trap();
        return makeValue(
          `mload(${plus(CONTEXT, context.recordLabel)})`,
          { lo: 0n, hi: BigInt(composition.shape.classes - 1) },
          32,
        );
      },
    ],
    [
      "item.next",
      ([register], site) => {
        const slot = slotOf(register!, "item.next", site);
        if (!item) return site.trap();
        return site.compute(`${site.need("$item_next")}(${CONTEXT}, ${slot})`, BIT, 32);
      },
    ],
    [
      "digest.store",
      ([register], site) => {
        const slot = slotOf(register!, "digest.store", site);
        if (!digest) return site.trap();
        site.line(`sstore(${slot}, mload(${plus(CONTEXT, context.digest)}))`);
        return undefined;
      },
    ],
    [
      "digest.move",
      ([from, to], site) => {
        const [source, target] = [slotOf(from!, "digest.move", site), slotOf(to!, "digest.move", site)];
        const moved = site.fresh();
        site.line(`let ${moved} := sload(${source})`);
        site.line(`sstore(${source}, 0)`);
        site.line(`sstore(${target}, ${moved})`);
        return undefined;
      },
    ],
    [
      "digest.isZero",
      ([register], site) =>
        site.compute(`iszero(sload(${slotOf(register!, "digest.isZero", site)}))`, BIT, 32),
    ],
  ]);
}
