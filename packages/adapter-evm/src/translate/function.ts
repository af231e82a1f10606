import { BodyTranslator, type Surroundings } from "./body.ts";
import { LocalRanges } from "./locals.ts";
import type { CacheNeeds } from "./state-cache.ts";
import type { Interval } from "./value.ts";
import type { DefinedFunction } from "./wasm.ts";

/** A wasm function as a Yul function. */
export interface TranslatedFunction {
  readonly yulName: string;
  readonly text: string;
  /** Library functions that it calls. */
  readonly needs: ReadonlySet<string>;
  /** Translated functions that it calls, by Yul name. */
  readonly callees: ReadonlySet<string>;
  /** Interval of the result, which is canonical; undefined without a result. */
  readonly result: Interval | undefined;
}

/** More rounds than any chain of locals needs; reaching it is a bug. */
const MOST_ROUNDS = 200;

/**
 * Translates a function, as often as it takes until the intervals of its locals and the needs of its state cache hold.
 * @param params intervals of the parameters, where they are narrower than their type
 * @param leading statements at the function's start
 */
export function translateFunction(
  definition: DefinedFunction,
  yulName: string,
  surroundings: Surroundings,
  params: readonly Interval[] = [],
  leading: readonly string[] = [],
): TranslatedFunction {
  const ranges = new LocalRanges(definition, params);
  const cacheNeeds: CacheNeeds = { used: false, compares: false };
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const before = { ...cacheNeeds };
    const body = new BodyTranslator(definition, surroundings, ranges, cacheNeeds);
    const text = body.translate(yulName, leading);
    const isSettled = ranges.settle();
    if (!isSettled || before.used !== cacheNeeds.used || before.compares !== cacheNeeds.compares) continue;
    const { resultInterval, needs, callees } = body;
    const result = definition.result && resultInterval;
    return { yulName, text, needs, callees, result: result || undefined };
  }
  throw new Error(`the intervals of ${definition.name} do not settle`);
}
