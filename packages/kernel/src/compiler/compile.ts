import { runAsc } from "./asc.ts";

/** The flags decide the bytes, hence the kernel's identity: a change of them is a new version of every kernel. */
const FLAGS = [
  ...["--runtime", "stub", "--use", "abort="],
  ...["--noExportMemory", "--initialMemory", "0", "--memoryBase", "0"],
  ...["--disable", "bulk-memory", "--disable", "nontrapping-f2i"],
  ...["-O3", "--converge"],
];

/**
 * Compiles an AssemblyScript file to wasm with the flags of kernels: no runtime, no names, the same bytes everywhere.
 *
 * `@chainlearn/kernel/assembly` is always the vocabulary of this package; other imports are found relative to the
 * file or in `node_modules`. The result is not checked, see {@link checkKernel}.
 * @throws ChainlearnError compile_failed with the compiler's text
 */
export async function compileKernel(options: {
  /** Path of kernel.ts. */
  readonly entry: string;
}): Promise<Uint8Array> {
  return runAsc(options.entry, FLAGS);
}
