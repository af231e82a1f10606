/** (func (drop (v128.const 0))) */
const VECTOR_MODULE = Uint8Array.of(
  ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
  ...[1, 4, 1, 0x60, 0, 0, 3, 2, 1, 0],
  ...[10, 23, 1, 21, 0, 0xfd, 12, ...new Array<number>(16).fill(0), 0x1a, 0x0b],
);

/** Whether this engine runs wasm with 128-bit vectors. */
export const hasSimd = (): boolean => WebAssembly.validate(VECTOR_MODULE);
