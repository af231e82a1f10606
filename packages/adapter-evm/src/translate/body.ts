import { ChainlearnError } from "@chainlearn/core";
import { conditionalSkip, Frames, isSkipsOnly, sequenceOf, whileLoop } from "./control.ts";
import { branchesTo, type LocalRanges } from "./locals.ts";
import { binary, isPlain, type LibraryOperator, unary } from "./operators.ts";
import { paramOfGlobal } from "./prepare.ts";
import { localOfArm, refine } from "./refine.ts";
import type { UseRecord, WordSite, Words } from "./site.ts";
import { type CacheNeeds, type CacheStatus, StateCache } from "./state-cache.ts";
import type { StateStorage } from "./state-storage.ts";
import {
  type Base,
  constantOf,
  constantValue,
  falsity,
  hull,
  type Interval,
  isAtomic,
  makeValue,
  signedRange,
  toSigned,
  toUnsigned,
  truth,
  type Value,
} from "./value.ts";
import { contains, type DefinedFunction, type Expression, type WasmModule, type Width } from "./wasm.ts";
import { plus, YulWriter } from "./yul.ts";

/** What a function is translated within. */
export interface Surroundings {
  readonly module: WasmModule;
  readonly words: Words;
  /** Words that change the model's state. */
  readonly stateWriters: ReadonlySet<string>;
  readonly storage: StateStorage;
  /** Memory offset and interval of a parameter. */
  param(position: number): { readonly offset: number } & Interval;
  /** Translates another function of the kernel; what its Yul function is called. */
  callee(name: string): { readonly yulName: string; readonly result: Interval | undefined };
  readonly use: UseRecord;
  /** Keeps locals in memory instead of Yul variables: dearer, but no function is too large for the stack. */
  readonly localsInMemory?: boolean;
}

/** The variable of the memory block that shell and kernel share. */
export const CONTEXT = "$ctx";
/** Name of the library function that ends the call with the code `trap`. */
const TRAP = "$trap";

const LOCAL = "$l";
const local = (index: number): string => `${LOCAL}${index}`;
/** The variable of the memory block that holds the locals, if they are in memory. */
const FRAME = "$frame";
const inFrame = (index: number): string => plus(FRAME, 32 * index);
const RESULT = "$result";

/** Where a branch to a block or loop goes, besides the jump itself. */
interface Target {
  readonly label: string;
  /** Variable that takes the value a branch carries. */
  readonly carried: { readonly variable: string; interval: Interval | undefined } | undefined;
  /** Whether the state word may be unwritten there. */
  readonly dirty: boolean;
}

/**
 * Translates one function body, once, under given assumptions about its locals. Statements are written as they are met;
 * expressions are kept as text until they are used.
 */
export class BodyTranslator implements WordSite {
  readonly use: UseRecord;
  readonly state: StateCache;
  readonly facts = new Set<string>();
  /** Library functions and translated functions that the body calls. */
  readonly needs = new Set<string>();
  readonly callees = new Set<string>();
  resultInterval: Interval | undefined;

  readonly #definition: DefinedFunction;
  readonly #surroundings: Surroundings;
  readonly #ranges: LocalRanges;
  readonly #writer = new YulWriter();
  readonly #frames = new Frames(this.#writer);
  readonly #targets: Target[] = [];
  readonly #variables = new Map<string, string | undefined>();
  /** Intervals of locals where a condition about them is known to hold, until they are assigned again. */
  #narrowed = new Map<number, Interval>();
  /** Locals that have been assigned, in order. */
  readonly #assigned: number[] = [];
  #names = 0;
  /** False after a statement that never completes; what follows is not written. */
  #reachable = true;

