import { KEY_DOMAIN, type PlacedCell, type ResolvedComposition } from "@chainlearn/core";
import { CONTEXT } from "../body.ts";
import type { ContextLayout } from "../context.ts";
import type { Word, WordSite } from "../site.ts";
import { makeValue, signedMax, toSigned, type Value } from "../value.ts";
import { literal, mask, plus } from "../yul.ts";
import { positionOf, TIME_BITS } from "./call.ts";
import { intervalOfCell, readPacked, replacePacked, saturated } from "./cells.ts";

const packed = (name: string, bit: number, bits: number): PlacedCell => ({
  name,
  word: 0,
  bit,
  bits,
  signed: false,
});
// Deposit and left fill 64 bits but stay below 2^63: amounts are.
const DEPOSIT = packed("deposit", 0, 64);
const LEFT = packed("left", 64, 64);
const CLAIMED_BY_SUBMITTER = 129n;
const CLAIMS = packed("claims", 136, 24);

/** `record.*`: the open record's word in the shared memory; claim marks of others in storage. */
export function recordWords(
  { shape, layout, dataHandler }: ResolvedComposition,
  context: ContextLayout,
  hasRecord: boolean,
): Map<string, Word> {
  const address = plus(CONTEXT, context.recordWord);
  const load = (offset: number): string => `mload(${plus(CONTEXT, offset)})`;
  const word = `mload(${address})`;
  const amount = (cell: PlacedCell, site: WordSite): Value =>
    site.compute(readPacked(word, cell), { lo: 0n, hi: signedMax(64) }, 64);

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
    ["record.deposit", (_, site) => amount(DEPOSIT, site)],
    ["record.left", (_, site) => amount(LEFT, site)],
    [
      "record.setLeft",
      ([given], site) => {
        const value = site.hold(toSigned(given!));
        // As unsigned numbers, negative ones are above every deposit.
        if (value.lo !== 0n || value.hi !== 0n)
          site.trapIf(`gt(${value.text}, ${amount(DEPOSIT, site).text})`);
        replace(LEFT, value.text, site);
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
        const claimed = site.fresh();
        site.line(`let ${claimed}`);
        site.line(`switch eq(caller(), ${load(context.submitter)})`);
        site.braces("case 0", () => {
          const id = site.fresh();
          const slot = site.fresh();
          const marks = site.fresh();
          const mark = site.fresh();
          site.line(`let ${id} := ${load(context.recordId)}`);
          // keccak256(domain, bucket in 5 bytes, address in 20 bytes)
          site.line(`mstore(0, or(shl(208, shr(8, ${id})), shl(48, caller())))`);
          site.line(`mstore8(0, ${KEY_DOMAIN.marks})`);
          site.line(`let ${slot} := keccak256(0, 26)`);
          site.line(`let ${marks} := sload(${slot})`);
          site.line(`let ${mark} := shl(and(${id}, 255), 1)`);
          site.line(`${claimed} := iszero(iszero(and(${marks}, ${mark})))`);
          site.braces(`if iszero(${claimed})`, () => {
            site.line(`sstore(${slot}, or(${marks}, ${mark}))`);
            if (!dataHandler.manifest.countsClaims) return;
            const before = site.fresh();
            site.line(`let ${before} := ${word}`);
            const isFull = `eq(${readPacked(before, CLAIMS)}, ${literal(mask(CLAIMS.bits))})`;
            site.line(`mstore(${address}, add(${before}, shl(${CLAIMS.bit}, iszero(${isFull}))))`);
          });
        });
        site.braces("default", () => {
          const before = site.fresh();
          site.line(`let ${before} := ${word}`);
          site.line(`${claimed} := and(shr(${CLAIMED_BY_SUBMITTER}, ${before}), 1)`);
          site.line(`mstore(${address}, or(${before}, ${literal(1n << CLAIMED_BY_SUBMITTER)}))`);
        });
        return makeValue(claimed, { lo: 0n, hi: 1n }, 32);
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
