import { BinaryReader, nameBytes, unsignedBytes } from "./binary.ts";

const HEADER_LENGTH = 8;
const IMPORT_SECTION = 2;
const FUNCTION_IMPORT = 0;
const GLOBAL_IMPORT = 3;

/**
 * The same module with other names of imported functions. Knows these, as kernels have them, and globals, as the meter
 * brings them, which keep their names.
 * @throws RangeError when there are other imports
 */
export function renameImports(
  wasm: Uint8Array,
  rename: (module: string, name: string) => readonly [module: string, name: string],
): Uint8Array {
  const reader = new BinaryReader(wasm);
  const out = [...reader.take(HEADER_LENGTH)];
  while (!reader.done) {
    const id = reader.byte();
    const content = reader.take(reader.unsigned());
    const body = id === IMPORT_SECTION ? renamed(content, rename) : [...content];
    out.push(id, ...unsignedBytes(body.length), ...body);
  }
  return Uint8Array.from(out);
}

function renamed(section: Uint8Array, rename: Parameters<typeof renameImports>[1]): number[] {
  const reader = new BinaryReader(section);
  const imports = reader.list(() => {
    const start = reader.at;
    const own = [reader.name(), reader.name()] as const;
    const kind = reader.byte();
    if (kind === GLOBAL_IMPORT) {
      reader.take(2);
      return [...section.subarray(start, reader.at)];
    }
    if (kind !== FUNCTION_IMPORT) throw new RangeError(`${own.join(".")} is not a function`);
    const [module, name] = rename(...own);
    return [...nameBytes(module), ...nameBytes(name), FUNCTION_IMPORT, ...unsignedBytes(reader.unsigned())];
  });
  return [...unsignedBytes(imports.length), ...imports.flat()];
}
