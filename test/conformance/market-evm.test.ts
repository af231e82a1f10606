import { anvilMechanismHost } from "@chainlearn/adapter-evm/testing";
import { MARKET_CASES, testMarket } from "./test-market.ts";

testMarket(anvilMechanismHost, Object.values(MARKET_CASES));
