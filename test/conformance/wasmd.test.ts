import { wasmdAvailability, wasmdHost } from "@chainlearn/adapter-cosmwasm/testing";
import { it } from "vitest";
import { testHost } from "./test-host.ts";

const { available, reason } = wasmdAvailability();

if (available) testHost(wasmdHost);
else it.skip(`every model on wasmd, a short run (skipped: ${reason})`);
