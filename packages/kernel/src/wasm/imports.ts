import { BinaryReader, nameBytes, unsignedBytes } from "./binary.ts";

const HEADER_LENGTH = 8;
const IMPORT_SECTION = 2;
const FUNCTION_IMPORT = 0;

/**
 * The same module with other import names. Knows function imports only, as kernels have them.
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
    const [module, name] = rename(reader.name(), reader.name());
    if (reader.byte() !== FUNCTION_IMPORT) throw new RangeError(`${module}.${name} is not a function`);
    return [...nameBytes(module), ...nameBytes(name), FUNCTION_IMPORT, ...unsignedBytes(reader.unsigned())];
  });
  return [...unsignedBytes(imports.length), ...imports.flat()];
}
