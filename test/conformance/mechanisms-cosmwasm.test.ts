import { embeddedMechanismHost } from "@chainlearn/adapter-cosmwasm/testing";
import { testMechanisms } from "./test-mechanisms.ts";

testMechanisms(embeddedMechanismHost);
