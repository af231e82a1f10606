import binaryen from "binaryen";
import {
  assignmentOf,
  type Expression,
  isConstant,
  localOf,
  NOTHING,
  otherSide,
  partsOf,
  sidesOf,
} from "./expressions.ts";

// Every host runs `scratch.set(c, scratch.get(c) + state.get(...))` for each class of each entry as it is. In process that
// costs checks and accesses for every word; the host has the same loops with the sums in registers
// (assembly/host/class-sums.ts), which are called instead.

const SUMS = "class.sums";

/** The library has this, its declarations have not. */
const { Loop } = binaryen as unknown as {
  readonly Loop: { setBody(loop: Expression, body: Expression): void };
};

/** A loop `for (; variable < end; variable += step) body`. */
interface CountedLoop {
  readonly loop: Expression;
  readonly variable: number;
  readonly end: Expression;
  readonly step: Expression;
  readonly body: readonly Expression[];
}

/** A counted loop of `scratch.set(k, scratch.get(k) + state.get(base + k))`. */
interface Run extends CountedLoop {
  readonly base: Expression;
}

function countedLoop(loop: Expression): CountedLoop | undefined {
  const parts = partsOf<binaryen.LoopInfo>(loop, binaryen.LoopId);
  const branch = parts && partsOf<binaryen.IfInfo>(parts.body, binaryen.IfId);
  if (!branch || branch.ifFalse !== NOTHING) return undefined;
  const [counter, end] =
    sidesOf(branch.condition, binaryen.LtSInt32) ??
    sidesOf(branch.condition, binaryen.GtSInt32)?.toReversed() ??
    [];
  const variable = counter && localOf(counter);
  const block = partsOf<binaryen.BlockInfo>(branch.ifTrue, binaryen.BlockId);
  if (variable === undefined || end === undefined || !block) return undefined;
  const body = [...block.children];
  const again = partsOf<binaryen.BreakInfo>(body.pop() ?? NOTHING, binaryen.BreakId);
  const next = assignmentOf(body.pop());
  if (again?.name !== parts?.name || again?.condition !== NOTHING || next?.index !== variable)
    return undefined;
  const step = otherSide(sidesOf(next.value, binaryen.AddInt32), (side) => localOf(side) === variable);
  return step === undefined ? undefined : { loop, variable, end, step, body };
}

/** Puts the host's sums in place of loops of the same meaning. */
export class ClassSums {
  readonly #module: binaryen.Module;
  /** Word by the name of the imported function. */
  readonly #words: ReadonlyMap<string, string>;

  constructor(module: binaryen.Module, words: ReadonlyMap<string, string>) {
    this.#module = module;
    this.#words = words;
    const params = binaryen.createType(new Array<number>(5).fill(binaryen.i32));
    module.addFunctionImport(SUMS, "class", "sums", params, binaryen.none);
  }