  constructor(
    definition: DefinedFunction,
    surroundings: Surroundings,
    ranges: LocalRanges,
    cacheNeeds: CacheNeeds,
  ) {
    this.#definition = definition;
    this.#surroundings = surroundings;
    this.#ranges = ranges;
    this.use = surroundings.use;
    this.state = new StateCache(this.#writer, cacheNeeds, surroundings.storage);
  }

  /** The Yul function. */
  translate(yulName: string, leading: readonly string[] = []): string {
    const { params, locals, result, body } = this.#definition;
    const value = this.#evaluate(body);
    if (this.#reachable) {
      if (result !== undefined && value) this.#setResult(value);
      this.state.flush();
    }
    if (this.state.used) for (const name of this.#surroundings.storage.needs) this.need(name);
    const declared = new YulWriter();
    const names = [CONTEXT, ...params.map((_, i) => local(i))].join(", ");
    declared.braces(`function ${yulName}(${names})${result === undefined ? "" : ` -> ${RESULT}`}`, () => {
      for (const [name, text] of this.#variables)
        declared.line(text === undefined ? `let ${name}` : `let ${name} := ${text}`);
      for (const line of [...this.state.declarations(), ...this.#frames.declarations(), ...leading])
        declared.line(line);
      for (const line of this.#localDeclarations(params.length, locals.length)) declared.line(line);
      for (const line of this.#writer.lines) declared.line(line);
    });
    return declared.toString();
  }

  #localDeclarations(params: number, locals: number): string[] {
    if (!this.#surroundings.localsInMemory)
      return Array.from({ length: locals }, (_, i) => `let ${local(params + i)}`);
    const size = 32 * (params + locals);
    return [
      `let ${FRAME} := mload(0x40)`,
      `mstore(0x40, add(${FRAME}, ${size}))`,
      // Beyond the call's data there are only zeros to copy.
      `calldatacopy(${FRAME}, calldatasize(), ${size})`,
      ...Array.from({ length: params }, (_, i) => `mstore(${inFrame(i)}, ${local(i)})`),
    ];
  }

  // ---- what operators and words use

  line(text: string): void {
    this.#writer.line(text);
  }

  braces(head: string, body: () => void): void {
    this.#writer.braces(head, body);
  }

  fresh(): string {
    return `$t${this.#names++}`;
  }

  compute(text: string, interval: Interval, width: Width): Value {
    const name = this.fresh();
    this.line(`let ${name} := ${text}`);
    return makeValue(name, interval, width);
  }

  variable(name: string, text?: string): string {
    this.#variables.set(name, text);
    return name;
  }

  hold(value: Value): Value {
    const isHeld = isAtomic(value) || constantOf(value) !== undefined;
    return isHeld ? value : this.compute(value.text, value, value.width);
  }

  library(name: LibraryOperator, ...operands: readonly string[]): string {
    return `${this.need(`$${name}`)}(${operands.join(", ")})`;
  }

  need(libraryFunction: string): string {
    this.needs.add(libraryFunction);
    return libraryFunction;
  }

  calls(yulFunction: string): void {
    this.callees.add(yulFunction);
  }

  trapIf(condition: string): void {
    this.line(`if ${condition} { ${this.need(TRAP)}() }`);
  }

  trapHere(): void {
    this.line(`${this.need(TRAP)}()`);
  }

  trap(): undefined {
    this.trapHere();
    return this.ends();
  }

  ends(): undefined {
    this.#reachable = false;
    return undefined;
  }

  refuse(message: string): never {
    throw new ChainlearnError("invalid_kernel", `in function ${this.#definition.name}: ${message}`);
  }

  // ---- expressions

  /** Writes the statements of an expression; its value, if it has one and completes. */
  #evaluate(expression: Expression): Value | undefined {
    if (!this.#reachable) return undefined;
    switch (expression.kind) {
      case "nop":
        return undefined;
      case "const":
        return constantValue(expression.value, expression.width);
      case "local.get":
        return this.#local(expression.index);
      case "local.set":
        return this.#assign(expression.index, this.#value(expression.value), expression.tee);
      case "global.get":
        return this.#param(expression.name);
      case "unary":
        return unary(expression.operator, this.#value(expression.value), this);
      case "binary": {
        const [left, right] = this.#operands([expression.left, expression.right]);
        if (!this.#reachable) return undefined;
        return binary(expression.operator, left!, right!, this);
      }
      case "select":
        return this.#select(expression);
      case "drop":
        this.#value(expression.value);
        return undefined;
      case "return":
        if (expression.value) this.#setResult(this.#value(expression.value));
        if (!this.#reachable) return undefined;
        this.state.flush();
        this.line("leave");
        return this.ends();
      case "unreachable":
        return this.trap();
      case "call":
        return this.#call(expression.target, expression.operands);
      case "if":
        return this.#if(expression);
      case "block":
        return this.#block(expression);
      case "loop":
        return this.#loop(expression);
      case "branch":
        return this.#branch(expression);
      case "switch":
        return this.#switch(expression);
    }
  }

  /** The value of an expression that has one; anything where the code is not reached. */
  #value(expression: Expression): Value {
    return this.#evaluate(expression) ?? constantValue(0n, 32);
  }

  /** Operands from left to right: what stays an expression must not be overtaken by the effects of a later operand. */
  #operands(expressions: readonly Expression[]): Value[] {
    const lastEffect = expressions.findLastIndex((expression) => !isPure(expression));
    return expressions.map((expression, i) => {
      const value = this.#value(expression);
      return i < lastEffect ? this.#freeze(value) : value;
    });
  }

  /** The value as it is now, whatever happens to locals. */
  #freeze(value: Value): Value {
    if (constantOf(value) !== undefined) return value;
    if (!isAtomic(value) || value.text.startsWith(LOCAL)) return this.compute(value.text, value, value.width);
    const { bases: _, ...frozen } = value;
    return frozen;
  }

  #local(index: number): Value {
    const { params, locals } = this.#definition;
    const width = [...params, ...locals][index]!;
    return this.#held(index, this.#narrowed.get(index) ?? this.#ranges.of(index), width);
  }

  /** What a local holds now. */
  #held(index: number, interval: Interval, width: Width): Value {
    const text = this.#surroundings.localsInMemory ? `mload(${inFrame(index)})` : local(index);
    return { ...makeValue(text, interval, width), bases: [{ local: index, lo: 0n, hi: 0n }] };
  }

  #param(global: string): Value {
    const position = paramOfGlobal(global);
    if (position === undefined) this.refuse(`it reads the global ${global}.`);
    this.use.params.add(position);
    const { offset, lo, hi } = this.#surroundings.param(position);
    return makeValue(`mload(${plus(CONTEXT, offset)})`, { lo, hi }, 64);
  }

  #assign(index: number, given: Value, tee: boolean): Value | undefined {
    if (!this.#reachable) return undefined;
    const value = this.#ranges.isCanonical(index) ? toSigned(given) : given;
    this.#ranges.assign(index, value);
    this.#widen(index);
    this.line(
      this.#surroundings.localsInMemory
        ? `mstore(${inFrame(index)}, ${value.text})`
        : `${local(index)} := ${value.text}`,
    );
    return tee ? this.#held(index, value, value.width) : undefined;
  }

  #setResult(value: Value): void {
    const signed = toSigned(value);
    this.resultInterval = this.resultInterval ? hull(this.resultInterval, signed) : signed;
    this.line(`${RESULT} := ${signed.text}`);
  }

  #select(expression: Expression & { readonly kind: "select" }): Value | undefined {
    const [ifTrue, ifFalse, condition] = this.#operands([
      expression.ifTrue,
      expression.ifFalse,
      expression.condition,
    ]) as [Value, Value, Value];
    if (!this.#reachable) return undefined;
    const constant = constantOf(condition);
    if (constant !== undefined) return BigInt.asUintN(condition.width, constant) !== 0n ? ifTrue : ifFalse;
    const { condition: test, ifTrue: first, ifFalse: second } = expression;
    const narrow = (local: number | undefined, value: Value, holds: boolean): Interval =>
      local === undefined
        ? value
        : refine(local, value, test, holds, (side) => (isPure(side) ? this.#value(side) : undefined));
    const interval = hull(
      narrow(localOfArm(first, [second, test]), ifTrue, true),
      narrow(localOfArm(second, [test]), ifFalse, false),
    );
    const name = this.fresh();
    this.line(`let ${name} := ${ifFalse.text}`);
    this.line(`if ${truth(condition)} { ${name} := ${ifTrue.text} }`);
    const bases = (ifTrue.bases ?? []).flatMap((base): Base[] => {
      const other = ifFalse.bases?.find((candidate) => candidate.local === base.local);
      return other ? [{ local: base.local, ...hull(base, other) }] : [];
    });
    return { ...makeValue(name, interval, ifTrue.width), ...(bases.length ? { bases } : {}) };
  }

  #call(target: string, expressions: readonly Expression[]): Value | undefined {
    const called = this.#surroundings.module.functions.get(target);
    const operands = this.#operands(expressions);
    if (!this.#reachable) return undefined;
    if (!called) this.refuse(`it calls ${target}, which does not exist.`);
    if (called.kind === "import") {
      const word = this.#surroundings.words.get(called.word);
      if (!word)
        throw new ChainlearnError(
          "unsupported",
          `the EVM host has no word ${called.word}, which function ${this.#definition.name} uses.`,
        );
      return word(operands, this);
    }
    const { yulName, result } = this.#surroundings.callee(target);
    this.calls(yulName);
    this.state.flush();
    const call = `${yulName}(${[CONTEXT, ...operands.map((operand) => toSigned(operand).text)].join(", ")})`;
    if (called.result === undefined) this.line(call);
    const value =
      called.result === undefined
        ? undefined
        : this.compute(call, result ?? signedRange(called.result), called.result);
    this.state.forget();
    return value;
  }

  // ---- control flow

  #sequence(children: readonly Expression[]): Value | undefined {
    let value: Value | undefined;
    for (const child of children) value = this.#evaluate(child);
    return value;
  }

  /** What is found out on one way only is not known where the ways meet. */
  #scoped(run: () => void): void {
    const facts = [...this.facts];
    const narrowed = new Map(this.#narrowed);
    const assigned = this.#assigned.length;
    run();
    this.facts.clear();
    for (const fact of facts) this.facts.add(fact);
    for (const index of this.#assigned.slice(assigned)) narrowed.delete(index);
    this.#narrowed = narrowed;
  }

  /** From here on the condition is known to hold, or not to hold. */
  #assume(condition: Expression, holds: boolean): void {
    if (condition.kind === "unary" && condition.operator === "eqz") {
      this.#assume(condition.value, !holds);
      return;
    }
    if (condition.kind !== "binary" || !isPure(condition)) return;
    for (const side of [condition.left, condition.right]) {
      if (side.kind !== "local.get") continue;
      const interval = refine(side.index, this.#local(side.index), condition, holds, (other) =>
        isPure(other) ? this.#value(other) : undefined,
      );
      this.#narrowed.set(side.index, { lo: interval.lo, hi: interval.hi });
    }
  }

  /** Nothing is known any more about what a local holds. */
  #widen(index: number): void {
    this.#narrowed.delete(index);
    this.#assigned.push(index);
  }

  /**
   * Writes the alternatives of a condition. Each starts from the same status of the state cache; a word that only one of
   * them changed is written back at its end, so that the others need not carry the write.
   */
  #alternatives(
    expressions: readonly (readonly Expression[])[],
    writeAlternative: readonly ((run: () => void) => void)[],
    condition: { readonly test: Expression; readonly holds: readonly boolean[] },
    after: (index: number, value: Value | undefined) => void = () => {},
  ): void {
    const before = this.state.status;
    const staysDirty =
      before.dirty || expressions.every((list) => list.some((part) => this.#writesState(part)));
    const ends: CacheStatus[] = [];
    expressions.forEach((list, i) => {
      this.state.resume(before);
      this.#reachable = true;
      writeAlternative[i]!(() =>
        this.#scoped(() => {
          this.#assume(condition.test, condition.holds[i]!);
          const value = this.#sequence(list);
          if (!this.#reachable) return;
          after(i, value);
          if (!staysDirty) this.state.flush();
          ends.push(this.state.status);
        }),
      );
    });
    this.#reachable = ends.length > 0;
    this.#meet(ends, staysDirty && ends.some((end) => end.dirty));
  }

  #meet(ends: readonly CacheStatus[], dirty: boolean): void {
    this.state.resume({ dirty, filled: ends.every((end) => end.filled) });
  }

