import { ChainlearnError } from "@chainlearn/core";
import binaryen from "binaryen";

/** Bits of a wasm integer. */
export type Width = 32 | 64;

const UNARY = {
  Clz: "clz",
  Ctz: "ctz",
  Popcnt: "popcnt",
  EqZ: "eqz",
} as const;

const BINARY = {
  Add: "add",
  Sub: "sub",
  Mul: "mul",
  DivS: "div_s",
  DivU: "div_u",
  RemS: "rem_s",
  RemU: "rem_u",
  And: "and",
  Or: "or",
  Xor: "xor",
  Shl: "shl",
  ShrS: "shr_s",
  ShrU: "shr_u",
  RotL: "rotl",
  RotR: "rotr",
  Eq: "eq",
  Ne: "ne",
  LtS: "lt_s",
  LtU: "lt_u",
  LeS: "le_s",
  LeU: "le_u",
  GtS: "gt_s",
  GtU: "gt_u",
  GeS: "ge_s",
  GeU: "ge_u",
} as const;

const CONVERSIONS = {
  WrapInt64: "wrap",
  ExtendSInt32: "extend_s",
  ExtendUInt32: "extend_u",
  ExtendS8Int32: "extend8_s",
  ExtendS8Int64: "extend8_s",
  ExtendS16Int32: "extend16_s",
  ExtendS16Int64: "extend16_s",
  ExtendS32Int64: "extend32_s",
} as const;

export type UnaryOperator =
  | (typeof UNARY)[keyof typeof UNARY]
  | (typeof CONVERSIONS)[keyof typeof CONVERSIONS];
export type BinaryOperator = (typeof BINARY)[keyof typeof BINARY];

/** A wasm expression of the kinds that kernels consist of. Constants are signed. */
export type Expression =
  | { readonly kind: "nop" }
  | { readonly kind: "unreachable" }
  | { readonly kind: "const"; readonly width: Width; readonly value: bigint }
  | { readonly kind: "local.get"; readonly index: number }
  | { readonly kind: "local.set"; readonly index: number; readonly tee: boolean; readonly value: Expression }
  | { readonly kind: "global.get"; readonly name: string }
  | {
      readonly kind: "unary";
      readonly operator: UnaryOperator;
      readonly width: Width;
      readonly value: Expression;
    }
  | {
      readonly kind: "binary";
      readonly operator: BinaryOperator;
      readonly width: Width;
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly kind: "select";
      readonly condition: Expression;
      readonly ifTrue: Expression;
      readonly ifFalse: Expression;
    }
  | { readonly kind: "drop"; readonly value: Expression }
  | { readonly kind: "return"; readonly value: Expression | undefined }
  | { readonly kind: "call"; readonly target: string; readonly operands: readonly Expression[] }
  | {
      readonly kind: "if";
      readonly condition: Expression;
      readonly ifTrue: Expression;
      readonly ifFalse: Expression | undefined;
      readonly result: Width | undefined;
    }
  | {
      readonly kind: "block";
      readonly label: string | undefined;
      readonly children: readonly Expression[];
      readonly result: Width | undefined;
    }
  | {
      readonly kind: "loop";
      readonly label: string | undefined;
      readonly body: Expression;
      readonly result: Width | undefined;
    }
  | {
      readonly kind: "branch";
      readonly label: string;
      readonly condition: Expression | undefined;
      readonly value: Expression | undefined;
    }
  | {
      readonly kind: "switch";
      readonly labels: readonly string[];
      readonly fallback: string;
      readonly condition: Expression;
      readonly value: Expression | undefined;
    };

/** A function that the kernel imports from the host. */
export interface ImportedFunction {
  readonly kind: "import";
  /** As `state.get`. */
  readonly word: string;
}

/** A function of the kernel itself. */
export interface DefinedFunction {
  readonly kind: "defined";
  readonly name: string;
  readonly params: readonly Width[];
  readonly locals: readonly Width[];
  readonly result: Width | undefined;
  readonly body: Expression;
}

/** What the translator needs of a wasm module. */
export interface WasmModule {
  readonly functions: ReadonlyMap<string, ImportedFunction | DefinedFunction>;
  /** Export name to function name. */
  readonly exports: ReadonlyMap<string, string>;
}

const constant = (name: string): number => (binaryen as unknown as Record<string, number>)[name]!;

const unaryOperators = new Map<number, { operator: UnaryOperator; width: Width }>();
const binaryOperators = new Map<number, { operator: BinaryOperator; width: Width }>();
for (const width of [32, 64] as const) {
  for (const [name, operator] of Object.entries(UNARY))
    unaryOperators.set(constant(`${name}Int${width}`), { operator, width });
  for (const [name, operator] of Object.entries(BINARY))
    binaryOperators.set(constant(`${name}Int${width}`), { operator, width });
}
for (const [name, operator] of Object.entries(CONVERSIONS))
  unaryOperators.set(constant(name), { operator, width: name.endsWith("64") ? 64 : 32 });

function widthOf(type: number, where: string): Width | undefined {
  if (type === binaryen.i32) return 32;
  if (type === binaryen.i64) return 64;
  if (type === binaryen.none || type === binaryen.unreachable) return undefined;
  throw new ChainlearnError("invalid_kernel", `${where} uses a type that is neither i32 nor i64.`);
}

