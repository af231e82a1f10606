export { EmbeddedChain, type EmbeddedOptions, type EmbeddedResult } from "./chain.ts";
export { type EmbeddedDevChain, startEmbeddedChain } from "./start.ts";
