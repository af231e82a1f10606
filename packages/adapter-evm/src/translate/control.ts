import { branchesTo } from "./locals.ts";
import type { Expression } from "./wasm.ts";
import type { YulWriter } from "./yul.ts";

/** A wasm block or loop that became a Yul loop, which branches leave or repeat. */
export interface Frame {
  readonly label: string | undefined;
  readonly isLoop: boolean;
  readonly id: number;
  /** Targets of branches that pass through this frame on their way out. */
  readonly escapes: Set<number>;
}

/** Set to the id of the frame that a branch is on its way to. */
const EXIT = "$exit";

/**
 * Branches out of several levels. Yul can only leave or repeat the innermost loop; a branch further out notes its target in a
 * variable, and each frame that it passes sends it on.
 */
export class Frames {
  readonly #frames: Frame[] = [];
  readonly #writer: YulWriter;
  #ids = 0;
  #usesExit = false;

  constructor(writer: YulWriter) {
    this.#writer = writer;
  }

  declarations(): string[] {
    return this.#usesExit ? [`let ${EXIT}`] : [];
  }

  /** Writes a frame around what `body` writes. */
  around(frame: { label: string | undefined; isLoop: boolean; condition: string }, body: () => void): void {
    const entered: Frame = { ...frame, id: ++this.#ids, escapes: new Set() };
    this.#frames.push(entered);
    this.#writer.braces(`for {} ${frame.condition} {}`, body);
    this.#frames.pop();
    const { escapes } = entered;
    if (escapes.size === 0) return;
    const outer = this.#frames.at(-1);
    if (!outer) throw new Error("a branch leaves the function");
    const arrive = `${EXIT} := 0 ${outer.isLoop ? "continue" : "break"}`;
    if (!escapes.has(outer.id)) this.#writer.line(`if ${EXIT} { break }`);
    else if (escapes.size === 1) this.#writer.line(`if ${EXIT} { ${arrive} }`);
    else {
      this.#writer.line(`if eq(${EXIT}, ${outer.id}) { ${arrive} }`);
      this.#writer.line(`if ${EXIT} { break }`);
    }
  }

  /** Writes the jump to a label. */
  branch(label: string): void {
    const at = this.#frames.findLastIndex((frame) => frame.label === label);
    const target = this.#frames[at];
    if (!target) throw new Error(`no frame for label ${label}`);
    if (at === this.#frames.length - 1) {
      this.#writer.line(target.isLoop ? "continue" : "break");
      return;
    }
    for (const passed of this.#frames.slice(at + 1)) passed.escapes.add(target.id);
    this.#usesExit = true;
    this.#writer.line(`${EXIT} := ${target.id}`);
    this.#writer.line("break");
  }
}

/** The parts of an expression that are executed one after the other. */
export const sequenceOf = (expression: Expression): readonly Expression[] =>
  expression.kind === "block" && expression.label === undefined ? expression.children : [expression];

/** `if (condition) { head…; br label }` without an else: the head, else undefined. */
export function conditionalSkip(
  expression: Expression,
  label: string,
): { readonly condition: Expression; readonly head: readonly Expression[] } | undefined {
  if (expression.kind === "branch" && expression.label === label && expression.condition && !expression.value)
    return { condition: expression.condition, head: [] };
  if (expression.kind !== "if" || expression.ifFalse) return undefined;
  const parts = sequenceOf(expression.ifTrue);
  const last = parts.at(-1);
  const isSkip = last?.kind === "branch" && last.label === label && !last.condition && !last.value;
  return isSkip ? { condition: expression.condition, head: parts.slice(0, -1) } : undefined;
}

/**
 * Whether every branch to the block's own label merely skips the rest of the block's list: then ifs do, and no
 * Yul loop is needed.
 */
export function isSkipsOnly(children: readonly Expression[], label: string): boolean {
  return children.every((child, i) => {
    if (!branchesTo(child, label)) return true;
    if (child.kind === "branch" && !child.condition && !child.value) return i === children.length - 1;
    const skip = conditionalSkip(child, label);
    return (
      skip !== undefined &&
      !branchesTo(skip.condition, label) &&
      !skip.head.some((part) => branchesTo(part, label))
    );
  });
}

/** `loop (if (condition) { …; br loop })`: condition and body of the while loop that it is. */
export function whileLoop(
  loop: Expression & { readonly kind: "loop" },
): { readonly condition: Expression; readonly body: readonly Expression[] } | undefined {
  const { body, label } = loop;
  if (label === undefined || body.kind !== "if" || body.ifFalse) return undefined;
  const parts = sequenceOf(body.ifTrue);
  const last = parts.at(-1);
  const repeats = last?.kind === "branch" && last.label === label && !last.condition && !last.value;
  return repeats ? { condition: body.condition, body: parts.slice(0, -1) } : undefined;
}