function readExpression(reference: number, where: string): Expression {
  const id = binaryen.getExpressionId(reference);
  // The library cannot describe these two.
  if (id === binaryen.NopId) return { kind: "nop" };
  if (id === binaryen.UnreachableId) return { kind: "unreachable" };
  const refuse = (what: string): never => {
    throw new ChainlearnError("invalid_kernel", `${where} uses ${what}, which kernels may not contain.`);
  };
  const read = (child: number): Expression => readExpression(child, where);
  const optional = (child: number): Expression | undefined => (child ? read(child) : undefined);
  const info = binaryen.getExpressionInfo(reference);
  const result = (): Width | undefined => widthOf(info.type, where);
  switch (id) {
    case binaryen.ConstId: {
      const width = result() ?? refuse("a constant without a type");
      const { value } = info as unknown as { value: number | bigint };
      return { kind: "const", width, value: BigInt.asIntN(width, BigInt(value)) };
    }
    case binaryen.LocalGetId:
      return { kind: "local.get", index: (info as binaryen.LocalGetInfo).index };
    case binaryen.LocalSetId: {
      const { index, isTee, value } = info as binaryen.LocalSetInfo;
      return { kind: "local.set", index, tee: isTee, value: read(value) };
    }
    case binaryen.GlobalGetId:
      return { kind: "global.get", name: (info as binaryen.GlobalGetInfo).name };
    case binaryen.UnaryId: {
      const { op, value } = info as unknown as { op: number; value: number };
      const known = unaryOperators.get(op) ?? refuse(`the unary operator ${op}`);
      return { kind: "unary", ...known, value: read(value) };
    }
    case binaryen.BinaryId: {
      const { op, left, right } = info as unknown as { op: number; left: number; right: number };
      const known = binaryOperators.get(op) ?? refuse(`the binary operator ${op}`);
      return { kind: "binary", ...known, left: read(left), right: read(right) };
    }
    case binaryen.SelectId: {
      const { condition, ifTrue, ifFalse } = info as binaryen.SelectInfo;
      return { kind: "select", condition: read(condition), ifTrue: read(ifTrue), ifFalse: read(ifFalse) };
    }
    case binaryen.DropId:
      return { kind: "drop", value: read((info as binaryen.DropInfo).value) };
    case binaryen.ReturnId:
      return { kind: "return", value: optional((info as binaryen.ReturnInfo).value) };
    case binaryen.CallId: {
      const { target, operands, isReturn } = info as binaryen.CallInfo;
      if (isReturn) refuse("a tail call");
      return { kind: "call", target, operands: operands.map(read) };
    }
    case binaryen.IfId: {
      const { condition, ifTrue, ifFalse } = info as binaryen.IfInfo;
      return {
        kind: "if",
        condition: read(condition),
        ifTrue: read(ifTrue),
        ifFalse: optional(ifFalse),
        result: result(),
      };
    }
    case binaryen.BlockId: {
      const { name, children } = info as binaryen.BlockInfo;
      return { kind: "block", label: name || undefined, children: children.map(read), result: result() };
    }
    case binaryen.LoopId: {
      const { name, body } = info as binaryen.LoopInfo;
      return { kind: "loop", label: name || undefined, body: read(body), result: result() };
    }
    case binaryen.BreakId: {
      const { name, condition, value } = info as binaryen.BreakInfo;
      return { kind: "branch", label: name, condition: optional(condition), value: optional(value) };
    }
    case binaryen.SwitchId: {
      const { names, defaultName, condition, value } = info as binaryen.SwitchInfo;
      return {
        kind: "switch",
        labels: names,
        fallback: defaultName ?? refuse("a br_table without a default"),
        condition: read(condition),
        value: optional(value),
      };
    }
    default:
      return refuse(`an expression of kind ${id}`);
  }
}

/** @throws ChainlearnError invalid_kernel, naming what a kernel may not contain */
export function readModule(module: binaryen.Module): WasmModule {
  const functions = new Map<string, ImportedFunction | DefinedFunction>();
  for (let i = 0; i < module.getNumFunctions(); i++) {
    const info = binaryen.getFunctionInfo(module.getFunctionByIndex(i));
    if (info.base) {
      functions.set(info.name, { kind: "import", word: `${info.module}.${info.base}` });
      continue;
    }
    const where = `function ${info.name}`;
    const widths = (types: readonly number[]): Width[] => types.map((type) => widthOf(type, where)!);
    const results = binaryen.expandType(info.results);
    if (results.length > 1) throw new ChainlearnError("invalid_kernel", `${where} has several results.`);
    functions.set(info.name, {
      kind: "defined",
      name: info.name,
      params: widths(binaryen.expandType(info.params)),
      locals: widths(info.vars),
      result: widths(results)[0],
      body: readExpression(info.body, where),
    });
  }
  const exports = new Map<string, string>();
  for (let i = 0; i < module.getNumExports(); i++) {
    const info = binaryen.getExportInfo(module.getExportByIndex(i));
    if (functions.get(info.value)?.kind === "defined") exports.set(info.name, info.value);
  }
  return { functions, exports };
}

/** The direct parts of an expression, in the order of their evaluation. */
export function partsOf(expression: Expression): readonly Expression[] {
  const present = (...parts: readonly (Expression | undefined)[]): Expression[] =>
    parts.filter((part) => part !== undefined);
  switch (expression.kind) {
    case "local.set":
    case "unary":
    case "drop":
      return [expression.value];
    case "binary":
      return [expression.left, expression.right];
    case "select":
      return [expression.ifTrue, expression.ifFalse, expression.condition];
    case "return":
      return present(expression.value);
    case "call":
      return expression.operands;
    case "if":
      return present(expression.condition, expression.ifTrue, expression.ifFalse);
    case "block":
      return expression.children;
    case "loop":
      return [expression.body];
    case "branch":
    case "switch":
      return present(expression.value, expression.condition);
    default:
      return [];
  }
}

/** Whether the expression or one of its parts, at any depth, satisfies the predicate. */
export function contains(expression: Expression, predicate: (part: Expression) => boolean): boolean {
  return predicate(expression) || partsOf(expression).some((part) => contains(part, predicate));
}
