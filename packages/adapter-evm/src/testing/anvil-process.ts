import { type ChildProcess, spawn } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import process from "node:process";
import { ChainlearnError } from "@chainlearn/core";

const START_TIMEOUT_MS = 30_000;

/** Path of the binary that the npm package brings for this platform. */
function anvilBinary(): string {
  const arch = { x64: "amd64", arm64: "arm64" }[process.arch as string] ?? process.arch;
  const platform = `anvil-${process.platform}-${arch}`;
  const here = createRequire(import.meta.url);
  try {
    // The platform's package is a dependency of @foundry-rs/anvil and not of ours.
    const anvil = createRequire(here.resolve("@foundry-rs/anvil/package.json"));
    const folder = join(anvil.resolve(`@foundry-rs/${platform}/package.json`), "..");
    return join(folder, "bin", process.platform === "win32" ? "anvil.exe" : "anvil");
  } catch (cause) {
    throw new ChainlearnError("chain_failure", `anvil has no binary for ${platform}.`, { cause });
  }
}

/**
 * Stands between this process and anvil, and ends anvil when its standard input ends: also when this process is killed
 * with no chance to end anything itself. Whatever is sent to the terminal's whole group passes it by.
 */
const KEEPER = `
const child = require("node:child_process").spawn(process.argv[1], process.argv.slice(2), { stdio: ["ignore", "inherit", "inherit"] });
const end = () => child.kill("SIGKILL");
process.stdin.on("end", end).on("error", end).resume();
child.on("error", (error) => { console.error(error.message); process.exit(1); });
child.on("exit", (code) => process.exit(code ?? 1));
`;

/** How anvil is run. */
export interface AnvilProcessOptions {
  /** Loopback port. Default: a free one. */
  readonly port?: number;
  /** Ends with this process even if that is killed, at the price of a second process. Default: false. */
  readonly kept?: boolean;
}

/** A running anvil. */
export interface AnvilProcess {
  /** Loopback port. */
  readonly port: number;
  /** Resolves when it has ended, whoever ended it. */
  readonly ended: Promise<void>;
  /** Ends this process and no other. */
  stop(): Promise<void>;
}

/** Starts anvil on loopback; it ends when this process exits, at the latest. */
export async function startAnvilProcess(
  args: readonly string[],
  { port = 0, kept = false }: AnvilProcessOptions = {},
): Promise<AnvilProcess> {
  const anvil = [anvilBinary(), "--host", "127.0.0.1", "--port", `${port}`, ...args] as const;
  const [command, ...rest] = kept ? [process.execPath, "-e", KEEPER, ...anvil] : anvil;
  const child = spawn(command, rest, { stdio: [kept ? "pipe" : "ignore", "pipe", "pipe"], detached: kept });
  const kill = (): void => void (child.stdin ? child.stdin.destroy() : child.kill("SIGKILL"));
  process.once("exit", kill);
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  void ended.then(() => process.removeListener("exit", kill));
  const stop = async (): Promise<void> => {
    // Waiting for its end has to keep this process alive, running it must not.
    child.ref();
    kill();
    await ended;
  };
  try {
    return { port: await listeningPort(child), ended, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Reads the port from what anvil says; nothing of it is shown, and afterwards nothing is kept. */
function listeningPort(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    let said = "";
    const fail = (why: string, cause?: unknown): void =>
      reject(new ChainlearnError("chain_failure", `anvil did not start: ${why}.`, { cause }));
    const timer = setTimeout(() => fail(`no port after ${START_TIMEOUT_MS} ms`), START_TIMEOUT_MS);
    const hear = (chunk: Buffer): void => {
      said += chunk.toString();
      const port = said.match(/Listening on 127\.0\.0\.1:(\d+)/)?.[1];
      if (port === undefined) return;
      clearTimeout(timer);
      child.stdout?.off("data", hear);
      child.stdout?.resume();
      child.stderr?.resume();
      child.unref();
      resolve(Number(port));
    };
    child.stdout?.on("data", hear);
    child.once("error", (error) => fail(error.message, error));
    child.once("exit", (code) => fail(`it ended with code ${code}`));
  });
}
