import { wasmd } from "./chains.ts";
import { survives } from "./deployment.ts";

survives(wasmd);
