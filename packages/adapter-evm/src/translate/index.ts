import { ChainlearnError, type ResolvedComposition } from "@chainlearn/core";
import type { Surroundings } from "./body.ts";
import { type ContextLayout, contextLayout, type ExportUse } from "./context.ts";
import { type TranslatedFunction, translateFunction } from "./function.ts";
import { arithmeticLibrary, type EvmVersion } from "./library/arithmetic.ts";
import { type Library, linkLibrary } from "./library/library.ts";
import { rowFunctions } from "./library/rows.ts";
import { prepareKernel } from "./prepare.ts";
import { newUse, type UseRecord, type Words } from "./site.ts";
import type { Interval } from "./value.ts";
import { contains, type DefinedFunction, type WasmModule, type Width } from "./wasm.ts";
import { accountWords } from "./words/account.ts";
import { callWords, type EntryRights } from "./words/call.ts";
import { mathWords } from "./words/math.ts";
import { meterWords } from "./words/meter.ts";
import { type ModelExport, modelWords } from "./words/model.ts";
import { recordWords } from "./words/record.ts";
import { rowWords } from "./words/rows.ts";
import { entryCount, sampleWords } from "./words/sample.ts";
import { clearScratch, scratchWords } from "./words/scratch.ts";
import { stateWords } from "./words/state.ts";

export { type ContextLayout, contextLayout, type ExportUse } from "./context.ts";
export type { EvmVersion } from "./library/arithmetic.ts";

/** Both kernels of a composition as Yul. Entries: `model_predict`, `model_update`, `mechanism_<export>`. */
export interface TranslatedKernels {
  /**
   * What an entry touches, itself and through the model that it calls.
   * @throws ChainlearnError unsupported when there is no such entry
   */
  use(entry: string): ExportUse;
  /**
   * The Yul functions that the entries need, each once, to stand inside one `assembly ("memory-safe")` block. All
   * names except the entries' start with `$`.
   * @throws ChainlearnError unsupported when there is no such entry
   */
  yul(entries: readonly string[]): string;
}

export interface TranslateOptions {
  /** Default: osaka. */
  readonly evmVersion?: EvmVersion;
}

/** Words that change the model's state through its cache. */
const STATE_WRITERS: ReadonlySet<string> = new Set(["state.set", "state.add"]);

interface Entry {
  readonly function: TranslatedFunction;
  readonly use: UseRecord;
}

/** Translated functions and their uses by Yul name. */
type Entries = Map<string, Entry>;

/**
 * Translates the kernels of a composition to Yul.
 * @throws ChainlearnError invalid_kernel when a kernel contains or imports what the EVM host cannot do
 */
export function translateKernels(
  composition: ResolvedComposition,
  { evmVersion = "osaka" }: TranslateOptions = {},
): TranslatedKernels {
  const context = contextLayout(composition);
  const entries: Entries = new Map();
  const model = translateModel(composition, context, entries);
  translateMechanism(composition, context, entries, model);
  const library: Library = new Map([...arithmeticLibrary(evmVersion), ...rowFunctions(composition).library]);
  const entryOf = (name: string): Entry => {
    const entry = entries.get(name);
    if (entry) return entry;
    const names = [...entries.keys()].filter((key) => !key.startsWith("$")).join(", ");
    throw new ChainlearnError("unsupported", `the kernels have no entry ${name}; they have ${names}.`);
  };
  return {
    use(name) {
      const { params, roles, args, ...rest } = entryOf(name).use;
      const sorted = (numbers: ReadonlySet<number>): number[] => [...numbers].sort((a, b) => a - b);
      return { ...rest, params: sorted(params), roles: sorted(roles), args: sorted(args) };
    },
    yul(names) {
      const reached = new Set<string>();
      const reach = (name: string): void => {
        if (reached.has(name)) return;
        reached.add(name);
        for (const callee of entryOf(name).function.callees) reach(callee);
      };
      for (const name of names) reach(name);
      const functions = [...reached].map((name) => entryOf(name).function);
      const needs = new Set(functions.flatMap((translated) => [...translated.needs]));
      return [...functions.map((translated) => translated.text), ...linkLibrary(library, needs)].join("\n");
    },
  };
}

interface Signature {
  readonly params: readonly Width[];
  readonly result: Width | undefined;
}

/** The function behind an export, after a look at its type. */
function exportOf(module: WasmModule, owner: string, name: string, signature: Signature): DefinedFunction {
  const found = module.functions.get(module.exports.get(name) ?? "");
  const type = ({ params, result }: Signature): string =>
    `(${params.map((width) => `i${width}`).join(", ")})${result === undefined ? "" : ` -> i${result}`}`;
  if (found?.kind !== "defined")
    throw new ChainlearnError("invalid_kernel", `${owner} exports no function ${name}.`);
  if (type(found) !== type(signature))
    throw new ChainlearnError(
      "invalid_kernel",
      `${owner} exports ${name} as ${type(found)}; ${type(signature)} is expected.`,
    );
  return found;
}

