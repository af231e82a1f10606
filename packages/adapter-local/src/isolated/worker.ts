// Runs in a worker thread: replays a log that it is sent piece by piece.
import { parentPort, workerData } from "node:worker_threads";
import { ChainlearnError } from "@chainlearn/core";
import { type LogReplay, replayHere } from "../replay/log-replay.ts";
import { fromPortable } from "./portable.ts";
import type { Answer, Question, Task } from "./protocol.ts";

const port = parentPort!;
const { composition, parties, options } = workerData as Task;

const answer = (message: Answer): void => port.postMessage(message);

function refuse(error: unknown): void {
  // What is no ChainlearnError ends the thread, and is told to whoever started it.
  if (!(error instanceof ChainlearnError)) throw error;
  const { code, number, message, remedy, details } = error;
  const text = message.slice(`${code}: `.length, remedy === undefined ? undefined : -` ${remedy}`.length);
  answer({ error: { code, number, text, details } });
}

function run(replay: LogReplay, question: Question): Promise<unknown> {
  if (question.ask === "apply") return replay.apply(question.entries);
  return question.ask === "state" ? replay.state() : replay.snapshot(question.block, question.balance);
}

try {
  const replay = await replayHere(options)(fromPortable(composition), parties);
  port.on("message", (question: Question) => {
    run(replay, question).then((value) => answer({ value }), refuse);
  });
  answer({ value: undefined });
} catch (error) {
  refuse(error);
}
