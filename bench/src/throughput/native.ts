import { type ChildProcessByStdio, execFile, spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { cellRange } from "@chainlearn/core";
import { modelParams, type ThroughputCase, type Workload } from "./cases.ts";
import type { Contestant, Outcome } from "./contestant.ts";

const execute = promisify(execFile);
const sources = fileURLToPath(new URL("../native/", import.meta.url));

/** How native code is compiled; the comparison with vectors is with the faster of the two. */
export const NATIVE_FLAGS = {
  "native C, scalar": ["-O3", "-fno-tree-vectorize"],
  "native C, vectorised": ["-O3", "-march=native"],
} as const;
export type NativeImplementation = keyof typeof NATIVE_FLAGS;

/** A C compiler of this machine. */
export interface Compiler {
  readonly command: string;
  /** First line of `--version`. */
  readonly version: string;
}

/** The first of CC, gcc, cc and clang that runs, or undefined. */
export async function findCompiler(
  candidates: readonly string[] = [process.env.CC ?? "", "gcc", "cc", "clang"],
): Promise<Compiler | undefined> {
  for (const command of candidates.filter(Boolean)) {
    const found = await execute(command, ["--version"]).catch(() => undefined);
    if (found) return { command, version: found.stdout.split("\n")[0]!.trim() };
  }
  return undefined;
}

/** The file in bench/src/native that holds a model's rule. */
const SOURCES: Readonly<Record<string, string>> = {
  "sparse-perceptron": "perceptron.c",
  "dense-perceptron": "perceptron.c",
};

/** C has no literal for the most negative number. */
const literal = (value: bigint): string =>
  value === -(2n ** 63n) ? "INT64_MIN" : `INT64_C(${value.toString()})`;

/** The composition as definitions of the preprocessor. */
function definitions(subject: ThroughputCase): string[] {
  const { shape, layout, constants, model } = subject.composition;
  const hot = model.manifest.hot(shape).map(cellRange);
  const list = (values: readonly bigint[]): string =>
    `{${(values.length ? values : [0n]).map(literal).join(",")}}`;
  const config = Object.entries({ ...constants, ...modelParams(subject) });
  return [
    ...(shape.encoding === "dense" ? ["DENSE"] : []),
    `FEATURES=${shape.features}`,
    `CLASSES=${shape.classes}`,
    `LANE=${shape.lane}`,
    `VALUE_BITS=${shape.valueBits}`,
    `MAX_ENTRIES=${shape.maxEntries}`,
    `STATE_CELLS=${layout.cells}`,
    `HOT_CELLS=${hot.length}`,
    `HOT_LEAST=${list(hot.map(({ min }) => min))}`,
    `HOT_MOST=${list(hot.map(({ max }) => max))}`,
    ...config.map(([name, value]) => `config_${name}=${literal(value)}`),
  ].map((definition) => `-D${definition}`);
}

/** A compiled program that answers one line for each letter that it is sent. */
class Program {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #answers: AsyncIterator<string>;
  readonly #exit: Promise<number | null>;

  constructor(file: string, args: readonly string[]) {
    this.#child = spawn(file, args, { stdio: ["pipe", "pipe", "inherit"] });
    this.#answers = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
    this.#exit = new Promise((resolve) => {
      this.#child.once("exit", resolve);
      this.#child.once("error", () => resolve(null));
    });
  }

  async ask(letter: string): Promise<string> {
    this.#child.stdin.write(`${letter}\n`);
    const { value, done } = await this.#answers.next();
    if (done) throw new Error(`the native program ended with code ${await this.#exit}`);
    return value;
  }

  async close(): Promise<void> {
    this.#child.stdin.end();
    await this.#exit;
  }
}

/** The same rule in C, compiled for this case in a folder of its own that `close` removes. */
export async function native(
  subject: ThroughputCase,
  workload: Workload,
  implementation: NativeImplementation,
  compiler: Compiler,
): Promise<Contestant> {
  const { shape, layout } = subject.composition;
  const folder = await mkdtemp(join(tmpdir(), "chainlearn-native-"));
  const file = (name: string): string => join(folder, name);
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    const source = join(sources, SOURCES[subject.model] ?? `${subject.model}.c`);
    const flags = [
      "-std=gnu11",
      "-Wall",
      "-Werror",
      ...NATIVE_FLAGS[implementation],
      ...definitions(subject),
    ];
    await execute(compiler.command, [...flags, source, "-o", file("model")]);
    await writeFile(file("batch"), workload.batch);
    const { batch, samples } = workload;
    const program = new Program(file("model"), [
      file("batch"),
      String(batch.length),
      String(samples),
      file("outcome"),
    ]);
    const seconds = async (letter: string): Promise<number> => Number(await program.ask(letter)) / 1e9;
    return {
      implementation,
      update: () => seconds("u"),
      predict: () => seconds("p"),
      outcome: async () => {
        await program.ask("s");
        return readOutcome(await readFile(file("outcome")), {
          stateBytes: (layout.cells * shape.lane) / 8,
          hotCells: layout.hot.length,
          samples,
        });
      },
      close: async () => {
        await program.close();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

function readOutcome(
  file: Uint8Array,
  sizes: { readonly stateBytes: number; readonly hotCells: number; readonly samples: number },
): Outcome {
  const bytes = Uint8Array.from(file);
  const hotEnd = sizes.stateBytes + 8 * sizes.hotCells;
  const view = new DataView(bytes.buffer);
  return {
    state: bytes.slice(0, sizes.stateBytes),
    hot: Array.from({ length: sizes.hotCells }, (_, k) => view.getBigInt64(sizes.stateBytes + 8 * k, true)),
    predictions: Uint32Array.from({ length: sizes.samples }, (_, k) => view.getUint32(hotEnd + 4 * k, true)),
  };
}
