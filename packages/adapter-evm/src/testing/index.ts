export { type AnvilChain, type AnvilOptions, startAnvil } from "./anvil.ts";
