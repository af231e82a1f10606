import { BinaryReader, nameBytes, unsignedBytes } from "./binary.ts";
import { readInstruction } from "./module.ts";

const HEADER_LENGTH = 8;
const SECTION = { types: 1, imports: 2, code: 10 } as const;
const GLOBAL_IMPORT = 3;
const I64 = 0x7e;
const MUTABLE = 1;

/** Module and name of the import that says how many turns of loops are left. */
export const FUEL_IMPORT = { module: "fuel", name: "left" } as const;

const GLOBAL = [
  ...nameBytes(FUEL_IMPORT.module),
  ...nameBytes(FUEL_IMPORT.name),
  ...[GLOBAL_IMPORT, I64, MUTABLE],
];

/** left = left - 1; if (left < 0) unreachable. A kernel has no global of its own, so that this one is number 0. */
const TURN = [...[0x23, 0, 0x42, 1, 0x7d, 0x24, 0], ...[0x23, 0, 0x42, 0, 0x53, 0x04, 0x40, 0x00, 0x0b]];

function meteredBody(body: Uint8Array): number[] {
  const reader = new BinaryReader(body);
  reader.list(() => [reader.unsigned(), reader.byte()]);
  const out = [...body.subarray(0, reader.at)];
  while (!reader.done) {
    const start = reader.at;
    const { operator } = readInstruction(reader);
    out.push(...body.subarray(start, reader.at));
    if (operator.name === "loop") out.push(...TURN);
  }
  return out;
}

function meteredCode(section: Uint8Array): number[] {
  const reader = new BinaryReader(section);
  const bodies = reader.list(() => meteredBody(reader.take(reader.unsigned())));
  return [
    ...unsignedBytes(bodies.length),
    ...bodies.flatMap((body) => [...unsignedBytes(body.length), ...body]),
  ];
}

function withGlobal(imports: Uint8Array): number[] {
  const reader = new BinaryReader(imports);
  const count = reader.unsigned();
  return [...unsignedBytes(count + 1), ...imports.subarray(reader.at), ...GLOBAL];
}

/**
 * A kernel that counts the turns of its loops, all loops together, in an imported global, and traps when none are left.
 * Kernels have no recursion, so nothing else can make them run forever.
 * @param wasm a checked kernel; its imports may have been renamed
 */
export function meterLoops(wasm: Uint8Array): Uint8Array {
  const reader = new BinaryReader(wasm);
  const sections: { readonly id: number; readonly body: readonly number[] }[] = [];
  const header = reader.take(HEADER_LENGTH);
  while (!reader.done) {
    const id = reader.byte();
    const content = reader.take(reader.unsigned());
    const body =
      id === SECTION.code
        ? meteredCode(content)
        : id === SECTION.imports
          ? withGlobal(content)
          : [...content];
    sections.push({ id, body });
  }
  if (!sections.some(({ id }) => id === SECTION.imports)) {
    const behind = sections.findIndex(({ id }) => id === SECTION.types) + 1;
    sections.splice(behind, 0, { id: SECTION.imports, body: [1, ...GLOBAL] });
  }
  return Uint8Array.from([
    ...header,
    ...sections.flatMap(({ id, body }) => [id, ...unsignedBytes(body.length), ...body]),
  ]);
}
