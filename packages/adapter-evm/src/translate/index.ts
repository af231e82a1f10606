import { ChainlearnError, type CodeWeights, type ResolvedComposition } from "@chainlearn/core";
import { codeLayout } from "../code-weights.ts";
import { contextLayout, type ExportUse } from "./context.ts";
import { copiesOf, hotOf } from "./copy.ts";
import type { Entry } from "./exports.ts";
import { arithmeticLibrary, type EvmVersion } from "./library/arithmetic.ts";
import { assignFunctions } from "./library/assign.ts";
import { claimFunction } from "./library/claim.ts";
import { hotFunctions } from "./library/hot.ts";
import { initialWords } from "./library/initial-words.ts";
import { itemFunctions } from "./library/items.ts";
import { type Library, linkLibrary } from "./library/library.ts";
import { partsFunctions } from "./library/parts.ts";
import { rowFunctions } from "./library/rows.ts";
import { translateMechanism } from "./mechanism-kernel.ts";
import { translateModel } from "./model-kernel.ts";
import { cellStorage, codeStorage } from "./state-storage.ts";

export { type ContextLayout, contextLayout, type ExportUse } from "./context.ts";
export type { EvmVersion } from "./library/arithmetic.ts";

/** Both kernels of a composition as Yul. Entries: `model_predict`, `model_update`, `mechanism_<export>`. */
export interface TranslatedKernels {
  /** Where the kernels take the initial state words from; undefined: storage. */
  readonly codeWeights?: CodeWeights | undefined;
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
  /**
   * Keeps the kernels' locals in memory. Costs gas; for kernels that solc finds "too deep in the stack" otherwise.
   * Default: false.
   */
  readonly localsInMemory?: boolean;
  /** Where the initial state words are. Default: in storage. */
  readonly codeWeights?: CodeWeights | undefined;
}

/**
 * Translates the kernels of a composition to Yul.
 * @throws ChainlearnError invalid_kernel when a kernel contains or imports what the EVM host cannot do
 */
export function translateKernels(
  composition: ResolvedComposition,
  { evmVersion = "osaka", localsInMemory = false, codeWeights }: TranslateOptions = {},
): TranslatedKernels {
  const entries = new Map<string, Entry>();
  const storage = codeWeights ? codeStorage : cellStorage;
  const context = contextLayout(composition);
  const { layout } = composition;
  const translation = { composition, context, localsInMemory, storage, entries };
  translateMechanism(translation, translateModel(translation));
  const library: Library = new Map([
    ...arithmeticLibrary(evmVersion),
    ...copiesOf(layout).flatMap((which) => [
      ...rowFunctions(composition, context, storage, which).library,
      ...hotFunctions(hotOf(layout, which), context.meter, which),
    ]),
    ...(layout.copies === 1 ? [] : assignFunctions(layout, storage)),
    ...claimFunction(composition, context),
    ...itemFunctions(context),
    ...partsFunctions(context),
    ...(codeWeights ? initialWords(codeLayout(composition, codeWeights)) : []),
  ]);
  const entryOf = (name: string): Entry => {
    const entry = entries.get(name);
    if (entry) return entry;
    const names = [...entries.keys()].filter((key) => !key.startsWith("$")).join(", ");
    throw new ChainlearnError("unsupported", `the kernels have no entry ${name}; they have ${names}.`);
  };
  return {
    codeWeights,
    use(name) {
      const { meterRead, meterWritten, params, roles, args, ...rest } = entryOf(name).use;
      const sorted = (numbers: ReadonlySet<number>): number[] => [...numbers].sort((a, b) => a - b);
      return {
        ...rest,
        ...{ meterRead: sorted(meterRead), meterWritten: sorted(meterWritten) },
        ...{ params: sorted(params), roles: sorted(roles), args: sorted(args) },
      };
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
