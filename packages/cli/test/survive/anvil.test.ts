import { anvil } from "./chains.ts";
import { survives } from "./deployment.ts";

survives(anvil);
