import { adds } from "./additions.ts";
import { anvil } from "./chains.ts";
import { survives } from "./deployment.ts";
import { replays } from "./replay.ts";

survives(anvil);
replays(anvil);
adds(anvil);
