import binaryen from "binaryen";
import { type TranslatedFunction, translateFunction } from "../../../src/translate/function.ts";
import { arithmeticLibrary, type EvmVersion } from "../../../src/translate/library/arithmetic.ts";
import { linkLibrary } from "../../../src/translate/library/library.ts";
import { prepareKernel } from "../../../src/translate/prepare.ts";
import { newUse, type Words } from "../../../src/translate/site.ts";
import { cellStorage } from "../../../src/translate/state-storage.ts";
import { signedRange } from "../../../src/translate/value.ts";
import type { Width } from "../../../src/translate/wasm.ts";
import type { Evm } from "./evm.ts";
import { compileSolidity, fallbackContract, HEADER, type Runner, word } from "./harness.ts";

/** Bytes of a module in the text format. */
export function assemble(text: string): Uint8Array {
  const module = binaryen.parseText(text);
  try {
    module.setFeatures(binaryen.Features.MVP | binaryen.Features.SignExt);
    if (!module.validate()) throw new Error("the module is not valid");
    return module.emitBinary();
  } finally {
    module.dispose();
  }
}

/** An exported function as the EVM has it. */
interface TranslatedExport {
  readonly name: string;
  readonly params: readonly Width[];
  readonly result: Width | undefined;
  readonly translated: TranslatedFunction;
}

export interface TranslatedModule {
  readonly exports: readonly TranslatedExport[];
  /** All Yul functions, each once. */
  readonly yul: string;
}

/**
 * The test words: `test.note(x)` appends to a log that is kept as one number, and returns that number. It makes the order of
 * effects visible.
 */
const NOTE_FACTOR = 31n;
export const testWords: Words = new Map([
  [
    "test.note",
    ([x], site) => {
      const note = site.fresh();
      site.line(`let ${note} := signextend(7, add(mul(mload($ctx), ${NOTE_FACTOR}), ${x!.text}))`);
      site.line(`mstore($ctx, ${note})`);
      return { text: note, width: 64, ...signedRange(64) };
    },
  ],
]);

export interface TranslateModuleOptions {
  /** Default: false, the module as it is written. */
  readonly optimise?: boolean;
  readonly evmVersion?: EvmVersion;
  /** See `SolidityOptions`. */
  readonly quick?: boolean;
  /** Default: {@link testWords}. */
  readonly words?: Words;
  readonly localsInMemory?: boolean;
}

/** Translates every export of a module. */
export function translateModule(
  bytes: Uint8Array,
  {
    optimise = false,
    evmVersion = "osaka",
    words = testWords,
    localsInMemory = false,
  }: TranslateModuleOptions = {},
): TranslatedModule {
  const module = prepareKernel(bytes, { constants: {}, params: new Map(), fixed: new Map() }, optimise);
  const translated = new Map<string, TranslatedFunction>();
  const translate = (name: string): TranslatedFunction => {
    const yulName = `$f_${name.replace(/\W/g, "_")}`;
    const known = translated.get(yulName);
    if (known) return known;
    const definition = module.functions.get(name);
    if (definition?.kind !== "defined") throw new Error(`no function ${name}`);
    const made = translateFunction(definition, yulName, {
      module,
      words,
      stateWriters: new Set(),
      storage: cellStorage,
      use: newUse(),
      localsInMemory,
      param: () => {
        throw new Error("no parameters here");
      },
      callee: (callee) => {
        const { yulName: called, result } = translate(callee);
        return { yulName: called, result };
      },
    });
    translated.set(yulName, made);
    return made;
  };
  const exports = [...module.exports].map(([name, internal]) => {
    const definition = module.functions.get(internal);
    if (definition?.kind !== "defined") throw new Error(`no function ${internal}`);
    return { name, params: definition.params, result: definition.result, translated: translate(internal) };
  });
  const needs = new Set([...translated.values()].flatMap((made) => [...made.needs]));
  const yul = [
    ...[...translated.values()].map((made) => made.text),
    ...linkLibrary(arithmeticLibrary(evmVersion), needs),
  ].join("\n");
  return { exports, yul };
}

