import { entryBytes, type ResolvedComposition, SERVED } from "@chainlearn/core";
import { type ContextLayout, sumsBothCopies } from "../context.ts";
import { ownName, type Which } from "../copy.ts";
import { STATE_SLOT, type StateStorage, stateSlot } from "../state-storage.ts";
import { type Interval, largest, signedRange, smallest } from "../value.ts";
import { lanesOf, readLane, replaceLane, saturateSigned, shiftOfCell, wordOfCell } from "../words/lanes.ts";
import { entryCount, indexOfEntry, valueOfEntry } from "../words/sample.ts";
import { literal, mask, plus, shiftLeft, shiftRight, signExtend } from "../yul.ts";
import type { Library, LibraryFunction } from "./library.ts";

/** Names and texts of the row functions of a composition; they are specialised to its lanes and encoding. */
export interface RowFunctions {
  readonly dot: string;
  /** Whether {@link dot} takes the shared memory as its first argument. */
  readonly dotTakesContext: boolean;
  /** For a base that is a multiple of the cells per word. */
  readonly dotAligned: string;
  readonly axpy: string;
  readonly axpyAligned: string;
  readonly norm: string;
  /** Whether the row has a cell outside the model. */
  readonly outOfRange: string;
  readonly dotInterval: Interval;
  readonly normInterval: Interval;
  readonly entryBytes: number;
  readonly library: Library;
}

/** Entries of a dense sample that are squared before the end is asked for. */
const NORM_UNROLLED = 8;

const BASE = literal(STATE_SLOT);

/** Texts that get at the state word of a loop; `at` is its slot. */
interface WordAccess {
  readonly declare: string;
  readonly readNumber: string;
  readonly writeNumber: string;
  readonly readAt: string;
  /** A statement that stores an expression in the slot `at`. */
  writeAt(word: string): string;
}

const wordAccess = (storage: StateStorage): WordAccess => ({
  declare: ["let word", ...storage.declare("initial")].join("\n  "),
  readNumber: storage.read("word", stateSlot("number"), "number", "initial"),
  writeNumber: storage.write(stateSlot("number"), "word", "initial"),
  readAt: storage.read("word", "at", `sub(at, ${BASE})`, "initial"),
  writeAt: (word) => storage.write("at", word, "initial"),
});

const saturateInt64 = (variable: string): string => saturateSigned(variable, 64);

/** Which copy's cells, and the names that its functions have; those without cells are shared. */
interface CopyNames {
  readonly which: Which;
  readonly dot: string;
  readonly axpy: string;
  readonly dotAligned: string;
  readonly axpyAligned: string;
}

export function rowFunctions(
  composition: ResolvedComposition,
  context: ContextLayout,
  storage: StateStorage,
  which: Which,
): RowFunctions {
  const { shape } = composition;
  const own = (name: string): string => ownName(name, which);
  const copy: CopyNames = {
    which,
    dot: own("$row_dot"),
    axpy: own("$row_axpy"),
    dotAligned: own(shape.encoding === "dense" ? "$row_dot_aligned" : "$row_dot"),
    axpyAligned: own(shape.encoding === "dense" ? "$row_axpy_aligned" : "$row_axpy"),
  };
  const { which: _, ...names } = { ...copy, norm: "$row_norm", outOfRange: "$row_out_of_range" };
  const texts =
    shape.encoding === "dense"
      ? denseRows(composition, wordAccess(storage), copy)
      : sparseRows(composition, context, wordAccess(storage), copy);
  const library = new Map<string, LibraryFunction>(
    Object.entries(texts).map(([name, given]) => {
      const { text, needs = [] } = typeof given === "string" ? { text: given } : given;
      return [name, { text, needs: [...needs, ...storage.needs] }];
    }),
  );
  const { dot, norm } = exactIntervals(composition);
  return {
    ...names,
    dotTakesContext: sumsBothCopies(composition),
    library,
    dotInterval: clampTo64(dot),
    normInterval: clampTo64(norm),
    entryBytes: entryBytes(shape),
  };
}

const clampTo64 = ({ lo, hi }: Interval): Interval => {
  const range = signedRange(64);
  return { lo: largest(lo, range.lo), hi: smallest(hi, range.hi) };
};

