import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const STOP_MILLISECONDS = 10_000;
const LOG_TAIL_CHARACTERS = 2000;

/** A node's home folder and, once started, its process. Both are gone after `stop`, and when this process ends. */
export class NodeProcess {
  readonly home = mkdtempSync(join(tmpdir(), "chainlearn-wasmd-"));
  readonly #binary: string;
  #child: ChildProcess | undefined;
  readonly #atExit = (): void => {
    this.#child?.kill("SIGKILL");
    rmSync(this.home, { recursive: true, force: true });
  };

  constructor(binary: string) {
    this.#binary = binary;
    process.once("exit", this.#atExit);
  }

  /** Runs a command of wasmd on the home folder and waits for its end. */
  command(args: readonly string[], input = ""): string {
    const result = spawnSync(this.#binary, [...args, "--home", this.home], { input, encoding: "utf8" });
    if (result.status !== 0)
      throw new Error(`wasmd ${args.slice(0, 2).join(" ")} failed: ${result.error ?? result.stderr}`);
    return result.stdout;
  }

  start(): void {
    const log = openSync(this.#logFile, "a");
    this.#child = spawn(
      this.#binary,
      ["start", "--home", this.home, "--log_level", "warn", "--log_no_color"],
      {
        stdio: ["ignore", log, log],
      },
    );
    closeSync(log);
    // Without this a process that forgets to stop the node would never end.
    this.#child.unref();
  }

  get running(): boolean {
    return this.#child !== undefined && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  get log(): string {
    return readFileSync(this.#logFile, "utf8").slice(-LOG_TAIL_CHARACTERS);
  }

  get #logFile(): string {
    return join(this.home, "node.log");
  }

  async stop(): Promise<void> {
    const child = this.#child;
    if (child && this.running) {
      child.ref();
      const ended = once(child, "exit");
      child.kill("SIGTERM");
      const inTime = await Promise.race([
        ended.then(() => true),
        sleep(STOP_MILLISECONDS, false, { ref: false }),
      ]);
      if (!inTime) {
        child.kill("SIGKILL");
        await ended;
      }
    }
    process.removeListener("exit", this.#atExit);
    rmSync(this.home, { recursive: true, force: true });
  }
}