/** A contract that calls export number `calldata[0]` with the words behind it; its log is in allocated memory. */
export function moduleContract(name: string, module: TranslatedModule): string {
  const cases = module.exports.map(({ params, result, translated }, i) => {
    const operands = params.map((_, p) => `calldataload(${32 * (p + 1)})`);
    const call = `${translated.yulName}(${["notes", ...operands].join(", ")})`;
    return `case ${i} { ${result === undefined ? call : `mstore(0x20, ${call})`} }`;
  });
  const body = `
            let notes := mload(0x40)
            mstore(0x40, add(notes, 0x20))
            mstore(notes, 0)
            mstore(0x20, 0)
            switch calldataload(0)
            ${cases.join("\n            ")}
            default { revert(0, 0) }
            mstore(0, mload(notes))
            return(0, 0x40)`;
  return fallbackContract(name, module.yul, body);
}

/** Operands of one call: numbers as wasm takes them, signed. */
export interface Invocation {
  readonly name: string;
  readonly operands: readonly bigint[];
}

/** What a call came to: result and log, or a trap. */
export type Result = "trap" | { readonly result: bigint; readonly log: bigint };

/** Runs calls in the wasm engine; every call starts with an empty log. */
export function runInEngine(
  bytes: Uint8Array,
  module: TranslatedModule,
  calls: readonly Invocation[],
): Result[] {
  let log = 0n;
  const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes as Uint8Array<ArrayBuffer>), {
    test: {
      note: (x: bigint) => {
        log = BigInt.asIntN(64, log * NOTE_FACTOR + x);
        return log;
      },
    },
  });
  const exported = new Map(module.exports.map((found) => [found.name, found]));
  return calls.map(({ name, operands }) => {
    log = 0n;
    const { params } = exported.get(name)!;
    const run = instance.exports[name] as (...operands: (bigint | number)[]) => bigint | number | undefined;
    try {
      const result = run(...operands.map((operand, i) => (params[i] === 32 ? Number(operand) : operand)));
      return { result: BigInt(result ?? 0), log };
    } catch (error) {
      if (error instanceof WebAssembly.RuntimeError) return "trap";
      throw error;
    }
  });
}

/** revert data of Rejected(1) */
export const TRAP = `0xcd6eaef5${word(1n)}`;

/** Runs calls on the EVM. */
export async function runOnEvm(
  runner: Runner,
  address: string,
  module: TranslatedModule,
  calls: readonly Invocation[],
): Promise<Result[]> {
  const positions = new Map(module.exports.map(({ name }, i) => [name, i]));
  const outcomes = await runner.run(
    address,
    calls.map(({ name, operands }) => `0x${[BigInt(positions.get(name)!), ...operands].map(word).join("")}`),
  );
  return outcomes.map(({ ok, data }) => {
    if (ok)
      return {
        log: BigInt.asIntN(256, BigInt(`0x${data.slice(2, 66)}`)),
        result: BigInt.asIntN(256, BigInt(`0x${data.slice(66)}`)),
      };
    if (data === TRAP) return "trap";
    throw new Error(`unexpected revert data ${data}`);
  });
}

/** Where the tests put the contract of a module. */
export const MODULE_ADDRESS = "0x00000000000000000000000000000000000000f2";

/** Translates a module and puts its contract at {@link MODULE_ADDRESS}. */
export async function installModule(
  evm: Evm,
  bytes: Uint8Array,
  options: TranslateModuleOptions = {},
): Promise<TranslatedModule> {
  const module = translateModule(bytes, options);
  const { Module: code } = await compileSolidity(HEADER + moduleContract("Module", module), options);
  await evm.setCode(MODULE_ADDRESS, code!);
  return module;
}

export interface Comparison {
  readonly calls: number;
  readonly traps: number;
  /** Calls whose outcomes differ, described. */
  readonly differences: readonly string[];
}

/** Runs the calls in both engines and compares results, logs and traps. */
export async function compareEngines(
  evm: Evm,
  runner: Runner,
  bytes: Uint8Array,
  calls: readonly Invocation[],
  options: TranslateModuleOptions = {},
): Promise<Comparison> {
  const module = await installModule(evm, bytes, options);
  const expected = runInEngine(bytes, module, calls);
  const actual = await runOnEvm(runner, MODULE_ADDRESS, module, calls);
  const show = (result: Result): string =>
    result === "trap" ? result : `${result.result} (log ${result.log})`;
  return {
    calls: calls.length,
    traps: expected.filter((result) => result === "trap").length,
    differences: calls.flatMap(({ name, operands }, i) =>
      show(expected[i]!) === show(actual[i]!)
        ? []
        : [`${name}(${operands.join(", ")}): wasm ${show(expected[i]!)}, evm ${show(actual[i]!)}`],
    ),
  };
}
