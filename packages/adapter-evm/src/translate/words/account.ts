import { KEY_DOMAIN, type PlacedCell, type ResolvedComposition } from "@chainlearn/core";
import { CONTEXT } from "../body.ts";
import type { ContextLayout } from "../context.ts";
import type { Word, WordSite } from "../site.ts";
import type { Value } from "../value.ts";
import { literal, plus } from "../yul.ts";
import { positionOf, whoOf } from "./call.ts";
import { intervalOfCell, readPacked, replacePacked, saturated } from "./cells.ts";

/** `account.*`: packed cells behind the account's credit, directly in storage. */
export function accountWords(
  { layout }: ResolvedComposition,
  context: ContextLayout,
  hasRecord: boolean,
): Map<string, Word> {
  /** The variable that holds the account's first slot; computed once on every way. */
  const key = (who: "caller" | "submitter", site: WordSite): string => {
    const variable = site.variable(who === "caller" ? "$callerKey" : "$submitterKey");
    if (site.facts.has(variable)) return variable;
    site.facts.add(variable);
    const address = who === "caller" ? "caller()" : `mload(${plus(CONTEXT, context.submitter)})`;
    // keccak256(domain, address in 20 bytes)
    site.line(`mstore(0, or(${literal(BigInt(KEY_DOMAIN.account) << 248n)}, shl(88, ${address})))`);
    site.line(`${variable} := keccak256(0, 21)`);
    return variable;
  };

  /** The cell and its slot; undefined when there is none, which traps. */
  const locate = (
    word: string,
    who: Value,
    k: Value,
    site: WordSite,
  ): { cell: PlacedCell; slot: string } | undefined => {
    const account = whoOf(who, word, site);
    const cell = layout.account[positionOf(k, word, site)];
    if (!cell || (account === "submitter" && !hasRecord)) {
      return site.trap();
    }
    if (account === "submitter") site.use.record = true;
    return { cell, slot: plus(key(account, site), cell.word) };
  };

  return new Map<string, Word>([
    [
      "account.get",
      ([who, k], site) => {
        const found = locate("account.get", who!, k!, site);
        return (
          found &&
          site.compute(readPacked(`sload(${found.slot})`, found.cell), intervalOfCell(found.cell), 64)
        );
      },
    ],
    [
      "account.set",
      ([who, k, value], site) => {
        const found = locate("account.set", who!, k!, site);
        if (!found) return undefined;
        const stored = saturated(value!, found.cell, site);
        const word = site.fresh();
        site.line(`let ${word} := sload(${found.slot})`);
        site.line(`sstore(${found.slot}, ${replacePacked(word, found.cell, stored.text)})`);
        return undefined;
      },
    ],
  ]);
}