/** Translates an export and the functions of its kernel that it calls, which get its name in front of theirs. */
function translateExport(
  composition: ResolvedComposition,
  context: ContextLayout,
  entries: Entries,
  given: {
    readonly module: WasmModule;
    readonly definition: DefinedFunction;
    readonly yulName: string;
    readonly words: Words;
    readonly params?: readonly Interval[];
    readonly leading?: readonly string[];
  },
): Entry {
  const use = newUse();
  const surroundings: Surroundings = {
    module: given.module,
    words: given.words,
    stateWriters: STATE_WRITERS,
    use,
    param(position) {
      const { spec } = composition.params[position]!;
      return { offset: context.params + 32 * position, lo: spec.min, hi: spec.max };
    },
    callee(name) {
      const yulName = `$${given.yulName}_${name.replace(/\W/g, "_")}`;
      const known = entries.get(yulName);
      if (known) return { yulName, result: known.function.result };
      const definition = given.module.functions.get(name);
      if (definition?.kind !== "defined") throw new Error(`${name} is not a function of the kernel`);
      const translated = translateFunction(definition, yulName, surroundings);
      entries.set(yulName, { function: translated, use });
      return { yulName, result: translated.result };
    },
  };
  const { definition, yulName, params, leading } = given;
  const entry = { function: translateFunction(definition, yulName, surroundings, params, leading), use };
  entries.set(yulName, entry);
  return entry;
}

/** Positions of the parameters that belong to one of the plugins, by name. */
const paramsOf = (
  { params }: ResolvedComposition,
  owner: "model" | "mechanism",
): ReadonlyMap<string, number> =>
  new Map(params.flatMap((param, i) => (param.owner === owner ? [[param.spec.name, i] as const] : [])));

function translateModel(
  composition: ResolvedComposition,
  context: ContextLayout,
  entries: Entries,
): { readonly predict: ModelExport; readonly update: ModelExport } {
  const { shape } = composition;
  const count = entryCount(shape);
  const module = prepareKernel(composition.model.kernel, {
    constants: composition.constants,
    params: paramsOf(composition, "model"),
    fixed: new Map(count.lo === count.hi ? [["sample.count", count.lo]] : []),
  });
  const words: Words = new Map([
    ...sampleWords(composition, context),
    ...stateWords(composition),
    ...rowWords(composition, context),
    ...[...meterWords(composition, context)].filter(([name]) => name.startsWith("hot.")),
    ...scratchWords(composition, context),
    ...mathWords(),
  ]);
  const usesScratch = (definition: DefinedFunction): boolean =>
    contains(definition.body, (part) => {
      if (part.kind !== "call") return false;
      const called = module.functions.get(part.target);
      return called?.kind === "import"
        ? called.word === "scratch.get"
        : called !== undefined && usesScratch(called);
    });
  const translate = (name: string, signature: Signature, params: readonly Interval[]): ModelExport => {
    const definition = exportOf(module, "the model's kernel", name, signature);
    const entry = translateExport(composition, context, entries, {
      module,
      definition,
      yulName: `model_${name}`,
      words,
      params,
      leading: usesScratch(definition) ? [clearScratch(composition, context)] : [],
    });
    return { translated: entry.function, use: entry.use };
  };
  return {
    predict: translate("predict", { params: [], result: 32 }, []),
    update: translate("update", { params: [32], result: undefined }, [
      { lo: 0n, hi: BigInt(shape.classes - 1) },
    ]),
  };
}

function translateMechanism(
  composition: ResolvedComposition,
  context: ContextLayout,
  entries: Entries,
  model: { readonly predict: ModelExport; readonly update: ModelExport },
): void {
  const { mechanism } = composition;
  const module = prepareKernel(mechanism.kernel, {
    constants: {},
    params: paramsOf(composition, "mechanism"),
    fixed: new Map(),
  });
  const translate = (name: string, result: Width | undefined, rights: EntryRights): void => {
    const words: Words = new Map([
      ...sampleWordsOrTraps(composition, context, rights.sample),
      ...[...meterWords(composition, context)].filter(([word]) => word.startsWith("pool.")),
      ...callWords(composition, context, rights),
      ...recordWords(composition, context, rights.record),
      ...accountWords(composition, context, rights.record),
      ...modelWords(composition, model, rights.sample),
      ...mathWords(),
    ]);
    translateExport(composition, context, entries, {
      module,
      definition: exportOf(module, "the mechanism's kernel", name, { params: [], result }),
      yulName: `mechanism_${name}`,
      words,
    });
  };
  translate("quote", 64, { sample: false, record: false, pay: false, args: 0 });
  translate("add", 64, { sample: true, record: true, pay: false, args: 0 });
  if (module.exports.has("seal"))
    translate("seal", undefined, { sample: false, record: false, pay: false, args: 0 });
  for (const { name, record, args } of mechanism.manifest.actions)
    translate(name, 32, {
      sample: record === "sample",
      record: record !== "none",
      pay: true,
      args: args.length,
    });
}

/** `sample.*` in an entry without a sample traps. */
function sampleWordsOrTraps(
  composition: ResolvedComposition,
  context: ContextLayout,
  hasSample: boolean,
): Words {
  const words = sampleWords(composition, context);
  return hasSample ? words : new Map([...words.keys()].map((name) => [name, (_, site) => site.trap()]));
}
