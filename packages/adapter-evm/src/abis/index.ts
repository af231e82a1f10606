export { championAbi } from "./champion.ts";
export { pointsAbi } from "./points.ts";
export { predictionMarketAbi } from "./prediction-market.ts";
export { stakeAbi } from "./stake.ts";
