import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../../..", import.meta.url));
const GUIDE = join(root, "docs/getting-started.md");

/** The guide, as a reader works through it: what to type, and what to write into files. */
export interface Guide {
  /** Lines of its shell blocks in their order. */
  readonly commands: readonly string[];
  /** Its code blocks in their order: the kernel and the configuration. */
  readonly files: readonly string[];
}

export async function readGuide(): Promise<Guide> {
  const text = await readFile(GUIDE, "utf8");
  const blocks = (language: string): string[] =>
    [...text.matchAll(new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\n\`\`\``, "g"))].map(([, code]) => code!);
  return { commands: blocks("sh").flatMap((block) => block.split("\n")), files: blocks("ts") };
}

/** Runs a line as a shell does; rejects with what it printed when it fails. */
export async function type(line: string, folder: string): Promise<string> {
  const { stdout } = await run("sh", ["-c", line], { cwd: folder, maxBuffer: 2 ** 26 });
  return stdout;
}

/** Writes the guide's two files; the configuration with ports that are free here. */
export async function edit(
  folder: string,
  [kernel, config]: readonly string[],
  ports: readonly number[],
): Promise<void> {
  await writeFile(join(folder, "src/my-model/kernel.ts"), `${kernel}\n`);
  const [anvil, wasm] = ports;
  const here = config!
    .replace("anvil()", `anvil({ port: ${anvil} })`)
    .replace("cosmwasm()", `cosmwasm({ port: ${wasm} })`);
  await writeFile(join(folder, "chainlearn.config.ts"), `${here}\n`);
}

/**
 * Ends its group of processes when its standard input ends, which it does with whoever started it, however that ends:
 * a group of its own gets no signal of a terminal. Where the line has ended by itself, what it has left may go on.
 */
const WATCH = "exec 3<&0 </dev/null; { cat <&3; kill -0 $$ && kill 0; } >/dev/null 2>&1 & exec 3<&-;";

/** A line that stays, with a way to press Ctrl-C: the whole group of processes gets the signal, as from a terminal. */
export interface Staying {
  /** Resolves when it has printed a text. */
  said(text: string): Promise<void>;
  interrupt(): Promise<void>;
}

export function start(line: string, folder: string): Staying {
  const child: ChildProcess = spawn("sh", ["-c", `${WATCH} ${line}`], { cwd: folder, detached: true });
  let output = "";
  const ended = once(child, "close");
  const said = (text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (output.includes(text)) resolve();
      };
      for (const stream of [child.stdout!, child.stderr!])
        stream.on("data", (chunk: Buffer) => {
          output += chunk.toString();
          look();
        });
      void ended.then(() => reject(new Error(`${line} has ended: ${output}`)));
    });
  return {
    said,
    interrupt: async () => {
      if (child.exitCode === null) process.kill(-child.pid!, "SIGINT");
      await ended;
    },
  };
}
