import { embeddedHost } from "@chainlearn/adapter-cosmwasm/testing";
import { testHost } from "./test-host.ts";

testHost(embeddedHost);
