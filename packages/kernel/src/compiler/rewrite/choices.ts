import binaryen from "binaryen";
import { assignmentOf, type Expression, localOf, NOTHING, partsOf } from "./expressions.ts";

// `if (score > most) { most = score; best = c; }` is a branch that goes wrong the oftener the harder the data are to tell
// apart, at some twenty cycles a time. As selections there is no branch.

/** The library has this, its declarations have not. */
const { Block } = binaryen as unknown as {
  readonly Block: { setChildAt(block: Expression, position: number, child: Expression): void };
};

/** What a branch assigns, if it does nothing else and takes only locals that it has not assigned before. */
function assignmentsOf(branch: binaryen.IfInfo): binaryen.LocalSetInfo[] | undefined {
  if (branch.ifFalse !== NOTHING) return undefined;
  const block = partsOf<binaryen.BlockInfo>(branch.ifTrue, binaryen.BlockId);
  const assignments: binaryen.LocalSetInfo[] = [];
  for (const statement of block?.children ?? [branch.ifTrue]) {
    const assignment = assignmentOf(statement);
    const source = assignment && localOf(assignment.value);
    if (source === undefined || assignments.some(({ index }) => index === source)) return undefined;
    assignments.push(assignment!);
  }
  return assignments;
}

/**
 * Replaces statement number `position` of a block by selections, if it is a branch that only copies locals.
 * @param condition a local of type i32 that nothing else uses
 */
export function replaceChoice(
  module: binaryen.Module,
  block: Expression,
  position: number,
  condition: number,
): boolean {
  const { children } = binaryen.getExpressionInfo(block) as binaryen.BlockInfo;
  const branch = partsOf<binaryen.IfInfo>(children[position]!, binaryen.IfId);
  const assignments = branch && assignmentsOf(branch);
  if (!branch || !assignments) return false;
  const { local } = module;
  const selections = assignments.map(({ index, value }) => {
    const type = binaryen.getExpressionType(value);
    const chosen = module.select(local.get(condition, binaryen.i32), value, local.get(index, type));
    return local.set(index, chosen);
  });
  const statements = [local.set(condition, branch.condition), ...selections];
  Block.setChildAt(block, position, module.block(null, statements));
  return true;
}
