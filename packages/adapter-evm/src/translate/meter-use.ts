import type { Layout } from "@chainlearn/core";
import { contains, type DefinedFunction, type WasmModule } from "./wasm.ts";

/**
 * Words of the meter that an export of the mechanism reads at one place and never writes: there the storage is read when
 * the place is reached, and not at the start of every call. Words that the model's hot cells or the shell have a part of
 * are left out.
 */
export function wordsReadOnce(
  module: WasmModule,
  definition: DefinedFunction,
  { pool, hot }: Layout,
): ReadonlySet<number> {
  const touched: number[] = [];
  const visited = new Set<DefinedFunction>();
  const visit = (body: DefinedFunction): void => {
    if (visited.has(body)) return;
    visited.add(body);
    contains(body.body, (part) => {
      if (part.kind !== "call") return false;
      const called = module.functions.get(part.target);
      if (called?.kind === "defined") visit(called);
      if (called?.kind !== "import") return false;
      const [k] = part.operands;
      const cell = k?.kind === "const" ? pool[Number(k.value)] : undefined;
      // A write counts as two touches: one that is read before, too.
      if (cell && called.word === "pool.get") touched.push(cell.word);
      if (cell && called.word === "pool.set") touched.push(cell.word, cell.word);
      return false;
    });
  };
  visit(definition);
  const shared = new Set([0, ...hot.map(({ word }) => word)]);
  return new Set(
    touched.filter((word) => !shared.has(word) && touched.indexOf(word) === touched.lastIndexOf(word)),
  );
}
