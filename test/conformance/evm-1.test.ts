import { anvilHost } from "@chainlearn/adapter-evm/testing";
import { testHost } from "./test-host.ts";

testHost(anvilHost, { number: 1, of: 2 });
