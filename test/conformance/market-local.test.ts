import { localMarketHost, MARKET_CASES, testMarket } from "./test-market.ts";

const { large, ...others } = MARKET_CASES;
const interrupted = {
  title: `${large.title}, in calls of 77 steps`,
  size: large.size,
  options: { steps: 77n, calls: 5 },
};

testMarket(localMarketHost, [...Object.values(others), interrupted]);
