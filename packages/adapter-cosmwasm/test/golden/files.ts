/** Where the data (json) and the contract's code (wasm) of a trace are. */
export const traceFile = (name: string, extension: "json" | "wasm"): URL =>
  new URL(`${name}.${extension}`, import.meta.url);
