import { errorCode } from "@chainlearn/core";
import { composition, deployed } from "../composition.ts";
import { outcomeOf, type Task } from "../outcome.ts";
import { fromText, toText } from "../text.ts";
import { examine } from "./deployment.ts";

const get = async (path: string): Promise<Response> => fetch(path);
const bytes = async (path: string): Promise<Uint8Array> =>
  new Uint8Array(await (await get(path)).arrayBuffer());

const codeOf = (call: Promise<unknown>): Promise<string | undefined> =>
  call.then(
    () => "none",
    (error: unknown) => errorCode(error),
  );

/** What the test waits for. */
async function run(): Promise<string> {
  const task = fromText(await (await get("task.json")).text()) as Task;
  const where = fromText(await (await get("deployment.json")).text()) as Parameters<typeof examine>[1];
  return toText({
    outcome: await outcomeOf(composition, task, () => bytes("linked.wasm")),
    another: await codeOf(outcomeOf(composition, task, () => bytes("another.wasm"))),
    without: await codeOf(outcomeOf(composition, task)),
    findings: await examine(deployed, where, () => bytes("deployed.wasm")),
  });
}

Object.assign(globalThis, { result: run() });
