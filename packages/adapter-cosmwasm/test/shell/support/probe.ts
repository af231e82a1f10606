import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { main } from "assemblyscript/asc";

/** The exports of `../assembly/probe.ts`. */
interface Exports {
  readonly memory: WebAssembly.Memory;
  reserve(bytes: number): number;
  hash(at: number, length: number): number;
  encode(at: number, length: number): number;
  decode(at: number, length: number): number;
  isJson(at: number, length: number, strict: number): number;
  hasFieldsAB(at: number, length: number): number;
  numberOf(at: number, length: number, max: bigint): bigint;
  decimalOf(at: number, length: number): bigint;
  isMalformed(): number;
  fieldN(at: number, length: number): bigint;
  getCell(words: number, table: number, count: number, k: number): bigint;
  setCell(words: number, table: number, count: number, k: number, value: bigint): number;
}

async function compile(): Promise<WebAssembly.Module> {
  const root = new URL("../../../", import.meta.url);
  let wasm: Uint8Array | undefined;
  const { error, stderr } = await main(
    [
      ...["test/shell/assembly/probe.ts", "-o", "probe.wasm", "--runtime", "stub", "--use", "abort="],
      ...["--disable", "bulk-memory", "-O2"],
    ],
    {
      readFile: (file) => {
        try {
          return readFileSync(fileURLToPath(new URL(file, root)), "utf8");
        } catch {
          return null;
        }
      },
      writeFile: (_, contents) => {
        if (typeof contents !== "string") wasm = contents;
      },
      listFiles: () => [],
    },
  );
  if (error || !wasm) throw new Error(`${stderr} ${error?.message}`);
  // The chain's functions are not reached by what is tested here.
  return new WebAssembly.Module(wasm as Uint8Array<ArrayBuffer>);
}

const unreachable = (): never => {
  throw new Error("a test reached the chain");
};
const env = {
  db_read: unreachable,
  db_write: unreachable,
  db_remove: unreachable,
  addr_validate: unreachable,
};

/** Parts of the shell, each call in a fresh instance as on a chain. */
export class Probe {
  readonly #module: WebAssembly.Module;

  private constructor(module: WebAssembly.Module) {
    this.#module = module;
  }

  static async start(): Promise<Probe> {
    return new Probe(await compile());
  }

  fresh(): Exports {
    return new WebAssembly.Instance(this.#module, { env }).exports as unknown as Exports;
  }

  /** Places bytes in a fresh instance and runs something on them. */
  on<T>(bytes: Uint8Array, run: (exports: Exports, at: number, length: number) => T): T {
    const exports = this.fresh();
    const at = exports.reserve(bytes.length);
    new Uint8Array(exports.memory.buffer).set(bytes, at);
    return run(exports, at, bytes.length);
  }

  keccak256(bytes: Uint8Array): Uint8Array {
    return this.on(bytes, (exports, at, length) => read(exports, exports.hash(at, length), 32));
  }

  toBase64(bytes: Uint8Array): string {
    return this.on(bytes, (exports, at, length) =>
      new TextDecoder().decode(read(exports, exports.encode(at, length), 4 * Math.ceil(length / 3))),
    );
  }

  /** undefined when the text is refused. */
  fromBase64(text: string): Uint8Array | undefined {
    return this.on(new TextEncoder().encode(text), (exports, at, length) => {
      const span = exports.decode(at, length);
      if (span === 0) return undefined;
      const view = new DataView(exports.memory.buffer);
      return read(exports, view.getUint32(span, true), view.getUint32(span + 4, true));
    });
  }

  isJson(text: string | Uint8Array, strict: boolean): boolean {
    const bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
    return this.on(bytes, (exports, at, length) => exports.isJson(at, length, strict ? 1 : 0) !== 0);
  }

  hasFieldsAB(text: string): boolean {
    return this.on(
      new TextEncoder().encode(text),
      (exports, at, length) => exports.hasFieldsAB(at, length) !== 0,
    );
  }

  /** undefined when the document is no number from 0 to max. */
  numberOf(text: string, max: bigint): bigint | undefined {
    return this.on(new TextEncoder().encode(text), (exports, at, length) => {
      const value = BigInt.asUintN(64, exports.numberOf(at, length, max));
      return exports.isMalformed() ? undefined : value;
    });
  }

  /** undefined when the document is no string with a decimal i64. */
  decimalOf(text: string): bigint | undefined {
    return this.on(new TextEncoder().encode(text), (exports, at, length) => {
      const value = exports.decimalOf(at, length);
      return exports.isMalformed() ? undefined : value;
    });
  }

  fieldN(text: string): bigint | undefined {
    return this.on(new TextEncoder().encode(text), (exports, at, length) => {
      const value = exports.fieldN(at, length);
      return exports.isMalformed() ? undefined : value;
    });
  }
}

const read = (exports: Exports, at: number, length: number): Uint8Array =>
  new Uint8Array(exports.memory.buffer, at, length).slice();
