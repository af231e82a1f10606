import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { ChainlearnError } from "@chainlearn/core";
import type { ModelLinker } from "@chainlearn/kernel";
import { toPortableModel } from "./portable.ts";
import { type Answer, receivedError } from "./protocol.ts";

const FROM_SOURCE = import.meta.url.endsWith(".ts");
const SOURCE_ARGUMENTS = [
  "--conditions=@chainlearn/source",
  ...["--import", new URL("../../../../scripts/typescript.mjs", import.meta.url).href],
];

/**
 * Links models in a process of its own, for programs that should stay small, as the replay of a long log: the compilers take some
 * 300 MB where nothing has been linked before.
 * @throws ChainlearnError compile_failed; aborted when the process is ended
 */
export const linkInProcess: ModelLinker = (resolved) =>
  new Promise((resolve, reject) => {
    const entry = fileURLToPath(
      new URL(FROM_SOURCE ? "./link-process.ts" : "./link-process.js", import.meta.url),
    );
    const child = fork(entry, [], {
      serialization: "advanced",
      execArgv: FROM_SOURCE ? SOURCE_ARGUMENTS : [],
      stdio: ["ignore", "ignore", "ignore", "ipc"],
    });
    child.once("message", (answer: Answer) => {
      if ("error" in answer) reject(receivedError(answer.error));
      else resolve(answer.value as Uint8Array);
    });
    const fail = (error: Error): void =>
      reject(
        new ChainlearnError(
          "compile_failed",
          `the process that links the model cannot be reached: ${error.message}.`,
          { cause: error },
        ),
      );
    // More than one may come, and one without a listener would end the program.
    child.on("error", fail);
    // Behind an answer it changes nothing.
    child.once("exit", (code, signal) => {
      const how = signal ?? `exit code ${code}`;
      const error =
        code === null
          ? new ChainlearnError("aborted", `linking the model was ended: ${how}.`)
          : new ChainlearnError("compile_failed", `the process that links the model has failed: ${how}.`);
      reject(error);
    });
    child.send(toPortableModel(resolved), (error) => {
      if (error !== null) fail(error);
    });
  });
