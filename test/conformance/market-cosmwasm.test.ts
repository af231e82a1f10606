import { embeddedMarketHost, MARKET_CASES, testMarket } from "./test-market.ts";

testMarket(embeddedMarketHost, Object.values(MARKET_CASES));
