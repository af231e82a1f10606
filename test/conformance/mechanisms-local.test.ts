import { localMechanismHost } from "./mechanism-hosts.ts";
import { testMechanisms } from "./test-mechanisms.ts";

testMechanisms(localMechanismHost);
