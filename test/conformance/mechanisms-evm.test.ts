import { anvilMechanismHost } from "@chainlearn/adapter-evm/testing";
import { testMechanisms } from "./test-mechanisms.ts";

testMechanisms(anvilMechanismHost);
