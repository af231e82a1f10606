import { localAnvil } from "./anvil.ts";
import { localCosmWasm } from "./cosmwasm.ts";

/** Chains on this machine, while `chainlearn dev` runs them. They begin anew each time. */
export const localChains = { anvil: localAnvil, cosmwasm: localCosmWasm } as const;
