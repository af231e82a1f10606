export { compileKernel } from "./compile.ts";
export { type GeneratedKernel, generateKernels } from "./generate.ts";
export { TOOLCHAIN } from "./toolchain.ts";
