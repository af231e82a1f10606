export { EmbeddedChain, type EmbeddedOptions } from "./chain.ts";
export { type EmbeddedDevChain, startEmbeddedChain } from "./start.ts";
