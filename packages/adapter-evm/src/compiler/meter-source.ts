import type { ActionSpec, ResolvedComposition } from "@chainlearn/core";
import { isClaim } from "../abi.ts";
import type { ContextLayout } from "../translate/context.ts";
import type { ExportUse, TranslatedKernels } from "../translate/index.ts";
import { block, type Lines } from "./solidity.ts";

/** Words of the meter, in order. */
type MeterWords = readonly number[];

/** What an export finds in memory. A word that it changes is among them: it has other cells. */
const wordsOf = ({ meterRead, meterWritten }: ExportUse): MeterWords =>
  [...new Set([...meterRead, ...meterWritten])].sort((a, b) => a - b);

/** With the word in which the shell itself has cells. */
const withFirst = (words: MeterWords): MeterWords => (words[0] === 0 ? words : [0, ...words]);

/** The words that an action's entry loads. Claims need no look at the shell's: records come after sealing. */
export const actionWords = (action: ActionSpec, use: ExportUse): MeterWords =>
  isClaim(action) ? wordsOf(use) : withFirst(wordsOf(use));

/** Solidity expression for the memory of a call, with these words of the meter. */
export const meterLoading = (words: MeterWords): string =>
  // Names of manifests have no underscore.
  words.length > 0 ? `with_meter_${words.join("_")}()` : "Contexts.create()";

/** Name of the Solidity function that stores these words; there is none for no words. */
export const meterStoring = (words: MeterWords): string => `store_meter_${words.join("_")}`;

const unique = (lists: readonly MeterWords[]): readonly MeterWords[] => [
  ...new Map(lists.filter(({ length }) => length > 0).map((words) => [words.join(), words])).values(),
];

/**
 * The functions that move words of the meter between storage and memory: every entry point moves those that its export uses.
 * Entry points that use the same words share them.
 */
export function meterSource(
  { layout, mechanism }: ResolvedComposition,
  kernels: TranslatedKernels,
  context: ContextLayout,
): Lines {
  const all = Array.from({ length: layout.meterWords }, (_, w) => w);
  const add = kernels.use("mechanism_add");
  const loading = {
    withMeter: withFirst(wordsOf(add)),
    forQuote: wordsOf(kernels.use("mechanism_quote")),
    forPrediction: wordsOf(kernels.use("model_predict")),
  };
  const storing = { storeMeter: withFirst(add.meterWritten), storeWholeMeter: all };
  const actions = mechanism.manifest.actions.map((action) => ({
    action,
    use: kernels.use(`mechanism_${action.name}`),
  }));
  const loaded = [...Object.values(loading), ...actions.map(({ action, use }) => actionWords(action, use))];
  const stored = [...Object.values(storing), ...actions.map(({ use }) => use.meterWritten)];
  const place = (w: number): number => context.meter + 32 * w;
  return [
    ...unique(loaded).flatMap((words) =>
      block(`function ${meterLoading(words)} private view returns (Context ctx)`, [
        "ctx = Contexts.create();",
        ...words.map((w) => `ctx.set(${place(w)}, Slots.load(Slots.METER + ${w}));`),
      ]),
    ),
    ...unique(stored).flatMap((words) =>
      block(
        `function ${meterStoring(words)}(Context ctx) private`,
        words.map((w) => `Slots.store(Slots.METER + ${w}, ctx.get(${place(w)}));`),
      ),
    ),
    ...Object.entries(loading).flatMap(([hook, words]) =>
      block(`function ${hook}() internal view override returns (Context ctx)`, [
        `return ${meterLoading(words)};`,
      ]),
    ),
    ...Object.entries(storing).flatMap(([hook, words]) =>
      block(`function ${hook}(Context ctx) internal override`, [`${meterStoring(words)}(ctx);`]),
    ),
  ];
}
