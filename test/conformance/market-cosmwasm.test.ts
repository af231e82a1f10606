import { embeddedMarketHost, MARKET_CASES, testMarket, testMarketAbuses } from "./test-market.ts";

testMarket(embeddedMarketHost, Object.values(MARKET_CASES));
testMarketAbuses(embeddedMarketHost);
