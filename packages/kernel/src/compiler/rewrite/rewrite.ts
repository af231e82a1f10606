import binaryen from "binaryen";
import { replaceChoice } from "./choices.ts";
import { ClassSums } from "./class-sums.ts";
import { type Expression, NOTHING, partsOf } from "./expressions.ts";

/** How often each rewriting applied. */
export interface Rewritten {
  readonly kernel: Uint8Array;
  readonly classSums: number;
  readonly choices: number;
}

/**
 * Rewrites what engines run slowly in kernels into code of the same meaning. Code is recognised by its form; what is of
 * another form stays as it is and is only slower.
 * @returns a kernel that may import `class.sums` beside the words
 */
export function rewriteKernel(kernel: Uint8Array): Rewritten {
  const module = binaryen.readBinary(kernel);
  try {
    module.setFeatures(binaryen.Features.MutableGlobals | binaryen.Features.SignExt);
    const functions = Array.from({ length: module.getNumFunctions() }, (_, k) =>
      binaryen.getFunctionInfo(module.getFunctionByIndex(k)),
    );
    const words = functions
      .filter(({ base }) => base)
      .map(({ name, module: group, base }) => [name, `${group}.${base}`] as const);
    const sums = new ClassSums(module, new Map(words));
    const counts = { classSums: 0, choices: 0 };
    for (const { name, base, params, results, vars, body } of functions) {
      if (base) continue;
      const free = binaryen.expandType(params).length + vars.length;
      const before = counts.choices;
      visit(body, {
        loop: (loop) => {
          const isReplaced = sums.replace(loop);
          if (isReplaced) counts.classSums++;
          return isReplaced;
        },
        statement: (block, position) => {
          if (replaceChoice(module, block, position, free)) counts.choices++;
        },
      });
      if (counts.choices === before) continue;
      module.removeFunction(name);
      module.addFunction(name, params, results, [...vars, binaryen.i32], body);
    }
    if (!module.validate()) throw new Error("the kernel was rewritten into invalid code");
    return { kernel: module.emitBinary(), ...counts };
  } finally {
    module.dispose();
  }
}

interface Visitor {
  /** True if what is in the loop need not be visited any more. */
  loop(loop: Expression): boolean;
  statement(block: Expression, position: number): void;
}

/** Visits statements, the outer ones first; expressions have no statements of interest inside. */
function visit(statement: Expression, visitor: Visitor): void {
  const block = partsOf<binaryen.BlockInfo>(statement, binaryen.BlockId);
  if (block) {
    for (const [position, child] of block.children.entries()) {
      visit(child, visitor);
      visitor.statement(statement, position);
    }
    return;
  }
  const branch = partsOf<binaryen.IfInfo>(statement, binaryen.IfId);
  if (branch) {
    visit(branch.ifTrue, visitor);
    if (branch.ifFalse !== NOTHING) visit(branch.ifFalse, visitor);
    return;
  }
  const loop = partsOf<binaryen.LoopInfo>(statement, binaryen.LoopId);
  if (loop && !visitor.loop(statement)) visit(loop.body, visitor);
}
