import { tooWide } from "./operators.ts";
import { constantValue, hull, type Interval, signedRange, type Value, within } from "./value.ts";
import { contains, type DefinedFunction, type Expression, partsOf } from "./wasm.ts";

/**
 * Nothing is repeated more often than this within one transaction. An accumulation `l := l + e` costs at least 14 gas
 * each time (and 25 with the loop around it), so 2^30 of them need more than 15,000,000,000 gas: two hundred
 * times today's block and a thousand times what one transaction may use (EIP-7825: 16.78 M). Because of
 * this bound counters and sums need no masks.
 */
export const MOST_REPETITIONS = 1n << 30n;

/** Rounds in which intervals may grow freely; afterwards a local that still grows is kept canonical. */
const FREE_ROUNDS = 8;

/**
 * Intervals of a function's locals, one for the whole function. They are found by translating again and again: each round
 * assumes the intervals of the last one and records what is assigned, until nothing falls outside what was assumed.
 */
export class LocalRanges {
  readonly #function: DefinedFunction;
  readonly #initial: readonly (Interval | undefined)[];
  readonly #assumed: (Interval | undefined)[];
  readonly #canonical: boolean[];
  #assigned: (Interval | undefined)[] = [];
  #added: (Interval | undefined)[] = [];
  #round = 0;

  constructor(definition: DefinedFunction, params: readonly Interval[]) {
    this.#function = definition;
    const readUnset = localsReadUnset(definition);
    const zero = constantValue(0n, 32);
    this.#initial = [
      ...definition.params.map((width, i) => params[i] ?? signedRange(width)),
      ...definition.locals.map((_, i) => (readUnset.has(definition.params.length + i) ? zero : undefined)),
    ];
    this.#assumed = [...this.#initial];
    this.#canonical = this.#initial.map(() => false);
    this.#begin();
  }

  #begin(): void {
    this.#assigned = [...this.#initial];
    this.#added = this.#initial.map(() => undefined);
  }

  /** The interval that a local is assumed to stay in. */
  of(local: number): Interval {
    return this.#assumed[local] ?? { lo: 0n, hi: 0n };
  }

  /** Whether what is assigned to the local has to be canonical. */
  isCanonical(local: number): boolean {
    return this.#canonical[local]!;
  }

  /** Records an assignment; `value` is canonical if {@link isCanonical} says so. */
  assign(local: number, value: Value): void {
    const join = (list: (Interval | undefined)[], interval: Interval): void => {
      const before = list[local];
      list[local] = before ? hull(before, interval) : { lo: interval.lo, hi: interval.hi };
    };
    const base = value.bases?.find((candidate) => candidate.local === local);
    if (base && !this.#canonical[local]) join(this.#added, base);
    else join(this.#assigned, value);
  }

  /** Ends a round; true when the assumptions held. */
  settle(): boolean {
    const found = this.#assigned.map((assigned, local) => {
      const added = this.#added[local];
      if (!added) return assigned;
      const { lo, hi } = hull(added, { lo: 0n, hi: 0n });
      const from = assigned ?? { lo: 0n, hi: 0n };
      return { lo: from.lo + lo * MOST_REPETITIONS, hi: from.hi + hi * MOST_REPETITIONS };
    });
    this.#round++;
    let settled = true;
    found.forEach((interval, local) => {
      const assumed = this.#assumed[local];
      if (!interval || (assumed && within(interval, assumed))) return;
      settled = false;
      this.#assumed[local] = assumed ? hull(assumed, interval) : interval;
      if (this.#round > FREE_ROUNDS || tooWide(this.#assumed[local]!)) {
        this.#canonical[local] = true;
        this.#assumed[local] = signedRange(this.#widthOf(local));
      }
    });
    this.#begin();
    return settled;
  }

  #widthOf(local: number): 32 | 64 {
    const { params, locals } = this.#function;
    return [...params, ...locals][local]!;
  }
}

/** Locals that some path may read before it sets them; they then hold 0. */
export function localsReadUnset(definition: DefinedFunction): ReadonlySet<number> {
  const found = new Set<number>();
  /** Returns what is set for certain after the expression; undefined when it never completes. */
  const visit = (expression: Expression, set: ReadonlySet<number>): ReadonlySet<number> | undefined => {
    let current: ReadonlySet<number> | undefined = set;
    const visitParts = (parts: readonly (Expression | undefined)[]): void => {
      for (const part of parts) if (part && current) current = visit(part, current);
    };
    switch (expression.kind) {
      case "local.get":
        if (!set.has(expression.index)) found.add(expression.index);
        return set;
      case "local.set":
        visitParts([expression.value]);
        return current && new Set([...current, expression.index]);
      case "if": {
        visitParts([expression.condition]);
        if (!current) return undefined;
        const after = visit(expression.ifTrue, current);
        const otherwise = expression.ifFalse ? visit(expression.ifFalse, current) : current;
        return intersection(after, otherwise);
      }
      case "block": {
        const { label } = expression;
        const leaves = (part: Expression): boolean => label !== undefined && branchesTo(part, label);
        let atExit: ReadonlySet<number> | undefined;
        for (const child of expression.children) {
          if (!current) break;
          if (leaves(child)) atExit ??= current;
          current = visit(child, current);
        }
        return intersection(current, atExit);
      }
      case "branch":
        visitParts([expression.value, expression.condition]);
        return expression.condition ? current : undefined;
      case "switch":
      case "return":
        visitParts(partsOf(expression));
        return undefined;
      case "unreachable":
        return undefined;
      default:
        visitParts(partsOf(expression));
        return current;
    }
  };
  visit(definition.body, new Set(definition.params.map((_, i) => i)));
  return found;
}

const intersection = (
  a: ReadonlySet<number> | undefined,
  b: ReadonlySet<number> | undefined,
): ReadonlySet<number> | undefined => (a && b ? new Set([...a].filter((item) => b.has(item))) : (a ?? b));

/** Whether the expression branches to a label. */
export const branchesTo = (expression: Expression, label: string): boolean =>
  contains(
    expression,
    (part) =>
      (part.kind === "branch" && part.label === label) ||
      (part.kind === "switch" && (part.labels.includes(label) || part.fallback === label)),
  );
