import { depositBits, type PlacedCell, type ResolvedComposition } from "@chainlearn/core";
import { CONTEXT } from "../body.ts";
import type { ContextLayout } from "../context.ts";
import type { Word, WordSite } from "../site.ts";
import { makeValue, toSigned, type Value } from "../value.ts";
import { mask, plus } from "../yul.ts";
import { positionOf, TIME_BITS } from "./call.ts";
import { intervalOfCell, readPacked, replacePacked, saturated } from "./cells.ts";

const packed = (name: string, bit: number, bits: number): PlacedCell => ({
  name,
  word: 0,
  bit,
  bits,
  signed: false,
});
/** `record.*`: the open record's word in the shared memory. */
export function recordWords(
  { shape, layout, dataHandler }: ResolvedComposition,
  context: ContextLayout,
  hasRecord: boolean,
): Map<string, Word> {
  const { amountBits } = dataHandler.manifest;
  const deposit = packed("deposit", 0, amountBits);
  const left = packed("left", amountBits, amountBits);
  const most = mask(depositBits(dataHandler.manifest));
  const address = plus(CONTEXT, context.recordWord);
  const load = (offset: number): string => `mload(${plus(CONTEXT, offset)})`;
  const word = `mload(${address})`;
  const amount = (cell: PlacedCell, site: WordSite): Value =>
    site.compute(readPacked(word, cell), { lo: 0n, hi: most }, 64);

  const replace = (cell: PlacedCell, value: string, site: WordSite): void => {
    const before = site.fresh();
    site.line(`let ${before} := ${word}`);
    site.line(`mstore(${address}, ${replacePacked(before, cell, value)})`);
    site.use.recordWritten = true;
  };

  const cellOf = (given: Value, name: string, site: WordSite): PlacedCell | undefined =>
    layout.record[positionOf(given, name, site)];

  const words: [string, Word][] = [
    ["record.time", () => makeValue(load(context.recordTime), { lo: 0n, hi: mask(TIME_BITS) }, 64)],
    [
      "record.label",
      () => makeValue(load(context.recordLabel), { lo: 0n, hi: BigInt(shape.classes - 1) }, 32),
    ],
    ["record.deposit", (_, site) => amount(deposit, site)],
    ["record.left", (_, site) => amount(left, site)],
    [
      "record.setLeft",
      ([given], site) => {
        const value = site.hold(toSigned(given!));
        // As unsigned numbers, negative ones are above every deposit.
        if (value.lo !== 0n || value.hi !== 0n)
          site.trapIf(`gt(${value.text}, ${amount(deposit, site).text})`);
        replace(left, value.text, site);
        return undefined;
      },
    ],
    [
      "record.isSubmitter",
      () => makeValue(`eq(caller(), ${load(context.submitter)})`, { lo: 0n, hi: 1n }, 32),
    ],
    [
      "record.claim",
      (_, site) => {
        site.use.recordWritten = true;
        const claimed = `${site.need("$claim")}(${CONTEXT})`;
        return site.compute(claimed, { lo: 0n, hi: 1n }, 32);
      },
    ],
    [
      "record.get",
      ([k], site) => {
        const cell = cellOf(k!, "record.get", site);
        if (cell) return site.compute(readPacked(word, cell), intervalOfCell(cell), 64);
        return site.trap();
      },
    ],
    [
      "record.set",
      ([k, value], site) => {
        const cell = cellOf(k!, "record.set", site);
        if (!cell) return site.trap();
        replace(cell, saturated(value!, cell, site).text, site);
        return undefined;
      },
    ],
  ];
  return new Map(
    words.map(([name, write]): [string, Word] => [
      name,
      (operands, site) => {
        if (!hasRecord) {
          return site.trap();
        }
        site.use.record = true;
        return write(operands, site);
      },
    ]),
  );
}
