import { constantOf, type Interval, isSigned, isUnsigned, largest, smallest, type Value } from "./value.ts";
import { type BinaryOperator, contains, type Expression } from "./wasm.ts";

/** The same comparison with its sides exchanged. */
const MIRRORED: Partial<Record<BinaryOperator, BinaryOperator>> = {
  lt_s: "gt_s",
  gt_s: "lt_s",
  le_s: "ge_s",
  ge_s: "le_s",
  lt_u: "gt_u",
  gt_u: "lt_u",
  le_u: "ge_u",
  ge_u: "le_u",
  eq: "eq",
  ne: "ne",
};

/** The opposite comparison. */
const OPPOSITE: Partial<Record<BinaryOperator, BinaryOperator>> = {
  lt_s: "ge_s",
  ge_s: "lt_s",
  gt_s: "le_s",
  le_s: "gt_s",
  lt_u: "ge_u",
  ge_u: "lt_u",
  gt_u: "le_u",
  le_u: "gt_u",
  eq: "ne",
  ne: "eq",
};

const isLocal = (expression: Expression, index: number): boolean =>
  expression.kind === "local.get" && expression.index === index;

/** What is left of `value` when `value operator other` holds; both canonical in the same way. */
function bounded(value: Interval, operator: BinaryOperator, other: Interval): Interval {
  const { lo, hi } = value;
  switch (operator.slice(0, 2)) {
    case "lt":
      return { lo, hi: smallest(hi, other.hi - 1n) };
    case "le":
      return { lo, hi: smallest(hi, other.hi) };
    case "gt":
      return { lo: largest(lo, other.lo + 1n), hi };
    case "ge":
      return { lo: largest(lo, other.lo), hi };
    case "eq":
      return { lo: largest(lo, other.lo), hi: smallest(hi, other.hi) };
    default: {
      const excluded = constantOf(other);
      return { lo: lo === excluded ? lo + 1n : lo, hi: hi === excluded ? hi - 1n : hi };
    }
  }
}

/**
 * The interval that a local has where a condition about it is known to be true or false: `x > 0 ? x : 1` is at least 1.
 * @param value the local's value when the condition is evaluated
 * @param readSide the value of a side of the condition, if it can be had without evaluating it again
 */
export function refine(
  local: number,
  value: Value,
  condition: Expression,
  holds: boolean,
  readSide: (side: Expression) => Value | undefined,
): Interval {
  if (condition.kind === "unary" && condition.operator === "eqz")
    return refine(local, value, condition.value, !holds, readSide);
  if (condition.kind !== "binary") return value;
  const { left, right } = condition;
  const isLeft = isLocal(left, local);
  if (!isLeft && !isLocal(right, local)) return value;
  const written = holds ? condition.operator : OPPOSITE[condition.operator];
  const operator = written && (isLeft ? written : MIRRORED[written]);
  const other = readSide(isLeft ? right : left);
  if (!operator || !other) return value;
  const isComparedAsItIs = operator.endsWith("_u")
    ? isUnsigned(value) && isUnsigned(other)
    : isSigned(value) && isSigned(other);
  if (!isComparedAsItIs) return value;
  const refined = bounded(value, operator, other);
  // Empty where this way is never taken; then nothing has to be known about it.
  return refined.lo <= refined.hi ? refined : value;
}

/** The local that an arm of a select is read from, unless something changes it before the condition is evaluated. */
export function localOfArm(arm: Expression, evaluatedLater: readonly Expression[]): number | undefined {
  if (arm.kind !== "local.get" && !(arm.kind === "local.set" && arm.tee)) return undefined;
  const { index } = arm;
  const changes = (part: Expression): boolean => part.kind === "local.set" && part.index === index;
  return evaluatedLater.some((later) => contains(later, changes)) ? undefined : index;
}
