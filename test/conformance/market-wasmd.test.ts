import { wasmdAvailability } from "@chainlearn/adapter-cosmwasm/testing";
import { it } from "vitest";
import { MARKET_CASES, testMarket, wasmdMarketHost } from "./test-market.ts";

const { available, reason } = wasmdAvailability();

// The other sizes would keep everybody waiting for their windows.
if (available) testMarket(wasmdMarketHost, [MARKET_CASES.large]);
else it.skip(`prediction markets on wasmd (skipped: ${reason})`);
