import { ChainlearnError } from "@chainlearn/core";
import { BinaryReader } from "@chainlearn/kernel/compiler";
import { SECTION, sectionsOf } from "./wasm-binary.ts";

/** Limits of chains with wasmvm 2 and 3. */
export const UPLOAD_LIMITS = { bytes: 800 * 1024, initialPages: 512, locals: 100, params: 100 } as const;

/** What a contract may ask of the chain. */
const IMPORTS = new Set(
  [
    "abort",
    "addr_canonicalize",
    "addr_humanize",
    "addr_validate",
    "db_next",
    "db_read",
    "db_remove",
    "db_scan",
    "db_write",
    "debug",
    "ed25519_batch_verify",
    "ed25519_verify",
    "query_chain",
    "secp256k1_recover_pubkey",
    "secp256k1_verify",
  ].map((name) => `env.${name}`),
);
const EXPORTS = ["allocate", "deallocate", "instantiate", "interface_version_8", "memory"];

const OP = { brTable: 0x0e } as const;

function refuse(message: string): never {
  throw new ChainlearnError("invalid_kernel", `a chain would refuse the contract: ${message}`);
}

/**
 * Checks a contract as strictly as a chain does at upload, and more strictly where a chain accepts what then fails
 * (a start function) or what is banned here (floats).
 * @throws ChainlearnError contract_too_large, invalid_kernel
 */
export function checkContract(wasm: Uint8Array): void {
  if (wasm.length > UPLOAD_LIMITS.bytes)
    throw new ChainlearnError(
      "contract_too_large",
      `the contract has ${wasm.length} bytes; chains take ${UPLOAD_LIMITS.bytes}.`,
    );
  let module: WebAssembly.Module;
  try {
    module = new WebAssembly.Module(wasm as Uint8Array<ArrayBuffer>);
  } catch (error) {
    throw new ChainlearnError("invalid_kernel", "the contract is not valid wasm.", { cause: error });
  }
  for (const { module: from, name, kind } of WebAssembly.Module.imports(module))
    if (kind !== "function" || !IMPORTS.has(`${from}.${name}`)) refuse(`it imports ${from}.${name}.`);
  const exported = new Set(WebAssembly.Module.exports(module).map(({ name }) => name));
  for (const name of EXPORTS) if (!exported.has(name)) refuse(`it does not export ${name}.`);
  for (const { id, content } of sectionsOf(wasm)) {
    if (id === SECTION.start) refuse("it has a start function, which gets no gas.");
    if (id === SECTION.memory) checkMemory(new BinaryReader(content));
    if (id === SECTION.type) checkTypes(new BinaryReader(content));
    if (id === SECTION.code) checkCode(new BinaryReader(content));
  }
}

function checkMemory(reader: BinaryReader): void {
  const memories = reader.list(() => ({ flags: reader.byte(), pages: reader.unsigned() }));
  if (memories.length !== 1) refuse(`it has ${memories.length} memories.`);
  const [{ flags, pages }] = memories as [{ flags: number; pages: number }];
  if (flags !== 0) refuse("its memory has a maximum or is shared.");
  if (pages > UPLOAD_LIMITS.initialPages) refuse(`its memory starts with ${pages} pages.`);
}

function checkTypes(reader: BinaryReader): void {
  reader.list(() => {
    reader.byte();
    const [params, results] = [reader.list(() => reader.byte()), reader.list(() => reader.byte())];
    if (params.length > UPLOAD_LIMITS.params || results.length > 1)
      refuse("a function has too many parameters or results.");
    for (const type of [...params, ...results]) checkType(type);
  });
}

function checkType(type: number): void {
  if (type !== 0x7f && type !== 0x7e) refuse("it works with floats, vectors or references.");
}

function checkCode(reader: BinaryReader): void {
  reader.list(() => {
    const body = new BinaryReader(reader.take(reader.unsigned()));
    const locals = body.list(() => {
      const count = body.unsigned();
      checkType(body.byte());
      return count;
    });
    const total = locals.reduce((sum, count) => sum + count, 0);
    if (total > UPLOAD_LIMITS.locals) refuse(`a function has ${total} locals.`);
    while (!body.done) checkInstruction(body);
  });
}

/** Admits the integer instructions of WebAssembly 1.0, with sign extension. */
function checkInstruction(reader: BinaryReader): void {
  const opcode = reader.byte();
  const immediates = integerImmediates(opcode);
  if (immediates === undefined)
    refuse(
      `it uses the instruction 0x${opcode.toString(16)} (floats, bulk memory, vectors, atomics or newer).`,
    );
  if (opcode === OP.brTable) reader.list(() => reader.unsigned());
  for (let i = 0; i < immediates; i++) reader.signed();
}

/** How many integers follow an opcode, a branch table's list apart; undefined when the opcode is not admitted. */
function integerImmediates(opcode: number): number | undefined {
  const within = (first: number, last: number): boolean => opcode >= first && opcode <= last;
  // unreachable, nop, else, end, return, drop, select; comparisons, arithmetic, conversions, sign extension
  if (within(0x00, 0x01) || opcode === 0x05 || opcode === 0x0b || opcode === 0x0f) return 0;
  if (within(0x1a, 0x1b) || within(0x45, 0x5a) || within(0x67, 0x8a)) return 0;
  if (opcode === 0xa7 || within(0xac, 0xad) || within(0xc0, 0xc4)) return 0;
  // blocks, branches, call, locals, globals, memory.size, memory.grow, constants
  if (within(0x02, 0x04) || within(0x0c, 0x0e) || opcode === 0x10) return 1;
  if (within(0x20, 0x24) || within(0x3f, 0x42)) return 1;
  // call_indirect; loads and stores, without those of floats
  if (opcode === 0x11) return 2;
  return within(0x28, 0x29) || within(0x2c, 0x37) || within(0x3a, 0x3e) ? 2 : undefined;
}
