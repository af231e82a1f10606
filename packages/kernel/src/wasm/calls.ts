import type { DefinedFunction, FunctionModule, Signature } from "./module.ts";

/** A call in a function's code, with the arguments that are constants. */
export interface Call {
  readonly callee: number;
  /** By position; undefined where it is computed. */
  readonly args: readonly (number | undefined)[];
}

interface Frame {
  readonly height: number;
  readonly result: boolean;
}

const NOT_CONSTANT = undefined;

/** Follows the operand stack of validated code, keeping what is constant. */
export function callsOf(definition: DefinedFunction, signatureOf: (index: number) => Signature): Call[] {
  const stack: (number | undefined)[] = [];
  const frames: Frame[] = [{ height: 0, result: definition.result !== undefined }];
  const calls: Call[] = [];
  const top = (): Frame => frames.at(-1)!;
  const pop = (): number | undefined => (stack.length > top().height ? stack.pop() : NOT_CONSTANT);

  for (const { operator, index, value, result } of definition.code) {
    switch (operator.name) {
      case "i32.const":
        stack.push(Number(value));
        break;
      case "i64.const":
      case "local.get":
        stack.push(NOT_CONSTANT);
        break;
      case "local.set":
      case "drop":
      case "br_if":
        pop();
        break;
      case "local.tee":
        pop();
        stack.push(NOT_CONSTANT);
        break;
      case "select":
        pop();
        pop();
        pop();
        stack.push(NOT_CONSTANT);
        break;
      case "block":
      case "loop":
        frames.push({ height: stack.length, result: result !== undefined });
        break;
      case "if":
        pop();
        frames.push({ height: stack.length, result: result !== undefined });
        break;
      case "else":
        stack.length = top().height;
        break;
      case "end": {
        const frame = frames.pop()!;
        stack.length = frame.height;
        if (frame.result) stack.push(NOT_CONSTANT);
        break;
      }
      case "unreachable":
      case "br":
      case "br_table":
      case "return":
        // What follows up to the end of the block never runs, and may pop more than there is.
        stack.length = top().height;
        break;
      case "nop":
        break;
      case "call": {
        const callee = signatureOf(index);
        const args = callee.params.map(() => pop()).reverse();
        calls.push({ callee: index, args });
        if (callee.result) stack.push(NOT_CONSTANT);
        break;
      }
      default:
        for (let i = 0; i < operator.pops!; i++) pop();
        stack.push(NOT_CONSTANT);
    }
  }
  return calls;
}

/** Signature of function number `index`, imports first. */
export function signatureOf(module: FunctionModule, index: number): Signature {
  return module.imports[index] ?? module.functions[index - module.imports.length]!;
}
