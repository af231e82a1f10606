import type { ResolvedComposition } from "@chainlearn/core";
import { CONTEXT } from "../body.ts";
import type { ContextLayout } from "../context.ts";
import type { Word, WordSite } from "../site.ts";
import { constantOf, makeValue, signedMax, signedRange, toSigned, type Value } from "../value.ts";
import { plus } from "../yul.ts";

/** What a mechanism's export may use, by the shell entry that runs it. */
export interface EntryRights {
  /** opened: once the export has opened an item of a list. */
  readonly sample: boolean | "opened";
  readonly record: boolean;
  readonly item: boolean;
  readonly digest: boolean;
  readonly pay: boolean;
  /** Number of arguments. */
  readonly args: number;
}

/** Times are written as 40 bits. */
export const TIME_BITS = 40;
/** The kernel's account constants. */
const CALLER = 0n;
const SUBMITTER = 1n;

/** The account constant that an operand is. */
export function whoOf(given: Value, word: string, site: WordSite): "caller" | "submitter" {
  const who = constantOf(toSigned(given));
  if (who === CALLER) return "caller";
  if (who === SUBMITTER) return "submitter";
  return site.refuse(`${word} needs CALLER or SUBMITTER as a constant.`);
}

/** The constant position that an operand is. */
export function positionOf(given: Value, word: string, site: WordSite): number {
  const position = constantOf(toSigned(given));
  return position === undefined ? site.refuse(`${word} needs a constant position.`) : Number(position);
}

/** `call.*` and `pay.to` */
export function callWords(
  composition: ResolvedComposition,
  context: ContextLayout,
  rights: EntryRights,
): Map<string, Word> {
  const load = (offset: number): string => `mload(${plus(CONTEXT, offset)})`;
  const roles = composition.mechanism.manifest.roles.length;
  return new Map<string, Word>([
    [
      "call.time",
      (_, site) => {
        site.use.time = true;
        return makeValue(load(context.time), { lo: 0n, hi: (1n << BigInt(TIME_BITS)) - 1n }, 64);
      },
    ],
    [
      "call.paid",
      (_, site) => {
        site.use.paid = true;
        return makeValue(load(context.paid), { lo: 0n, hi: signedMax(64) }, 64);
      },
    ],
    [
      "call.isRole",
      ([given], site) => {
        const k = positionOf(given!, "call.isRole", site);
        if (k < 0 || k >= roles) return site.refuse(`call.isRole(${k}): the manifest has ${roles} roles.`);
        site.use.roles.add(k);
        return makeValue(`eq(caller(), ${load(context.roles + 32 * k)})`, { lo: 0n, hi: 1n }, 32);
      },
    ],
    [
      "call.arg",
      ([given], site) => {
        const k = positionOf(given!, "call.arg", site);
        if (k < 0 || k >= rights.args) {
          return site.trap();
        }
        site.use.args.add(k);
        return makeValue(load(context.args + 32 * k), signedRange(64), 64);
      },
    ],
    [
      "call.reject",
      ([given], site) => {
        const code = toSigned(given!);
        const constant = constantOf(code);
        if (constant !== undefined) {
          if (constant < 1n || constant > 65_535n)
            return site.refuse(`call.reject(${constant}): codes are 1 to 65535.`);
          site.line(`${site.need("$reject")}(${constant})`);
          return site.ends();
        }
        const held = site.hold(code);
        // What is not a code has no other meaning than a trap.
        site.trapIf(`iszero(lt(sub(${held.text}, 1), 65535))`);
        site.line(`${site.need("$reject")}(${held.text})`);
        return site.ends();
      },
    ],
    [
      "pay.to",
      ([to, given], site) => {
        const who = whoOf(to!, "pay.to", site);
        const amount = site.hold(toSigned(given!));
        if (!rights.pay || (who === "submitter" && !rights.record)) {
          return site.trap();
        }
        site.use.pays = true;
        site.trapIf(load(context.payTo));
        if (amount.lo < 0n) site.trapIf(`slt(${amount.text}, 0)`);
        if (who === "submitter") site.use.record = true;
        site.line(`mstore(${plus(CONTEXT, context.payTo)}, ${who === "caller" ? 1 : 2})`);
        site.line(`mstore(${plus(CONTEXT, context.payAmount)}, ${amount.text})`);
        return undefined;
      },
    ],
  ]);
}
