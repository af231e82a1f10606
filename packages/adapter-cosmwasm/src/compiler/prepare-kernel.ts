import { ChainlearnError } from "@chainlearn/core";
import { BinaryReader, nameBytes, unsignedBytes } from "@chainlearn/kernel/compiler";
import { moduleOf, SECTION, sectionsOf } from "./wasm-binary.ts";

/** Name of the shell among the modules that are merged. */
export const SHELL = "shell";

const OP = { if: 0x04, end: 0x0b, return: 0x0f, call: 0x10, globalGet: 0x23, globalSet: 0x24 } as const;
const I32 = 0x7f;
const NO_RESULT = 0x40;
const MUTABLE = 1;
const IMPORTED_FUNCTION = 0;
const IMPORTED_GLOBAL = 3;
/** `t.const 0` for each number type. */
const ZERO: Readonly<Record<number, readonly number[]>> = { [I32]: [0x41, 0], 126: [0x42, 0] };

const refuse = (message: string): never => {
  throw new ChainlearnError("invalid_kernel", message);
};

interface Kernel {
  /** Result types by type index. */
  readonly results: readonly (readonly number[])[];
  readonly imports: readonly { readonly module: string; readonly name: string; readonly type: number }[];
  /** Type index of every function of the kernel's own. */
  readonly functions: readonly number[];
}

function describe(wasm: Uint8Array): Kernel {
  const content = (id: number): BinaryReader =>
    new BinaryReader(sectionsOf(wasm).find((section) => section.id === id)?.content ?? Uint8Array.of(0));
  const types = content(SECTION.type);
  const imports = content(SECTION.import);
  const functions = content(SECTION.function);
  return {
    results: types.list(() => {
      types.byte();
      types.list(() => types.byte());
      return types.list(() => types.byte());
    }),
    imports: imports.list(() => {
      const [module, name, kind] = [imports.name(), imports.name(), imports.byte()];
      if (kind !== IMPORTED_FUNCTION) refuse(`the import ${module}.${name} is not a function.`);
      return { module, name, type: imports.unsigned() };
    }),
    functions: functions.list(() => functions.unsigned()),
  };
}

/** Moves behind the immediates of an instruction that needs no change. */
function skipImmediates(reader: BinaryReader, opcode: number): void {
  if (opcode === 0x02 || opcode === 0x03 || opcode === OP.if) reader.signed();
  else if (opcode === 0x0c || opcode === 0x0d || (opcode >= 0x20 && opcode <= 0x22)) reader.signed();
  else if (opcode === 0x0e) {
    reader.list(() => reader.unsigned());
    reader.unsigned();
  } else if (opcode === 0x41 || opcode === 0x42) reader.signed();
  else if (
    opcode === 0x11 ||
    (opcode >= 0x25 && opcode <= 0x40) ||
    opcode === 0x43 ||
    opcode === 0x44 ||
    opcode > 0xc4
  )
    refuse(`the instruction 0x${opcode.toString(16)} is not one of a kernel's.`);
}

/**
 * A function body in which nothing runs behind a rejection. WebAssembly cannot unwind: the function returns 0 right
 * after `call.reject`, and after a call of another function of the kernel if that one has rejected.
 */
function unwinding(body: Uint8Array, result: number | undefined, reject: number, imported: number): number[] {
  const leave = [
    ...(result === undefined ? [] : (ZERO[result] ?? refuse("a function returns a float."))),
    OP.return,
  ];
  const reader = new BinaryReader(body);
  const locals = reader.list(() => [reader.unsigned(), reader.byte()]);
  const out = [
    ...unsignedBytes(locals.length),
    ...locals.flatMap(([count, type]) => [...unsignedBytes(count!), type!]),
  ];
  while (!reader.done) {
    const start = reader.at;
    const opcode = reader.byte();
    if (opcode === OP.globalGet || opcode === OP.globalSet) {
      // The kernel's own globals move behind the one that is imported.
      out.push(opcode, ...unsignedBytes(reader.unsigned() + 1));
      continue;
    }
    const callee = opcode === OP.call ? reader.unsigned() : undefined;
    if (callee === undefined) skipImmediates(reader, opcode);
    out.push(...body.subarray(start, reader.at));
    if (callee === reject) out.push(...leave);
    else if (callee !== undefined && callee >= imported)
      out.push(OP.globalGet, 0, OP.if, NO_RESULT, ...leave, OP.end);
  }
  return out;
}

/**
 * A kernel ready to be merged with the shell: `module.word` is asked of the shell as `module_word`, `config.word` as
 * `<owner>_config_word`, and a rejection makes every function return.
 * @throws ChainlearnError invalid_kernel for anything a kernel may not contain
 */
export function prepareKernel(wasm: Uint8Array, owner: "model" | "mechanism"): Uint8Array {
  const kernel = describe(wasm);
  const imported = kernel.imports.length;
  const reject = kernel.imports.findIndex(({ module, name }) => module === "call" && name === "reject");
  const sections = sectionsOf(wasm).filter(({ id }) => id !== 0);
  return moduleOf(
    sections.map(({ id, content }) => {
      if (id === SECTION.import) return { id, content: renamedImports(kernel, owner, reject >= 0) };
      if (id !== SECTION.code || reject < 0) return { id, content };
      const reader = new BinaryReader(content);
      const bodies = reader.list(() => reader.take(reader.unsigned()));
      const rewritten = bodies.map((body, i) =>
        unwinding(body, kernel.results[kernel.functions[i]!]![0], reject, imported),
      );
      return {
        id,
        content: [
          ...unsignedBytes(rewritten.length),
          ...rewritten.flatMap((body) => [...unsignedBytes(body.length), ...body]),
        ],
      };
    }),
  );
}

function renamedImports(kernel: Kernel, owner: string, rejects: boolean): number[] {
  const functions = kernel.imports.map(({ module, name, type }) => [
    ...nameBytes(SHELL),
    ...nameBytes(module === "config" ? `${owner}_config_${name}` : `${module}_${name}`),
    IMPORTED_FUNCTION,
    ...unsignedBytes(type),
  ]);
  const rejection = [...nameBytes(SHELL), ...nameBytes("rejection"), IMPORTED_GLOBAL, I32, MUTABLE];
  const all = rejects ? [...functions, rejection] : functions;
  return [...unsignedBytes(all.length), ...all.flat()];
}
