import type { Price } from "../prices.ts";
import { BinaryReader, nameBytes, unsignedBytes } from "./binary.ts";
import { readInstruction } from "./module.ts";

const HEADER_LENGTH = 8;
const SECTION = { types: 1, imports: 2, code: 10 } as const;
const FUNCTION_IMPORT = 0;
const GLOBAL_IMPORT = 3;
const I64 = 0x7e;
const MUTABLE = 1;
/** Operators that count as one turn. */
const OPERATORS_PER_TURN = 16;

/** The imports of a metered kernel: turns that are left, and entries of the sample that row words loop over. */
export const FUEL_IMPORT = { module: "fuel", left: "left", entries: "entries" } as const;

/** A kernel has no globals of its own, so that these are numbers 0 and 1. */
const GLOBALS = [FUEL_IMPORT.left, FUEL_IMPORT.entries].map((name) => [
  ...nameBytes(FUEL_IMPORT.module),
  ...nameBytes(name),
  ...[GLOBAL_IMPORT, I64, MUTABLE],
]);

/** i64.const of a number from 0 on. */
function constant(value: number): number[] {
  const bytes = unsignedBytes(value);
  // The highest bit would be read as a sign.
  const last = bytes.at(-1)!;
  return last < 0x40 ? [0x42, ...bytes] : [0x42, ...bytes.slice(0, -1), last | 0x80, 0];
}

/** left = left - turns (- entries); if (left < 0) unreachable */
const charge = ({ turns, perEntry }: Price): number[] => [
  ...[0x23, 0, ...constant(turns), 0x7d],
  ...(perEntry ? [0x23, 1, 0x7d] : []),
  ...[0x24, 0, 0x23, 0, 0x42, 0, 0x53, 0x04, 0x40, 0x00, 0x0b],
];

const chargeOperators = (count: number): number[] =>
  charge({ turns: Math.ceil(count / OPERATORS_PER_TURN), perEntry: false });

/** Operators of a function outside its loops, then of each loop outside those in it; loops as they begin. */
function countOperators(reader: BinaryReader): number[] {
  const counts = [0];
  const outer: number[] = [];
  let current = 0;
  while (!reader.done) {
    const { name } = readInstruction(reader).operator;
    if (name === "loop" || name === "block" || name === "if") outer.push(current);
    if (name === "loop") current = counts.push(0) - 1;
    counts[current]! += 1;
    if (name === "end") current = outer.pop() ?? current;
  }
  return counts;
}

function meteredBody(body: Uint8Array, prices: readonly Price[]): number[] {
  const reader = new BinaryReader(body);
  reader.list(() => [reader.unsigned(), reader.byte()]);
  const [own, ...loops] = countOperators(new BinaryReader(body.subarray(reader.at)));
  const out = [...body.subarray(0, reader.at), ...chargeOperators(own!)];
  while (!reader.done) {
    const start = reader.at;
    const { operator, index } = readInstruction(reader);
    const price = operator.name === "call" ? prices[index] : undefined;
    if (price) out.push(...charge(price));
    out.push(...body.subarray(start, reader.at));
    if (operator.name === "loop") out.push(...chargeOperators(loops.shift()!));
  }
  return out;
}

function meteredCode(section: Uint8Array, prices: readonly Price[]): number[] {
  const reader = new BinaryReader(section);
  const bodies = reader.list(() => meteredBody(reader.take(reader.unsigned()), prices));
  return [
    ...unsignedBytes(bodies.length),
    ...bodies.flatMap((body) => [...unsignedBytes(body.length), ...body]),
  ];
}

/** `module.name` of every import, all of which are functions. */
function importedWords(section: Uint8Array): string[] {
  const reader = new BinaryReader(section);
  return reader.list(() => {
    const word = `${reader.name()}.${reader.name()}`;
    if (reader.byte() !== FUNCTION_IMPORT) throw new RangeError(`${word} is not a function`);
    reader.unsigned();
    return word;
  });
}

function withGlobals(imports: Uint8Array): number[] {
  const reader = new BinaryReader(imports);
  const count = reader.unsigned();
  return [...unsignedBytes(count + GLOBALS.length), ...imports.subarray(reader.at), ...GLOBALS.flat()];
}

/**
 * A kernel that counts what it does in an imported global, and traps when nothing is left: every turn of a loop and every
 * call of a function by the operators in it, and every word by its price. Kernels have no recursion, so nothing else can
 * make them run long.
 * @param wasm a checked kernel
 * @param priceOf of an imported word, `module.name`
 */
export function meterKernel(wasm: Uint8Array, priceOf: (word: string) => Price): Uint8Array {
  const reader = new BinaryReader(wasm);
  const sections: { readonly id: number; readonly body: readonly number[] }[] = [];
  const header = reader.take(HEADER_LENGTH);
  let prices: readonly Price[] = [];
  while (!reader.done) {
    const id = reader.byte();
    const content = reader.take(reader.unsigned());
    if (id === SECTION.imports) prices = importedWords(content).map(priceOf);
    const body =
      id === SECTION.code
        ? meteredCode(content, prices)
        : id === SECTION.imports
          ? withGlobals(content)
          : [...content];
    sections.push({ id, body });
  }
  if (!sections.some(({ id }) => id === SECTION.imports)) {
    const behind = sections.findIndex(({ id }) => id === SECTION.types) + 1;
    sections.splice(behind, 0, { id: SECTION.imports, body: [GLOBALS.length, ...GLOBALS.flat()] });
  }
  return Uint8Array.from([
    ...header,
    ...sections.flatMap(({ id, body }) => [id, ...unsignedBytes(body.length), ...body]),
  ]);
}
