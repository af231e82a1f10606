import binaryen from "binaryen";

export type Expression = binaryen.ExpressionRef;
type Pair = readonly [Expression, Expression];

/** Stands where an optional part is absent. */
export const NOTHING: Expression = 0;

/** What an expression consists of, if it is of this kind. Asking for others would fail for a few kinds. */
export function partsOf<T extends binaryen.ExpressionInfo>(
  expression: Expression,
  kind: number,
): T | undefined {
  if (expression === NOTHING || binaryen.getExpressionId(expression) !== kind) return undefined;
  return binaryen.getExpressionInfo(expression) as T;
}

export const localOf = (expression: Expression): number | undefined =>
  partsOf<binaryen.LocalGetInfo>(expression, binaryen.LocalGetId)?.index;

export const isConstant = (expression: Expression, value: number): boolean =>
  partsOf<binaryen.ConstInfo>(expression, binaryen.ConstId)?.value === value;

/** Left and right of an operator. */
export function sidesOf(expression: Expression, operator: number): Pair | undefined {
  const binary = partsOf<binaryen.BinaryInfo>(expression, binaryen.BinaryId);
  return binary?.op === operator ? [binary.left, binary.right] : undefined;
}

/** The other side of a commutative operator, one side of which is as described. */
export function otherSide(
  pair: Pair | undefined,
  isOne: (side: Expression) => boolean,
): Expression | undefined {
  if (!pair) return undefined;
  if (isOne(pair[0])) return pair[1];
  return isOne(pair[1]) ? pair[0] : undefined;
}

export function assignmentOf(statement: Expression | undefined): binaryen.LocalSetInfo | undefined {
  const set = statement && partsOf<binaryen.LocalSetInfo>(statement, binaryen.LocalSetId);
  return set && !set.isTee ? set : undefined;
}
