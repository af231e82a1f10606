// Records on a real wasmd what the embedded chain has to do alike, all scenarios or those that are named. Run it after a
// change of the contract or wasmd:
//   node --conditions=@chainlearn/source --import ./scripts/typescript.mjs packages/adapter-cosmwasm/test/golden/record.ts
import { writeFileSync } from "node:fs";
import { buildContract } from "@chainlearn/adapter-cosmwasm/compiler";
import { startWasmd } from "@chainlearn/adapter-cosmwasm/testing";
import { traceFile } from "./files.ts";
import { Recorder } from "./recorder.ts";
import { itemsScenario, partsScenario, purseScenario, stakeScenario } from "./scenarios.ts";

const WASMD = "0.61.14";

const SCENARIOS = [stakeScenario(), await purseScenario(), await itemsScenario(), await partsScenario()];
const names = process.argv.slice(2);

for (const scenario of SCENARIOS.filter(({ name }) => names.length === 0 || names.includes(name))) {
  const { wasm } = await buildContract(scenario.composition);
  const chain = await startWasmd({ onProgress: (line) => console.error(line) });
  try {
    const recorder = await Recorder.open(chain, wasm);
    await scenario.run(recorder, chain);
    writeFileSync(traceFile(scenario.name, "wasm"), wasm);
    writeFileSync(
      traceFile(scenario.name, "json"),
      `${JSON.stringify(recorder.trace(WASMD), undefined, 2)}\n`,
    );
    console.error(`${scenario.name}: ${recorder.steps.length} steps`);
  } finally {
    await chain.close();
  }
}
