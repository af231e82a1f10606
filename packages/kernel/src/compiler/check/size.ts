import type { FunctionModule } from "../../wasm/module.ts";

/**
 * Hosts inline a kernel's calls, and a small file can ask for a lot: thirty functions that call the next one twice
 * are a thousand million operators.
 */
export const MAX_INLINED_OPERATORS = 20_000;

/** Operators of the whole module if every call is replaced by the function's code. The calls form no circle. */
export function inlinedSize(module: FunctionModule): number {
  const first = module.imports.length;
  const sizes = new Map<number, number>();
  const sizeOf = (index: number): number => {
    const definition = module.functions[index - first];
    if (!definition) return 1;
    const known = sizes.get(index);
    if (known !== undefined) return known;
    const size = definition.code.reduce(
      (sum, { operator, index: callee }) => sum + (operator.name === "call" ? sizeOf(callee) : 1),
      0,
    );
    sizes.set(index, size);
    return size;
  };
  return [...new Set(module.exports.values())].reduce((sum, index) => sum + sizeOf(index), 0);
}
