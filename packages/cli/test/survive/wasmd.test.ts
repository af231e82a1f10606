import { adds } from "./additions.ts";
import { wasmd } from "./chains.ts";
import { survives } from "./deployment.ts";
import { replays } from "./replay.ts";

survives(wasmd);
replays(wasmd);
adds(wasmd);
