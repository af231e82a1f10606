import { ROLES } from "@chainlearn/core";
import { ContainerModule } from "inversify";
import { champion } from "./champion/plugin.ts";
import { points } from "./points/plugin.ts";
import { predictionMarket } from "./prediction-market/plugin.ts";
import { stake } from "./stake/plugin.ts";

/** Registers every mechanism of this package. */
export const mechanisms: ContainerModule = new ContainerModule(({ bind }) => {
  bind(ROLES.mechanism).toConstantValue(champion);
  bind(ROLES.mechanism).toConstantValue(points);
  bind(ROLES.mechanism).toConstantValue(predictionMarket);
  bind(ROLES.mechanism).toConstantValue(stake);
});
