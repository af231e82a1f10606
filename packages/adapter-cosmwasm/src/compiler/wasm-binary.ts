import { BinaryReader, unsignedBytes } from "@chainlearn/kernel/compiler";

export const SECTION = {
  type: 1,
  import: 2,
  function: 3,
  table: 4,
  memory: 5,
  global: 6,
  export: 7,
  start: 8,
  code: 10,
} as const;

const HEADER_BYTES = 8;

/** The sections of a module in their order; custom ones have id 0. */
export function sectionsOf(wasm: Uint8Array): { readonly id: number; readonly content: Uint8Array }[] {
  const reader = new BinaryReader(wasm);
  reader.take(HEADER_BYTES);
  const sections: { id: number; content: Uint8Array }[] = [];
  while (!reader.done) sections.push({ id: reader.byte(), content: reader.take(reader.unsigned()) });
  return sections;
}

/** The module that consists of these sections. */
export function moduleOf(
  sections: readonly { readonly id: number; readonly content: ArrayLike<number> }[],
): Uint8Array {
  const parts = sections.map(({ id, content }) => [
    id,
    ...unsignedBytes(content.length),
    ...Array.from(content),
  ]);
  return Uint8Array.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, ...parts.flat()]);
}
