import { localMarketHost, MARKET_CASES, testMarket, testMarketAbuses } from "./test-market.ts";

testMarket(localMarketHost, Object.values(MARKET_CASES));
testMarketAbuses(localMarketHost);
