import type { FunctionModule } from "../../wasm/module.ts";
import type { NumberType } from "../../words.ts";

/** CosmWasm chains refuse a function with more. */
export const MAX_LOCALS = 100;

/** For every function, the most locals of one type along a chain of calls that begins there. */
function deepest(module: FunctionModule, type: NumberType): number[] {
  const first = module.imports.length;
  const known = new Map<number, number>();
  const visit = (index: number): number => {
    const definition = module.functions[index - first];
    if (!definition) return 0;
    const before = known.get(index);
    if (before !== undefined) return before;
    const own = definition.locals.filter((local) => local === type).length;
    const below = definition.code.reduce(
      (most, { operator, index: callee }) =>
        operator.name === "call" ? Math.max(most, visit(callee)) : most,
      0,
    );
    known.set(index, own + below);
    return own + below;
  };
  return module.functions.map((_, i) => visit(first + i));
}

/**
 * Upper bound of the locals of a function when all calls within the kernel are inlined: calls that follow one another
 * can share locals of one type, calls within calls cannot.
 */
export function inlinedLocals(module: FunctionModule): number {
  const i64 = deepest(module, "i64");
  return Math.max(0, ...deepest(module, "i32").map((i32, f) => i32 + i64[f]!));
}
