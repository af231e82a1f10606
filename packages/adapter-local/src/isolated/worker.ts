// Runs in a worker thread: replays a log that it is sent piece by piece.
import { parentPort, workerData } from "node:worker_threads";
import { type LogReplay, replayHere } from "../replay/log-replay.ts";
import { fromPortable } from "./portable.ts";
import { type Answer, type Question, sentError, type Task } from "./protocol.ts";

const port = parentPort!;
const { composition, parties, options } = workerData as Task;

const answer = (message: Answer): void => port.postMessage(message);

const refuse = (error: unknown): void => answer({ error: sentError(error) });

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
