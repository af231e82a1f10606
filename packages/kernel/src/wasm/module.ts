import type { NumberType } from "../words.ts";
import { BinaryReader } from "./binary.ts";
import { OPERATORS, type Operator } from "./operators.ts";

/** Signature of a function; at most one result. */
export interface Signature {
  readonly params: readonly NumberType[];
  readonly result: NumberType | undefined;
}

/** One operator in a function's code. */
export interface Instruction {
  readonly operator: Operator;
  /** Label depth, function or local number. */
  readonly index: number;
  /** Value of a constant. */
  readonly value: bigint;
  /** Result of a block. */
  readonly result: NumberType | undefined;
}

export interface ImportedFunction extends Signature {
  /** `module.name` */
  readonly word: string;
}

export interface DefinedFunction extends Signature {
  /** Types of parameters and locals. */
  readonly locals: readonly NumberType[];
  readonly code: readonly Instruction[];
}

/** A module of functions over integers, which is all that a kernel can be. */
export interface FunctionModule {
  readonly imports: readonly ImportedFunction[];
  readonly functions: readonly DefinedFunction[];
  /** Function number (imports count first) by exported name. */
  readonly exports: ReadonlyMap<string, number>;
}

/** Why bytes are not a {@link FunctionModule}. */
export class NotAFunctionModule extends Error {}

const refuse = (why: string): never => {
  throw new NotAFunctionModule(why);
};

const HEADER = [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
const SECTION = { types: 1, imports: 2, functions: 3, exports: 7, code: 10 } as const;
const REFUSED_SECTIONS: Readonly<Record<number, string>> = {
  0: "a custom section (names or debug information); strip it",
  4: "a table",
  5: "a memory; kernels have only numbers: no strings, arrays or objects",
  6: "a global; whatever outlives a call is kept by words of the vocabulary",
  8: "a start function; module-level code must be constant",
  9: "table elements",
  11: "data",
  12: "data",
  13: "exception tags",
};
const IMPORT_KINDS = ["function", "table", "memory", "global", "tag"] as const;
const NO_RESULT = 0x40;
/** Far more than a kernel may have; keeps a few bytes from asking for gigabytes. */
const MAX_DECLARED_LOCALS = 1000;
const TYPES: Readonly<Record<number, NumberType>> = { 127: "i32", 126: "i64" };
const TYPE_NAMES: Readonly<Record<number, string>> = { 125: "f32", 124: "f64", 123: "v128" };

function numberType(reader: BinaryReader, where: string): NumberType {
  const byte = reader.byte();
  return (
    TYPES[byte] ??
    refuse(`${where} has the type ${TYPE_NAMES[byte] ?? `0x${byte.toString(16)}`}; kernels have i32 and i64`)
  );
}

function readSignature(reader: BinaryReader): Signature {
  if (reader.byte() !== 0x60) refuse("a type is not a function type");
  const params = reader.list(() => numberType(reader, "a parameter"));
  const results = reader.list(() => numberType(reader, "a result"));
  if (results.length > 1) refuse("a function has more than one result");
  return { params, result: results[0] };
}

function readImport(reader: BinaryReader, types: readonly Signature[]): ImportedFunction {
  const word = `${reader.name()}.${reader.name()}`;
  const kind = reader.byte();
  if (kind !== 0)
    refuse(`imports the ${IMPORT_KINDS[kind] ?? "thing"} ${word}; kernels import functions only`);
  return { word, ...types[reader.unsigned()]! };
}

/** Reads one operator with what belongs to it. @throws NotAFunctionModule for one that kernels may not use */
export function readInstruction(reader: BinaryReader): Instruction {
  const code = reader.byte();
  const operator = OPERATORS.get(code);
  if (!operator)
    return refuse(`uses the operator 0x${code.toString(16).padStart(2, "0")}, which kernels may not use`);
  let index = 0;
  let value = 0n;
  let result: NumberType | undefined;
  switch (operator.immediate) {
    case "none":
      break;
    case "block": {
      const type = reader.byte();
      if (type !== NO_RESULT) result = TYPES[type] ?? refuse("a block has parameters or several results");
      break;
    }
    case "labels":
      reader.list(() => reader.unsigned());
      index = reader.unsigned();
      break;
    case "i32":
    case "i64":
      value = reader.signed();
      break;
    default:
      index = reader.unsigned();
  }
  return { operator, index, value, result };
}

function readFunction(reader: BinaryReader, signature: Signature): DefinedFunction {
  const end = reader.unsigned() + reader.at;
  const locals = [...signature.params];
  for (let groups = reader.unsigned(); groups > 0; groups--) {
    const count = reader.unsigned();
    if (count > MAX_DECLARED_LOCALS) refuse(`declares ${count} locals`);
    const type = numberType(reader, "a local");
    for (let i = 0; i < count; i++) locals.push(type);
  }
  const code: Instruction[] = [];
  while (reader.at < end) code.push(readInstruction(reader));
  return { ...signature, locals, code };
}

/**
 * Reads a module that the engine has validated.
 * @throws NotAFunctionModule when there is anything else in it than functions of admitted operators
 * @throws RangeError when it is cut off
 */
export function readFunctionModule(wasm: Uint8Array): FunctionModule {
  const reader = new BinaryReader(wasm);
  if (HEADER.some((byte) => reader.byte() !== byte)) refuse("is no wasm module of version 1");
  let types: readonly Signature[] = [];
  let imports: readonly ImportedFunction[] = [];
  let signatures: readonly Signature[] = [];
  let functions: readonly DefinedFunction[] = [];
  let exports: readonly (readonly [string, number])[] = [];
  while (!reader.done) {
    const id = reader.byte();
    const section = new BinaryReader(reader.take(reader.unsigned()));
    switch (id) {
      case SECTION.types:
        types = section.list(() => readSignature(section));
        break;
      case SECTION.imports:
        imports = section.list(() => readImport(section, types));
        break;
      case SECTION.functions:
        signatures = section.list(() => types[section.unsigned()]!);
        break;
      case SECTION.exports:
        exports = section.list(() => {
          const name = section.name();
          if (section.byte() !== 0) refuse(`exports "${name}", which is not a function`);
          return [name, section.unsigned()] as const;
        });
        break;
      case SECTION.code: {
        let next = 0;
        functions = section.list(() => readFunction(section, signatures[next++]!));
        break;
      }
      default:
        refuse(`has ${REFUSED_SECTIONS[id] ?? `a section of kind ${id}`}`);
    }
  }
  return { imports, functions, exports: new Map(exports) };
}
