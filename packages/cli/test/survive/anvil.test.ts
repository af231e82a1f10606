import { anvil } from "./chains.ts";
import { survives } from "./deployment.ts";
import { replays } from "./replay.ts";

survives(anvil);
replays(anvil);
