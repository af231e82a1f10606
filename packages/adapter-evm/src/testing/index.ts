export { type AnvilChain, type AnvilOptions, startAnvil } from "./anvil.ts";
export { type AnvilProcess, type AnvilProcessOptions, startAnvilProcess } from "./anvil-process.ts";
export { anvilMechanismHost } from "./mechanism-host.ts";
export { anvilHost } from "./model-host.ts";
