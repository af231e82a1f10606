import { localMarketHost, MARKET_CASES, testMarket } from "./test-market.ts";

testMarket(localMarketHost, Object.values(MARKET_CASES));
