export { type AnvilChain, type AnvilOptions, startAnvil } from "./anvil.ts";
export { anvilHost } from "./model-host.ts";
export { anvilMechanismHost } from "./mechanism-host.ts";
