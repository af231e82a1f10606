export { champion } from "./champion/plugin.ts";
export { mechanisms } from "./module.ts";
export { points } from "./points/plugin.ts";
export { predictionMarket } from "./prediction-market/plugin.ts";
export { stake } from "./stake/plugin.ts";
