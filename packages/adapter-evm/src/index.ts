export { contractAbi, shellAbi } from "./abi.ts";
export { createEvmAdapter, type EvmAdapterOptions } from "./adapter.ts";
export type { CompiledContract, EvmCompiler, Immutable } from "./artifact.ts";
export type { ConnectionOptions } from "./connection.ts";
export { WEI_PER_UNIT } from "./units.ts";
