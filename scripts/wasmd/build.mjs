// Builds a real wasmd for the tests where Go is present; a second run finds the first one's binary.
// Exit code 0: there is one now; 1: it could not be built; 2: it cannot be built here. The reason is printed.
import { register } from "tsx/esm/api";

register();
const { buildWasmd } = await import("../../packages/adapter-cosmwasm/src/testing/wasmd/build.ts");

const { available, reason, failed } = await buildWasmd((line) => console.error(`wasmd: ${line}`));
console.error(available ? "wasmd: available" : `wasmd: not available: ${reason}`);
process.exitCode = available ? 0 : failed ? 1 : 2;
