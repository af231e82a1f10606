import { ChainlearnError } from "@chainlearn/core";
import binaryen from "binaryen";
import { readModule, type WasmModule } from "./wasm.ts";

/** How the names that a kernel reads with `config.<name>()` are bound. */
export interface Configuration {
  /** Folded into the code. */
  readonly constants: Readonly<Record<string, bigint>>;
  /** Read at run time; name to position. */
  readonly params: ReadonlyMap<string, number>;
  /** Host words whose result is known, as `sample.count`. */
  readonly fixed: ReadonlyMap<string, bigint>;
  /** Exports that are not translated. */
  readonly without?: readonly string[];
}

const PARAM = "param$";

/** The position of the parameter that a global stands for. */
export const paramOfGlobal = (name: string): number | undefined =>
  name.startsWith(PARAM) ? Number(name.slice(PARAM.length)) : undefined;

const FEATURES = binaryen.Features.MVP | binaryen.Features.SignExt | binaryen.Features.MutableGlobals;
/** No limit in practice: kernels have a size limit of their own and no recursion. */
const ANY_SIZE = 1_000_000;

/** The optimiser's settings belong to the whole process; other users of the library must not notice us. */
function withOptimiserSettings(run: () => void): void {
  const before = {
    optimize: binaryen.getOptimizeLevel(),
    shrink: binaryen.getShrinkLevel(),
    always: binaryen.getAlwaysInlineMaxSize(),
    flexible: binaryen.getFlexibleInlineMaxSize(),
    once: binaryen.getOneCallerInlineMaxSize(),
  };
  binaryen.setOptimizeLevel(3);
  binaryen.setShrinkLevel(0);
  binaryen.setAlwaysInlineMaxSize(ANY_SIZE);
  binaryen.setFlexibleInlineMaxSize(ANY_SIZE);
  binaryen.setOneCallerInlineMaxSize(ANY_SIZE);
  try {
    run();
  } finally {
    binaryen.setOptimizeLevel(before.optimize);
    binaryen.setShrinkLevel(before.shrink);
    binaryen.setAlwaysInlineMaxSize(before.always);
    binaryen.setFlexibleInlineMaxSize(before.flexible);
    binaryen.setOneCallerInlineMaxSize(before.once);
  }
}

function bindConfiguration(module: binaryen.Module, configuration: Configuration): void {
  const replace = (name: string, type: number, body: number): void => {
    module.removeFunction(name);
    module.addFunction(name, binaryen.none, type, [], body);
  };
  const imported = Array.from({ length: module.getNumFunctions() }, (_, i) =>
    binaryen.getFunctionInfo(module.getFunctionByIndex(i)),
  ).filter((info) => info.base);
  const globals = new Set<number>();
  for (const info of imported) {
    const fixed = configuration.fixed.get(`${info.module}.${info.base}`);
    if (fixed !== undefined) replace(info.name, binaryen.i32, module.i32.const(Number(fixed)));
    if (info.module !== "config") continue;
    const name = info.base ?? "";
    const position = configuration.params.get(name);
    const value = configuration.constants[name];
    if (position !== undefined) {
      // A global that cannot change may be moved and merged by the optimiser; a call of an import may not.
      const global = `${PARAM}${position}`;
      if (!globals.has(position)) module.addGlobalImport(global, "config", global, binaryen.i64, false);
      globals.add(position);
      replace(info.name, binaryen.i64, module.global.get(global, binaryen.i64));
    } else if (value !== undefined) {
      // The declaration still asks for two 32-bit halves; the library takes one bigint and nothing else.
      const i64 = module.i64.const as unknown as (value: bigint) => number;
      replace(info.name, binaryen.i64, i64(value));
    } else {
      throw new ChainlearnError(
        "invalid_kernel",
        `the kernel reads config.${name}, which its manifest declares neither as parameter nor as constant.`,
      );
    }
  }
}

/**
 * Reads a kernel for translation: configuration bound, functions inlined into the exports, locals split by
 * definition (a local that holds one thing has a narrower interval than one that is shared).
 * @param optimise false keeps the code as it is; for tests of single operators
 * @throws ChainlearnError invalid_kernel
 */
export function prepareKernel(kernel: Uint8Array, configuration: Configuration, optimise = true): WasmModule {
  let module: binaryen.Module;
  try {
    module = binaryen.readBinary(kernel);
  } catch (cause) {
    throw new ChainlearnError("invalid_kernel", "the bytes are not a wasm module.", { cause });
  }
  try {
    module.setFeatures(FEATURES);
    bindConfiguration(module, configuration);
    for (const name of configuration.without ?? []) module.removeExport(name);
    if (optimise) {
      withOptimiserSettings(() => {
        module.optimize();
        module.optimize();
        module.runPasses(["inlining-optimizing", "remove-unused-module-elements"]);
        module.runPasses(["ssa-nomerge", "vacuum", "remove-unused-brs", "vacuum"]);
      });
    }
    return readModule(module);
  } finally {
    module.dispose();
  }
}
