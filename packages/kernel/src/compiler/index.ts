export { BinaryReader, nameBytes, unsignedBytes } from "../wasm/binary.ts";
export { ContentCache } from "./cache.ts";
export { type CheckOptions, checkKernel, KERNEL_BUDGET_BYTES, type KernelReport } from "./check/check.ts";
export { compileKernel } from "./compile.ts";
export { type GeneratedKernel, type GenerateOptions, generateKernel, generateKernels } from "./generate.ts";
export { type LinkOptions, linkModel } from "./link.ts";
export { mergeModules } from "./merge.ts";
export { TOOLCHAIN } from "./toolchain.ts";
