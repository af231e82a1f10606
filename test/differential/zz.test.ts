import { startEmbeddedChain } from "@chainlearn/adapter-cosmwasm/embedded";
import { startAnvil } from "@chainlearn/adapter-evm/testing";
import { createLocalChain } from "@chainlearn/adapter-local";
import { runDifferential } from "@chainlearn/core/testing";
import { sparse } from "./compositions.ts";
import {it} from "vitest";
it("x", async()=>{
for (const which of ["local","embedded","evm"]) {
  const other = which==="local"? await createLocalChain({name:"b"}) : which==="evm"? await startAnvil() : await startEmbeddedChain({decimals:18});
  const chains = { local: await createLocalChain(), [which+"2"]: other };
  // warm
  await runDifferential({chains, composition: sparse, seed: 5, operations: 20, print: ()=>{}});
  const t=performance.now(); const c=process.cpuUsage();
  await runDifferential({chains, composition: sparse, seed: 5, operations: 400, print: ()=>{}});
  const u=process.cpuUsage(c);
  console.log(which, performance.now()-t, "ms for 400; cpu", (u.user+u.system)/1000);
  await other.close();
}
});