  #wordOf(
    expression: Expression,
  ): { readonly word: string; readonly operands: readonly Expression[] } | undefined {
    const call = partsOf<binaryen.CallInfo>(expression, binaryen.CallId);
    const word = call && this.#words.get(call.target);
    return word === undefined ? undefined : { word, operands: call!.operands };
  }

  /** True for `word(local)`. */
  #isWordOf(expression: Expression, word: string, local: number): boolean {
    const call = this.#wordOf(expression);
    return call?.word === word && localOf(call.operands[0]!) === local;
  }

  /** Stays the same while these locals change, and may be asked again: no word that anything else changes. */
  #isFixed(expression: Expression, changing: readonly number[]): boolean {
    const local = localOf(expression);
    if (local !== undefined) return !changing.includes(local);
    if (partsOf(expression, binaryen.ConstId)) return true;
    const unary = partsOf<binaryen.UnaryInfo>(expression, binaryen.UnaryId);
    if (unary) return this.#isFixed(unary.value, changing);
    const binary = partsOf<binaryen.BinaryInfo>(expression, binaryen.BinaryId);
    if (binary) return this.#isFixed(binary.left, changing) && this.#isFixed(binary.right, changing);
    const word = this.#wordOf(expression)?.word ?? "";
    return word.startsWith("config.") || word === "label.count" || word === "sample.count";
  }

  #runOf(loop: Expression): Run | undefined {
    const counted = countedLoop(loop);
    const [statement, ...more] = counted?.body ?? [];
    if (!counted || statement === undefined || more.length > 0) return undefined;
    const { variable, end, step } = counted;
    const set = this.#wordOf(statement);
    if (set?.word !== "scratch.set" || localOf(set.operands[0]!) !== variable) return undefined;
    const isOwn = (side: Expression): boolean => this.#isWordOf(side, "scratch.get", variable);
    const added = otherSide(sidesOf(set.operands[1]!, binaryen.AddInt64), isOwn);
    const cell = added === undefined ? undefined : this.#wordOf(added);
    if (cell?.word !== "state.get") return undefined;
    const isVariable = (side: Expression): boolean => localOf(side) === variable;
    const base = otherSide(sidesOf(cell.operands[0]!, binaryen.AddInt32), isVariable);
    if (base === undefined || ![base, end, step].every((part) => this.#isFixed(part, [variable])))
      return undefined;
    return { ...counted, base };
  }

  /** Replaces `for each entry p { base = sample.index(p) * stride; for (c = 0; c < n; c += step) run }`, if it is one. */
  replace(loop: Expression): boolean {
    const outer = countedLoop(loop);
    if (outer?.body.length !== 3 || !isConstant(outer.step, 1)) return false;
    const run = this.#runOf(outer.body[2]!);
    const assignments = outer.body.slice(0, 2).map(assignmentOf);
    const base = assignments.find((set) => set && run && localOf(run.base) === set.index);
    const first = assignments.find((set) => set && run && run.variable === set.index);
    if (!run || !base || !first || !isConstant(first.value, 0)) return false;
    const isIndex = (side: Expression): boolean => this.#isWordOf(side, "sample.index", outer.variable);
    const stride = otherSide(sidesOf(base.value, binaryen.MulInt32), isIndex);
    const changing = [outer.variable, base.index, first.index];
    if (stride === undefined || new Set(changing).size < changing.length) return false;
    if (![outer.end, run.end, run.step, stride].every((part) => this.#isFixed(part, changing))) return false;

    const { i32, local } = this.#module;
    const [from, end] = [this.#get(outer.variable), outer.end];
    this.#putInPlace(outer, [
      this.#module.call(SUMS, [from, ...this.#copies(end, run.end, run.step, stride)], binaryen.none),
      // Every local as the loop leaves it: the base is that of the last entry.
      local.set(outer.variable, i32.sub(this.#copy(end), i32.const(1))),
      local.set(base.index, this.#copy(base.value)),
      local.set(outer.variable, this.#copy(end)),
      local.set(first.index, this.#lastOf(run)),
    ]);
    return true;
  }

  /** Where a run that begins at 0 stops: the first multiple of its step that is not below its end. */
  #lastOf({ end, step }: Run): Expression {
    const { i32 } = this.#module;
    const above = i32.sub(i32.add(this.#copy(end), this.#copy(step)), i32.const(1));
    const last = i32.mul(i32.div_s(above, this.#copy(step)), this.#copy(step));
    return this.#module.select(i32.gt_s(this.#copy(end), i32.const(0)), last, i32.const(0));
  }

  #get(index: number): Expression {
    return this.#module.local.get(index, binaryen.i32);
  }

  #copy(expression: Expression): Expression {
    return this.#module.copyExpression(expression);
  }

  #copies(...expressions: readonly Expression[]): Expression[] {
    return expressions.map((expression) => this.#copy(expression));
  }

  /** The loop becomes these statements, run once where its condition holds at first. */
  #putInPlace({ loop, variable, end }: CountedLoop, statements: Expression[]): void {
    const begins = this.#module.i32.lt_s(this.#get(variable), this.#copy(end));
    Loop.setBody(loop, this.#module.if(begins, this.#module.block(null, statements)));
  }
}
