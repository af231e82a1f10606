import { ROLES } from "@chainlearn/core";
import { ContainerModule } from "inversify";
import { stake } from "./stake/plugin.ts";

export { stake };

/** Registers every mechanism of this package. */
export const mechanisms: ContainerModule = new ContainerModule(({ bind }) => {
  bind(ROLES.mechanism).toConstantValue(stake);
});
