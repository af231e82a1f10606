export { type AnvilChain, type AnvilOptions, startAnvil } from "./anvil.ts";
export { anvilMechanismHost } from "./mechanism-host.ts";
export { anvilHost } from "./model-host.ts";
