import { ChainlearnError, kernelId, type MechanismManifest, type ModelManifest } from "@chainlearn/core";
import { type FunctionModule, NotAFunctionModule, readFunctionModule } from "../../wasm/module.ts";
import { CONFIG_MODULE } from "../../words.ts";
import { callProblems } from "./calls.ts";
import { exportProblems } from "./exports.ts";
import { importProblems } from "./imports.ts";
import { inlinedLocals, MAX_LOCALS } from "./locals.ts";
import { inlinedSize, MAX_INLINED_OPERATORS } from "./size.ts";

/** Bytes that a kernel may have unless `checkKernel` is told otherwise. */
export const KERNEL_BUDGET_BYTES = 8192;

/** What a checked kernel is and uses. */
export interface KernelReport {
  /** Hex sha256 of the bytes. */
  readonly id: string;
  readonly bytes: number;
  readonly exports: readonly string[];
  /** Words of the vocabulary that it imports, without parameters and constants. */
  readonly words: readonly string[];
  /** Names of the parameters and constants that it reads. */
  readonly config: readonly string[];
  readonly functions: number;
  /** Operators with all calls inlined. */
  readonly operators: number;
  /** Upper bound of the locals of a function, parameters included, with all calls inlined and locals shared. */
  readonly locals: number;
}

export interface CheckOptions {
  /** Default: {@link KERNEL_BUDGET_BYTES}. */
  readonly budgetBytes?: number;
}

function invalid(manifest: ModelManifest | MechanismManifest, problems: readonly string[]): ChainlearnError {
  const list =
    problems.length === 1 ? ` ${problems[0]}.` : `\n${problems.map((p) => `- ${p}.`).join("\n")}\n`;
  return new ChainlearnError("invalid_kernel", `the kernel of ${manifest.id}:${list}`, {
    details: { plugin: manifest.id, problems: problems.length },
  });
}

function read(kernel: Uint8Array): FunctionModule {
  const module = readFunctionModule(kernel);
  // Second, so that what is refused on purpose is named; what is left is malformed.
  if (!WebAssembly.validate(kernel as Uint8Array<ArrayBuffer>))
    throw new NotAFunctionModule("is not valid wasm");
  return module;
}

/**
 * Checks that a kernel is what every host can run: functions over integers, without memory, state or recursion, that
 * import words of the vocabulary and export what the manifest says.
 * @throws ChainlearnError invalid_kernel with everything that is wrong
 */
export function checkKernel(
  kernel: Uint8Array,
  manifest: ModelManifest | MechanismManifest,
  options: CheckOptions = {},
): KernelReport {
  const budget = options.budgetBytes ?? KERNEL_BUDGET_BYTES;
  if (kernel.length > budget)
    throw invalid(manifest, [`has ${kernel.length} bytes; the budget is ${budget}`]);
  let module: FunctionModule;
  try {
    module = read(kernel);
  } catch (error) {
    if (error instanceof NotAFunctionModule) throw invalid(manifest, [error.message]);
    throw invalid(manifest, ["is not valid wasm"]);
  }
  // Later checks rely on what earlier ones have found to be in order.
  const checks = [
    () => importProblems(module, manifest),
    () => exportProblems(module, manifest),
    () => callProblems(module, manifest),
  ];
  for (const check of checks) {
    const problems = check();
    if (problems.length > 0) throw invalid(manifest, problems);
  }
  const operators = inlinedSize(module);
  if (operators > MAX_INLINED_OPERATORS)
    throw invalid(manifest, [
      `has ${operators} operators when its calls are inlined; at most ${MAX_INLINED_OPERATORS}`,
    ]);
  const locals = inlinedLocals(module);
  if (locals > MAX_LOCALS)
    throw invalid(manifest, [`has ${locals} locals when its calls are inlined; at most ${MAX_LOCALS}`]);
  const imported = module.imports.map(({ word }) => word);
  const isConfig = (word: string): boolean => word.startsWith(`${CONFIG_MODULE}.`);
  return {
    id: kernelId(kernel),
    bytes: kernel.length,
    exports: [...module.exports.keys()],
    words: imported.filter((word) => !isConfig(word)).sort(),
    config: imported
      .filter(isConfig)
      .map((word) => word.slice(CONFIG_MODULE.length + 1))
      .sort(),
    functions: module.functions.length,
    operators,
    locals,
  };
}