  #if(expression: Expression & { readonly kind: "if" }): Value | undefined {
    const { ifTrue, ifFalse, result } = expression;
    const condition = this.#value(expression.condition);
    if (!this.#reachable) return undefined;
    const constant = constantOf(condition);
    if (constant !== undefined) {
      const taken = BigInt.asUintN(condition.width, constant) !== 0n ? ifTrue : ifFalse;
      return taken && this.#evaluate(taken);
    }
    const carried = result === undefined ? undefined : this.#carrier();
    const store = (_: number, value: Value | undefined): void => {
      if (carried && value) this.#carry(carried, value);
    };
    if (!ifFalse) {
      this.#alternatives(
        [sequenceOf(ifTrue), []],
        [(run) => this.braces(`if ${truth(condition)}`, run), (run) => run()],
        { test: expression.condition, holds: [true, false] },
        store,
      );
      return undefined;
    }
    this.line(`switch ${truth(condition)}`);
    this.#alternatives(
      [sequenceOf(ifFalse), sequenceOf(ifTrue)],
      [(run) => this.braces("case 0", run), (run) => this.braces("default", run)],
      { test: expression.condition, holds: [false, true] },
      store,
    );
    return carried && this.#carriedValue(carried, result!);
  }

  /** A variable that takes a value from several places. */
  #carrier(): NonNullable<Target["carried"]> {
    const variable = this.fresh();
    this.line(`let ${variable}`);
    return { variable, interval: undefined };
  }

  #carry(carried: NonNullable<Target["carried"]>, value: Value): void {
    const interval = { lo: value.lo, hi: value.hi };
    carried.interval = carried.interval ? hull(carried.interval, interval) : interval;
    this.line(`${carried.variable} := ${value.text}`);
  }

  #carriedValue(carried: NonNullable<Target["carried"]>, width: Width): Value | undefined {
    return carried.interval && makeValue(carried.variable, carried.interval, width);
  }

  #block(expression: Expression & { readonly kind: "block" }): Value | undefined {
    const { label, children, result } = expression;
    if (label === undefined || !children.some((child) => branchesTo(child, label)))
      return this.#sequence(children);
    if (result === undefined && isSkipsOnly(children, label)) {
      this.#skipping(children, label);
      return undefined;
    }
    const carried = result === undefined ? undefined : this.#carrier();
    const before = this.state.status;
    // Inside a loop that writes, the word is written when the next one is touched; elsewhere before leaving the block.
    const target: Target = { label, carried, dirty: before.dirty };
    this.#targets.push(target);
    this.#scoped(() =>
      this.#frames.around({ label, isLoop: false, condition: "1" }, () => {
        const value = this.#sequence(children);
        if (!this.#reachable) return;
        if (carried && value) this.#carry(carried, value);
        if (!target.dirty) this.state.flush();
        this.line("break");
      }),
    );
    this.#targets.pop();
    this.#reachable = true;
    this.state.resume({
      dirty: before.dirty,
      filled: before.filled && !children.some((child) => this.#forgetsState(child)),
    });
    return carried && this.#carriedValue(carried, result!);
  }

  /** A block whose branches only skip the rest of its list: the rest moves into ifs. */
  #skipping(children: readonly Expression[], label: string): void {
    for (const [i, child] of children.entries()) {
      if (!this.#reachable) return;
      if (!branchesTo(child, label)) {
        this.#evaluate(child);
        continue;
      }
      const skip = conditionalSkip(child, label);
      // An unconditional branch at the list's end: there is nothing left to skip.
      if (!skip) return;
      const rest: Expression = { kind: "block", label, children: children.slice(i + 1), result: undefined };
      const condition = this.#value(skip.condition);
      if (!this.#reachable) return;
      const constant = constantOf(condition);
      if (constant !== undefined) {
        if (BigInt.asUintN(condition.width, constant) !== 0n) this.#sequence(skip.head);
        else this.#evaluate(rest);
        return;
      }
      if (skip.head.length === 0) {
        this.#alternatives(
          [[rest], []],
          [(run) => this.braces(`if ${falsity(condition)}`, run), (run) => run()],
          { test: skip.condition, holds: [false, true] },
        );
      } else {
        this.line(`switch ${truth(condition)}`);
        this.#alternatives(
          [[rest], skip.head],
          [(run) => this.braces("case 0", run), (run) => this.braces("default", run)],
          { test: skip.condition, holds: [false, true] },
        );
      }
      return;
    }
  }

  #loop(expression: Expression & { readonly kind: "loop" }): Value | undefined {
    const { label, body } = expression;
    if (label === undefined || !branchesTo(body, label)) return this.#evaluate(body);
    const before = this.state.status;
    const writes = this.#writesState(body);
    if (writes && !this.#alwaysWritesState(body)) this.state.compareFromNowOn();
    const head: CacheStatus = {
      dirty: before.dirty || writes,
      filled: before.filled && !this.#forgetsState(body),
    };
    this.state.resume(head);
    this.#targets.push({ label, carried: undefined, dirty: head.dirty });
    // The loop's beginning is reached from its end, too.
    contains(body, (part) => {
      if (part.kind === "local.set") this.#widen(part.index);
      return false;
    });
    let value: Value | undefined;
    let end: CacheStatus = head;
    const whileForm = whileLoop(expression);
    const condition = whileForm && isPure(whileForm.condition) ? this.#value(whileForm.condition) : undefined;
    if (whileForm && condition) {
      this.#scoped(() =>
        this.#frames.around({ label, isLoop: true, condition: truth(condition) }, () => {
          this.#assume(whileForm.condition, true);
          this.#sequence(whileForm.body);
        }),
      );
      this.#reachable = true;
    } else {
      let carrier: NonNullable<Target["carried"]> | undefined;
      if (expression.result !== undefined) carrier = this.#carrier();
      this.#scoped(() =>
        this.#frames.around({ label, isLoop: true, condition: "1" }, () => {
          value = this.#loopBody(body, label);
          if (!this.#reachable) return;
          if (carrier && value) this.#carry(carrier, value);
          end = this.state.status;
          this.line("break");
        }),
      );
      value = carrier && this.#carriedValue(carrier, expression.result!);
      // Without a `break` of its own the loop is only left by branches further out.
      this.#reachable = true;
    }
    this.#targets.pop();
    this.state.resume({ dirty: head.dirty, filled: end.filled && head.filled });
    return value;
  }

  /** A last `br_if loop` becomes the test of a do-while loop. */
  #loopBody(body: Expression, label: string): Value | undefined {
    const parts = sequenceOf(body);
    const last = parts.at(-1);
    if (last?.kind !== "branch" || last.label !== label || !last.condition) return this.#sequence(parts);
    this.#sequence(parts.slice(0, -1));
    if (!this.#reachable) return undefined;
    const condition = this.#value(last.condition);
    this.line(`if ${truth(condition)} { continue }`);
    return undefined;
  }

  #branch(expression: Expression & { readonly kind: "branch" }): Value | undefined {
    const { label, condition, value } = expression;
    const parts = [value, condition].filter((part) => part !== undefined);
    const values = this.#operands(parts);
    if (!this.#reachable) return undefined;
    const carried = value && values[0];
    if (!condition) {
      this.#jump(label, carried);
      return this.ends();
    }
    const test = values.at(-1)!;
    const constant = constantOf(test);
    if (constant !== undefined) {
      if (BigInt.asUintN(test.width, constant) === 0n) return carried;
      this.#jump(label, carried);
      return this.ends();
    }
    const before = this.state.status;
    this.braces(`if ${truth(test)}`, () => this.#jump(label, carried));
    this.state.resume(before);
    this.#assume(condition, false);
    return carried;
  }

  #jump(label: string, value: Value | undefined): void {
    const target = this.#targets.findLast((candidate) => candidate.label === label);
    if (!target) this.refuse(`a branch to ${label} leads nowhere.`);
    if (value && target.carried) this.#carry(target.carried, value);
    if (!target.dirty) this.state.flush();
    this.#frames.branch(label);
  }

  #switch(expression: Expression & { readonly kind: "switch" }): undefined {
    const { labels, fallback, condition, value } = expression;
    const values = this.#operands([value, condition].filter((part) => part !== undefined));
    if (!this.#reachable) return undefined;
    const carried = value && this.#freeze(values[0]!);
    const index = toUnsigned(values.at(-1)!);
    const before = this.state.status;
    const cases = labels.map((label, i) => ({ label, i })).filter(({ label }) => label !== fallback);
    const jump = (label: string): void => {
      this.state.resume(before);
      this.#jump(label, carried);
    };
    if (cases.length > 0) {
      this.line(`switch ${index.text}`);
      for (const { label, i } of cases) this.braces(`case ${i}`, () => jump(label));
      this.braces("default", () => jump(fallback));
    } else {
      jump(fallback);
    }
    return this.ends();
  }

  // ---- what parts of the body do to the model's state

  #writesState(expression: Expression): boolean {
    return contains(expression, (part) => {
      if (part.kind !== "call") return false;
      const called = this.#surroundings.module.functions.get(part.target);
      return called?.kind === "import" && this.#surroundings.stateWriters.has(called.word);
    });
  }

  /** Whether every pass through a loop's body writes state before anything can leave it. */
  #alwaysWritesState(body: Expression): boolean {
    const list = body.kind === "if" && !body.ifFalse ? sequenceOf(body.ifTrue) : sequenceOf(body);
    return list.some((part) => !["if", "block", "loop"].includes(part.kind) && this.#writesState(part));
  }

  /** Whether something may leave the state cache empty: calls, and words that write state by themselves. */
  #forgetsState(expression: Expression): boolean {
    return contains(expression, (part) => {
      if (part.kind !== "call") return false;
      const called = this.#surroundings.module.functions.get(part.target);
      return called?.kind !== "import" || called.word === "row.axpy";
    });
  }
}

/** Whether evaluating the expression writes no statement and changes nothing. */
function isPure(expression: Expression): boolean {
  switch (expression.kind) {
    case "const":
    case "local.get":
    case "global.get":
      return true;
    case "unary":
      return isPlain(expression.operator) && isPure(expression.value);
    case "binary":
      return isPlain(expression.operator) && isPure(expression.left) && isPure(expression.right);
    default:
      return false;
  }
}
