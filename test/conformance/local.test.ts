import { localHost } from "./hosts.ts";
import { testHost } from "./test-host.ts";

testHost(localHost);
