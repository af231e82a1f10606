import { ChainlearnError, type ResolvedComposition } from "@chainlearn/core";
import type { Surroundings } from "./body.ts";
import type { ContextLayout } from "./context.ts";
import { type TranslatedFunction, translateFunction } from "./function.ts";
import { newUse, type UseRecord, type Words } from "./site.ts";
import type { StateStorage } from "./state-storage.ts";
import type { Interval } from "./value.ts";
import type { DefinedFunction, WasmModule, Width } from "./wasm.ts";

/** A translated function and what it uses. */
export interface Entry {
  readonly function: TranslatedFunction;
  readonly use: UseRecord;
}

/** One translation of a composition, under way. */
export interface Translation {
  readonly composition: ResolvedComposition;
  readonly context: ContextLayout;
  readonly localsInMemory: boolean;
  readonly storage: StateStorage;
  /** What has been translated so far, by Yul name. */
  readonly entries: Map<string, Entry>;
}

/** Words that change the model's state through its cache. */
const STATE_WRITERS: ReadonlySet<string> = new Set(["state.set", "state.add"]);

export interface Signature {
  readonly params: readonly Width[];
  readonly result: Width | undefined;
}

/** The function behind an export, after a look at its type. */
export function exportOf(
  module: WasmModule,
  owner: string,
  name: string,
  signature: Signature,
): DefinedFunction {
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
export function translateExport(
  { composition, context, localsInMemory, storage, entries }: Translation,
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
    storage,
    localsInMemory,
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
export const paramsOf = (
  { params }: ResolvedComposition,
  owner: "model" | "mechanism",
): ReadonlyMap<string, number> =>
  new Map(params.flatMap((param, i) => (param.owner === owner ? [[param.spec.name, i] as const] : [])));