/** The intervals of the sums before they saturate. */
function exactIntervals({ shape }: ResolvedComposition): { dot: Interval; norm: Interval } {
  const { hi: entries } = entryCount(shape);
  const lane = 1n << BigInt(shape.lane - 1);
  const one = 1n << BigInt(shape.valueBits);
  const value = shape.encoding === "sparse" ? one : 1n << 31n;
  const bound = (entries * value * lane) / one;
  // -2^31 times the most negative lane is positive, hence the symmetric interval, one wider for the floor.
  return {
    dot: shape.encoding === "sparse" ? { lo: -bound, hi: bound - entries } : { lo: -bound - 1n, hi: bound },
    norm: { lo: 0n, hi: (entries * value * value) / one },
  };
}

const exceeds64 = (interval: Interval): boolean => {
  const clamped = clampTo64(interval);
  return clamped.lo !== interval.lo || clamped.hi !== interval.hi;
};

/** `row.dot` of a copy where one walk sums up both: the sums are kept until a row or a cell changes. */
function keptDot({ dot, which }: CopyNames, { rowKey, rowSums }: ContextLayout): LibraryFunction {
  const key = plus("ctx", rowKey);
  return {
    needs: ["$row_dots"],
    text: `function ${dot}(ctx, base, p, length) -> sum {
  let key := or(shl(32, base), p)
  if xor(mload(${key}), key) {
    mstore(${key}, key)
    $row_dots(ctx, base, p, length)
  }
  sum := mload(${plus("ctx", rowSums + 32 * which)})
}`,
  };
}

/**
 * Sums up a row of both copies. Without values that takes one addition an entry: the lanes of both copies, made unsigned
 * by the inverted sign bit, are added up in the two halves of one word.
 */
function bothDots(composition: ResolvedComposition, { rowSums }: ContextLayout, access: WordAccess): string {
  const { shape } = composition;
  const lanes = lanesOf(composition, SERVED);
  const { bits, partBits } = lanes;
  const size = entryBytes(shape);
  const hasValues = shape.encoding === "sparse-values";
  const { dot } = exactIntervals(composition);
  const half = BigInt(partBits);
  const both = (pattern: bigint): string => literal(pattern | (pattern << half));
  const signBits = literal((mask(256) / mask(bits)) << BigInt(bits - 1));
  const add = hasValues
    ? `let value := ${valueOfEntry("entry", shape)}
    served := add(served, mul(value, ${readLane("word", "shift", lanes)}))
    working := add(working, mul(value, ${readLane("word", `add(shift, ${partBits})`, lanes)}))`
    : `working := add(working, and(shr(shift, word), ${both(mask(bits))}))`;
  const separate = hasValues
    ? `served := sar(${shape.valueBits}, served)
  working := sar(${shape.valueBits}, working)`
    : `let excess := shl(${bits - 1}, div(length, ${size}))
  served := sub(and(working, ${literal(mask(partBits))}), excess)
  working := sub(shr(${partBits}, working), excess)`;
  return `function $row_dots(ctx, base, p, length) {
  let end := add(p, length)
  let number := not(0)
  let served
  let working
  ${access.declare}
  for {} lt(p, end) { p := add(p, ${size}) } {
    let entry := calldataload(p)
    let index := add(base, ${indexOfEntry("entry", shape)})
    let next := ${wordOfCell("index", lanes)}
    if xor(next, number) {
      number := next
      ${access.readNumber}
      ${hasValues ? "" : `word := xor(word, ${signBits})`}
    }
    let shift := ${shiftOfCell("index", lanes)}
    ${add}
  }
  ${separate}
  ${exceeds64(dot) ? `${saturateInt64("served")} ${saturateInt64("working")}` : ""}
  mstore(${plus("ctx", rowSums)}, served)
  mstore(${plus("ctx", rowSums + 32)}, working)
}`;
}

