import type { ResolvedComposition } from "@chainlearn/core";
import { seriesSlot } from "../../slots.ts";
import type { Word, WordSite } from "../site.ts";
import { signedRange, toSigned, type Value } from "../value.ts";
import { literal } from "../yul.ts";
import { positionOf } from "./call.ts";

/** Numbers of values have this many bits. */
const NUMBER_BITS = 48;
const LANE_MASK = "0xffffffffffffffff";

/** `series.*`: four values to a slot, directly in storage. */
export function seriesWords({ mechanism }: ResolvedComposition): Map<string, Word> {
  const { series = [] } = mechanism.manifest;

  /** Variables for the slot of a value and for its place there. */
  const locate = (given: Value, n: Value, word: string, site: WordSite): { slot: string; shift: string } => {
    const k = positionOf(given, word, site);
    if (k < 0 || k >= series.length)
      return site.refuse(`${word}(${k}): the manifest has ${series.length} series.`);
    const number = site.hold(toSigned(n));
    // As unsigned numbers, negative ones are above every number of a value.
    if (number.lo < 0n || number.hi >> BigInt(NUMBER_BITS) !== 0n)
      site.trapIf(`shr(${NUMBER_BITS}, ${number.text})`);
    const [slot, shift] = [site.fresh(), site.fresh()];
    site.line(`let ${slot} := add(${literal(seriesSlot(k))}, shr(2, ${number.text}))`);
    site.line(`let ${shift} := shl(6, and(${number.text}, 3))`);
    return { slot, shift };
  };

  return new Map<string, Word>([
    [
      "series.get",
      ([k, n], site) => {
        const { slot, shift } = locate(k!, n!, "series.get", site);
        return site.compute(`signextend(7, shr(${shift}, sload(${slot})))`, signedRange(64), 64);
      },
    ],
    [
      "series.set",
      ([k, n, given], site) => {
        const value = site.hold(toSigned(given!));
        const { slot, shift } = locate(k!, n!, "series.set", site);
        const word = site.fresh();
        site.line(`let ${word} := sload(${slot})`);
        const changed = `and(xor(shr(${shift}, ${word}), ${value.text}), ${LANE_MASK})`;
        site.line(`sstore(${slot}, xor(${word}, shl(${shift}, ${changed})))`);
        return undefined;
      },
    ],
  ]);
}
