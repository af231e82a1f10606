import type { ResolvedComposition } from "@chainlearn/core";
import { CONTEXT } from "../body.ts";
import type { ContextLayout } from "../context.ts";
import type { Word, WordSite } from "../site.ts";
import { makeValue, signedMax, signedRange, toSigned, type Value } from "../value.ts";
import { plus } from "../yul.ts";
import { type EntryRights, positionOf } from "./call.ts";
import { registerSlotOf } from "./registers.ts";

const BIT = { lo: 0n, hi: 1n };
/** 64-bit parts of 32 bytes. */
const QUARTERS = 4;

/** `parts.*` and `secret.*`: what the shell has read of the call, in the shared memory. */
export function partsWords(
  composition: ResolvedComposition,
  context: ContextLayout,
  { sample, digest }: Pick<EntryRights, "sample" | "digest">,
): Map<string, Word> {
  const opens = sample === "opened";
  const load = (offset: number): string => `mload(${plus(CONTEXT, offset)})`;

  /** Bits 64 k to 64 k + 63 of a 256-bit value, the highest first, as an i64. */
  const quarterOf = (text: string, given: Value, word: string, site: WordSite): Value => {
    const k = positionOf(given, word, site);
    if (k < 0 || k >= QUARTERS) return site.refuse(`${word}(${k}): 32 bytes have 64 bits 0 to 3.`);
    const lowest = 64 * (QUARTERS - 1 - k);
    const shifted = lowest > 0 ? `shr(${lowest}, ${text})` : text;
    return site.compute(`signextend(7, ${shifted})`, signedRange(64), 64);
  };

  return new Map<string, Word>([
    [
      "parts.match",
      ([register, count, only], site) => {
        const slot = registerSlotOf(composition, register!, "parts.match", site);
        if (!opens) return site.trap();
        const operands = [toSigned(count!), toSigned(only!)].map(({ text }) => text).join(", ");
        return site.compute(`${site.need("$parts_match")}(${CONTEXT}, ${slot}, ${operands})`, BIT, 32);
      },
    ],
    [
      "parts.count",
      (_, site) =>
        opens ? makeValue(load(context.partsItems), { lo: 0n, hi: signedMax(32) }, 32) : site.trap(),
    ],
    [
      "parts.open",
      ([given], site) => {
        if (!opens) return site.trap();
        const j = site.hold(toSigned(given!));
        site.trapIf(`iszero(lt(${j.text}, ${load(context.partsItems)}))`);
        const labels = { lo: 0n, hi: BigInt(composition.shape.classes - 1) };
        return site.compute(`${site.need("$parts_open")}(${CONTEXT}, ${j.text})`, labels, 32);
      },
    ],
    [
      "secret.part",
      ([k], site) => (digest ? quarterOf(load(context.digest), k!, "secret.part", site) : site.trap()),
    ],
    [
      "secret.commitment",
      ([k], site) =>
        digest
          ? quarterOf(`${site.need("$commitment")}(${CONTEXT})`, k!, "secret.commitment", site)
          : site.trap(),
    ],
  ]);
}