/** Rows of sparse samples: cells along the increasing indices, each word read once. */
function sparseRows(
  composition: ResolvedComposition,
  context: ContextLayout,
  access: WordAccess,
  copy: CopyNames,
): Record<string, string | LibraryFunction> {
  const { shape } = composition;
  const lanes = lanesOf(composition, copy.which);
  const size = entryBytes(shape);
  const hasValues = shape.encoding === "sparse-values";
  const { dot, norm } = exactIntervals(composition);
  const product = (factor: string): string =>
    hasValues ? `mul(${valueOfEntry("entry", shape)}, ${factor})` : factor;
  const step = hasValues ? `sar(${shape.valueBits}, ${product("d")})` : "d";
  const ownDot = (): string => `function ${copy.dot}(base, p, length) -> sum {
  let end := add(p, length)
  let number := not(0)
  ${access.declare}
  for {} lt(p, end) { p := add(p, ${size}) } {
    let entry := calldataload(p)
    let index := add(base, ${indexOfEntry("entry", shape)})
    let next := ${wordOfCell("index", lanes)}
    if xor(next, number) {
      number := next
      ${access.readNumber}
    }
    sum := add(sum, ${product(readLane("word", shiftOfCell("index", lanes), lanes))})
  }
  ${hasValues ? `sum := sar(${shape.valueBits}, sum)` : ""}
  ${exceeds64(dot) ? saturateInt64("sum") : ""}
}`;
  const dots = sumsBothCopies(composition)
    ? { [copy.dot]: keptDot(copy, context), $row_dots: bothDots(composition, context, access) }
    : { [copy.dot]: ownDot() };
  return {
    ...dots,
    [copy.axpy]: `function ${copy.axpy}(base, d, p, length) {
  let end := add(p, length)
  let number := ${wordOfCell(`add(base, ${indexOfEntry("calldataload(p)", shape)})`, lanes)}
  ${access.declare}
  ${access.readNumber}
  for {} lt(p, end) { p := add(p, ${size}) } {
    let entry := calldataload(p)
    let index := add(base, ${indexOfEntry("entry", shape)})
    let next := ${wordOfCell("index", lanes)}
    if xor(next, number) {
      ${access.writeNumber}
      number := next
      ${access.readNumber}
    }
    let shift := ${shiftOfCell("index", lanes)}
    let old := ${readLane("word", "shift", lanes)}
    let cell := add(old, ${step})
    ${saturateSigned("cell", lanes.bits)}
    word := ${replaceLane("word", "shift", "old", "cell", lanes)}
  }
  ${access.writeNumber}
}`,
    $row_norm: `function $row_norm(p, length) -> sum {
  for { let end := add(p, length) } lt(p, end) { p := add(p, ${size}) } {
    let value := ${valueOfEntry("calldataload(p)", shape)}
    sum := add(sum, mul(value, value))
  }
  sum := shr(${shape.valueBits}, sum)
  ${exceeds64(norm) ? saturateInt64("sum") : ""}
}`,
    $row_out_of_range: `function $row_out_of_range(base, p, length) -> outside {
  let first := add(base, ${indexOfEntry("calldataload(p)", shape)})
  let last := add(base, ${indexOfEntry(`calldataload(sub(add(p, length), ${size}))`, shape)})
  outside := or(slt(first, 0), sgt(last, ${lanes.cells - 1}))
}`,
  };
}

