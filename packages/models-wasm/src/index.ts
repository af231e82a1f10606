import { ROLES } from "@chainlearn/core";
import { ContainerModule } from "inversify";
import { sparsePerceptron } from "./sparse-perceptron/plugin.ts";

export { sparsePerceptron };

/** Registers every model of this package. */
export const models: ContainerModule = new ContainerModule(({ bind }) => {
  bind(ROLES.model).toConstantValue(sparsePerceptron);
});
