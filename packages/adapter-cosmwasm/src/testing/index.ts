export { embeddedMechanismHost, wasmdMechanismHost } from "./mechanism-host.ts";
export { embeddedHost, wasmdHost } from "./model-host.ts";
export { buildWasmd, type WasmdAvailability, wasmdAvailability } from "./wasmd/build.ts";
export { moduleAddress, startWasmd, type Wasmd, type WasmdOptions } from "./wasmd/start.ts";