/** Rows of dense samples: whole words with their lanes unrolled; cell by cell where a row starts within a word. */
function denseRows(
  composition: ResolvedComposition,
  access: WordAccess,
  copy: CopyNames,
): Record<string, string | LibraryFunction> {
  const { shape } = composition;
  const lanes = lanesOf(composition, copy.which);
  const { bits, perWord, firstBit, partBits } = lanes;
  const { dot, norm } = exactIntervals(composition);
  const value = (j: number): string => valueOfEntry(`calldataload(${plus("p", 4 * j)})`, shape);
  const fullWords = Math.floor(shape.features / perWord);
  const rest = shape.features % perWord;
  const bitOf = (j: number): number => firstBit + j * bits;
  const isTop = (j: number): boolean => bitOf(j) + bits === 256;
  const lane = (j: number): string =>
    isTop(j) ? `sar(${bitOf(j)}, word)` : signExtend(shiftRight("word", bitOf(j)), bits);
  /** What a word keeps beside its first cells of this copy. */
  const kept = (cells: number): string => {
    const used = cells * bits;
    if (partBits < 256) return `and(word, not(${literal(mask(used) << BigInt(firstBit))}))`;
    return `shl(${used}, shr(${used}, word))`;
  };
  const changed = `let changed${partBits < 256 ? ` := ${kept(perWord)}` : ""}`;
  const lines = (count: number, line: (j: number) => string): string =>
    Array.from({ length: count }, (_, j) => line(j)).join("\n    ");

  const dots = (count: number): string =>
    lines(count, (j) => `sum := add(sum, mul(${value(j)}, ${lane(j)}))`);
  const finish = `sum := sar(${shape.valueBits}, sum)
  ${exceeds64(dot) ? saturateInt64("sum") : ""}`;

  // The new word is put together from the lanes up: cheaper than exchanging lane after lane in the old one.
  const additions = (count: number): string =>
    lines(count, (j) => {
      const masked = isTop(j) ? "cell" : `and(cell, ${literal(mask(bits))})`;
      return `{
      let cell := add(${lane(j)}, sar(${shape.valueBits}, mul(${value(j)}, d)))
      ${saturateSigned("cell", bits)}
      changed := or(changed, ${shiftLeft(masked, bitOf(j))})
    }`;
    });

  const restOfNorm = shape.features % NORM_UNROLLED;
  const squares = (count: number): string =>
    lines(count, (j) => `value := ${value(j)}\n    sum := add(sum, mul(value, value))`);

  return {
    [copy.dotAligned]: `function ${copy.dotAligned}(base, p, length) -> sum {
  let at := ${stateSlot(wordOfCell("base", lanes))}
  for { let end := add(at, ${fullWords}) } lt(at, end) { at := add(at, 1) } {
    ${access.declare}
    ${access.readAt}
    ${dots(perWord)}
    p := add(p, ${4 * perWord})
  }
  ${
    rest
      ? `{
    ${access.declare}
    ${access.readAt}
    ${dots(rest)}
  }`
      : ""
  }
  ${finish}
}`,
    [copy.dot]: {
      needs: [copy.dotAligned],
      text: `function ${copy.dot}(base, p, length) -> sum {
  switch and(base, ${perWord - 1})
  case 0 { sum := ${copy.dotAligned}(base, p, length) }
  default {
    let number := not(0)
    ${access.declare}
    for { let end := add(base, ${shape.features}) } lt(base, end) { base := add(base, 1) } {
      let next := ${wordOfCell("base", lanes)}
      if xor(next, number) {
        number := next
        ${access.readNumber}
      }
      sum := add(sum, mul(${value(0)}, ${readLane("word", shiftOfCell("base", lanes), lanes)}))
      p := add(p, 4)
    }
    ${finish}
  }
}`,
    },
    [copy.axpyAligned]: `function ${copy.axpyAligned}(base, d, p, length) {
  let at := ${stateSlot(wordOfCell("base", lanes))}
  for { let end := add(at, ${fullWords}) } lt(at, end) { at := add(at, 1) } {
    ${access.declare}
    ${access.readAt}
    ${changed}
    ${additions(perWord)}
    ${access.writeAt("changed")}
    p := add(p, ${4 * perWord})
  }
  ${
    rest
      ? `{
    ${access.declare}
    ${access.readAt}
    let changed := ${kept(rest)}
    ${additions(rest)}
    ${access.writeAt("changed")}
  }`
      : ""
  }
}`,
    [copy.axpy]: {
      needs: [copy.axpyAligned],
      text: `function ${copy.axpy}(base, d, p, length) {
  switch and(base, ${perWord - 1})
  case 0 { ${copy.axpyAligned}(base, d, p, length) }
  default {
    let number := ${wordOfCell("base", lanes)}
    ${access.declare}
  ${access.readNumber}
    for { let end := add(base, ${shape.features}) } lt(base, end) { base := add(base, 1) } {
      let next := ${wordOfCell("base", lanes)}
      if xor(next, number) {
        ${access.writeNumber}
        number := next
        ${access.readNumber}
      }
      let shift := ${shiftOfCell("base", lanes)}
      let old := ${readLane("word", "shift", lanes)}
      let cell := add(old, sar(${shape.valueBits}, mul(${value(0)}, d)))
      ${saturateSigned("cell", bits)}
      word := ${replaceLane("word", "shift", "old", "cell", lanes)}
      p := add(p, 4)
    }
    ${access.writeNumber}
  }
}`,
    },
    $row_norm: `function $row_norm(p, length) -> sum {
  let value
  for { let end := add(p, ${4 * (shape.features - restOfNorm)}) } lt(p, end) { p := add(p, ${4 * NORM_UNROLLED}) } {
    ${squares(NORM_UNROLLED)}
  }
  ${squares(restOfNorm)}
  sum := shr(${shape.valueBits}, sum)
  ${exceeds64(norm) ? saturateInt64("sum") : ""}
}`,
    $row_out_of_range: `function $row_out_of_range(base, p, length) -> outside {
  outside := or(slt(base, 0), sgt(base, ${lanes.cells - shape.features}))
}`,
  };
}
