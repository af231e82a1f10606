import { wasmdAvailability } from "@chainlearn/adapter-cosmwasm/testing";
import { it } from "vitest";
import { MARKET_CASES, testMarket, wasmdMarketHost } from "./test-market.ts";

const { available, reason } = wasmdAvailability();

if (available) testMarket(wasmdMarketHost, Object.values(MARKET_CASES));
else it.skip(`prediction markets on wasmd (skipped: ${reason})`);
