import { spawn } from "node:child_process";

const running = new Set();
const GRACE_MS = 10_000;
const INTERRUPTED = 130;
/** What we start tells nobody about its use. */
const PRIVATE = { TURBO_TELEMETRY_DISABLED: "1", DO_NOT_TRACK: "1" };
let interrupted = false;

/**
 * Every child leads a process group of its own: a signal reaches all that it started, and nothing else. (Windows has
 * no groups; there the child alone is ended.)
 */
function signalGroup(child, signal) {
  try {
    if (process.platform === "win32") child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch (error) {
    if (error.code !== "ESRCH") throw error; // nobody is left
  }
}

/** Ends one child and what it started; waits until the child is gone. */
async function stopChild({ child, ended }) {
  if (child.pid === undefined) return;
  signalGroup(child, "SIGTERM");
  const late = setTimeout(() => signalGroup(child, "SIGKILL"), GRACE_MS);
  await ended;
  clearTimeout(late);
  signalGroup(child, "SIGKILL");
}

async function stopAll() {
  if (interrupted) return;
  interrupted = true;
  // A terminal that is closed takes no more output, which must not end us before the children.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
  await Promise.all([...running].map(stopChild));
  process.exit(INTERRUPTED);
}

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"];

/** From now on Ctrl-C, SIGTERM and a closed terminal end the running children, then this process with code 130. */
export function stopChildrenOnSignals() {
  for (const signal of SIGNALS) process.on(signal, stopAll);
}

/**
 * Runs a program that handles signals itself and may ask: it gets the terminal, and each signal once, however long it
 * takes then. Takes the place of {@link stopChildrenOnSignals}.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{cwd?: string}} options
 * @returns {Promise<number>} its exit code, as of `startChild`
 */
export function runInForeground(command, args, { cwd }) {
  // Ctrl-C and the end of a terminal reach all processes of it, and npm sends it to us once more. Without a terminal the program is
  // alone in its group, so that all of its signals come from here.
  const terminal = process.stdin.isTTY === true;
  const detached = !terminal && process.platform !== "win32";
  const child = spawn(command, args, { cwd, stdio: "inherit", detached });
  const sent = new Set(terminal ? ["SIGINT", "SIGHUP"] : []);
  for (const signal of SIGNALS) {
    process.off(signal, stopAll);
    process.on(signal, () => {
      if (sent.has(signal)) return;
      sent.add(signal);
      child.kill(signal);
    });
  }
  return new Promise((resolve) => {
    child.once("error", (error) => {
      console.error(`${command}: ${error.message}`);
      resolve(127);
    });
    child.once("close", (code) => resolve(code ?? 128));
  });
}

/**
 * Starts a program.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{cwd?: string, env?: Record<string, string>, stdio?: "inherit" | "capture" | "stderr"}} options
 *   inherit: the child writes where we write; stderr: all it writes goes to our stderr; capture: kept for the caller
 * @returns {{child: import("node:child_process").ChildProcess, ended: Promise<{code: number, output: string}>}}
 *   `ended` never rejects; a program that cannot be started has code 127, one ended by a signal 128
 */
export function startChild(command, args, { cwd, env = {}, stdio = "capture" } = {}) {
  const streams = { inherit: "inherit", stderr: ["ignore", 2, 2], capture: ["ignore", "pipe", "pipe"] };
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, ...PRIVATE, ...env },
    stdio: streams[stdio],
    detached: process.platform !== "win32",
  });
  const output = [];
  child.stdout?.on("data", (chunk) => output.push(chunk));
  child.stderr?.on("data", (chunk) => output.push(chunk));
  const ended = new Promise((resolve) => {
    child.once("error", (error) => resolve({ code: 127, output: `${command}: ${error.message}\n` }));
    child.once("close", (code) => resolve({ code: code ?? 128, output: Buffer.concat(output).toString() }));
  });
  const entry = { child, ended };
  running.add(entry);
  void ended.then(() => running.delete(entry));
  return entry;
}

/**
 * Starts a program and waits for its end; see {@link startChild}. Once a signal has come it never settles, so that
 * nothing is started after it: the signal's handler ends this process.
 */
export async function runChild(command, args, options) {
  const outcome = await startChild(command, args, options).ended;
  if (interrupted) await new Promise(() => {});
  return outcome;
}
