import { wasmdAvailability, wasmdMechanismHost } from "@chainlearn/adapter-cosmwasm/testing";
import { it } from "vitest";
import { testMechanisms } from "./test-mechanisms.ts";

/** Random operations per mechanism; the environment can ask for more, as for the 3,000 of the other chains. */
const OPERATIONS = Number(process.env.CHAINLEARN_WASMD_OPERATIONS ?? 1_000);

const { available, reason } = wasmdAvailability();

if (available) testMechanisms(wasmdMechanismHost, OPERATIONS);
else it.skip(`every mechanism on wasmd (skipped: ${reason})`);
