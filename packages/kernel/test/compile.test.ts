import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { kernelId } from "@chainlearn/core";
import { compileKernel, generateKernels, linkModel, TOOLCHAIN } from "@chainlearn/kernel/compiler";
import { stake } from "@chainlearn/mechanisms";
import { sparsePerceptron } from "@chainlearn/models-wasm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const packages = fileURLToPath(new URL("../../", import.meta.url));
const perceptron = join(packages, "models-wasm/src/sparse-perceptron/kernel.ts");

let outside: string;
beforeAll(() => {
  outside = mkdtempSync(join(tmpdir(), "chainlearn-test-"));
});
afterAll(() => rmSync(outside, { recursive: true, force: true }));

/** Writes files below the folder outside. */
function write(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(outside, name)), { recursive: true });
    writeFileSync(join(outside, name), text);
  }
}

const MODEL = `import { state } from "@chainlearn/kernel/assembly";
export function predict(): i32 { return i32(state.get(0) > 0); }
export function update(label: i32): void { state.add(0, label); }
`;

describe("compileKernel", () => {
  test("gives the same bytes again, from another folder, and as the packages ship them", async () => {
    const kernel = await compileKernel({ entry: perceptron });
    write({ "elsewhere/deep/kernel.ts": "" });
    cpSync(perceptron, join(outside, "elsewhere/deep/kernel.ts"));
    expect(await compileKernel({ entry: join(outside, "elsewhere/deep/kernel.ts") })).toEqual(kernel);
    expect(kernel).toEqual(sparsePerceptron.kernel);
    expect(await compileKernel({ entry: join(packages, "mechanisms/src/stake/kernel.ts") })).toEqual(
      stake.kernel,
    );
  });

  test("is not changed by what binaryen was used for before", async () => {
    const before = await compileKernel({ entry: perceptron });
    const shape = {
      features: 3,
      classes: 2,
      lane: 32,
      encoding: "sparse",
      valueBits: 0,
      maxEntries: 3,
    } as const;
    await linkModel(sparsePerceptron, shape, {}, { learningRate: 123n, interceptRateQ16: 456n });
    expect(kernelId(await compileKernel({ entry: perceptron }))).toBe(kernelId(before));
  });

  test("finds the vocabulary outside the workspace, files beside the kernel, and installed packages", async () => {
    write({
      "plugin/kernel.ts": `import { twice } from "./lib/twice";
import { ONE } from "some-package/numbers";
import { state } from "@chainlearn/kernel/assembly";
export function predict(): i32 { return <i32>twice(state.get(ONE)); }
export function update(label: i32): void {}
`,
      "plugin/lib/twice.ts": "export function twice(x: i64): i64 { return x * 2; }\n",
      "node_modules/some-package/numbers.ts": "export const ONE: i32 = 1;\n",
    });
    const kernel = await compileKernel({ entry: join(outside, "plugin/kernel.ts") });
    const imports = WebAssembly.Module.imports(new WebAssembly.Module(kernel as Uint8Array<ArrayBuffer>));
    expect(imports).toEqual([{ module: "state", name: "get", kind: "function" }]);
  });

  test("always takes its own vocabulary, whatever is installed near the kernel", async () => {
    write({
      "shadow/kernel.ts": MODEL,
      "shadow/node_modules/@chainlearn/kernel/assembly/index.ts": "nonsense",
    });
    await expect(compileKernel({ entry: join(outside, "shadow/kernel.ts") })).resolves.toBeInstanceOf(
      Uint8Array,
    );
    symlinkSync(join(outside, "shadow"), join(outside, "link"));
    await expect(compileKernel({ entry: join(outside, "link/kernel.ts") })).resolves.toBeInstanceOf(
      Uint8Array,
    );
  });

  test("keeps assertions: they trap", async () => {
    write({ "assert/kernel.ts": MODEL.replace("{ return", '{ assert(state.get(1) > 3, "why"); return') });
    const kernel = await compileKernel({ entry: join(outside, "assert/kernel.ts") });
    const module = new WebAssembly.Module(kernel as Uint8Array<ArrayBuffer>);
    expect(WebAssembly.Module.exports(module).map(({ name }) => name)).toEqual(["predict", "update"]);
    const run = (cell: bigint): number => {
      const { exports } = new WebAssembly.Instance(module, {
        state: { get: () => cell, add: () => undefined },
      });
      return (exports.predict as () => number)();
    };
    expect(run(4n)).toBe(1);
    expect(() => run(3n)).toThrow(WebAssembly.RuntimeError);
  });

  test("says what the compiler says", async () => {
    write({ "broken/kernel.ts": MODEL.replace("state.get(0)", "state.gte(0)") });
    await expect(compileKernel({ entry: join(outside, "broken/kernel.ts") })).rejects.toMatchObject({
      code: "compile_failed",
      message: expect.stringMatching(/'gte' does not exist.*kernel\.ts\(2,/s),
    });
    await expect(compileKernel({ entry: join(outside, "nowhere/kernel.ts") })).rejects.toMatchObject({
      code: "compile_failed",
    });
  });
});

describe("generateKernels", () => {
  test("writes a module per plugin that exports the compiled bytes, and leaves it alone when nothing changed", async () => {
    write({ "src/one/kernel.ts": MODEL, "src/two/readme.md": "no kernel here" });
    const [made, ...others] = await generateKernels(join(outside, "src"));
    expect(others).toEqual([]);
    expect(made).toMatchObject({ id: "one", file: join(outside, "src/one/generated/kernel.ts") });
    const { kernel } = (await import(made!.file)) as { kernel: Uint8Array };
    expect(kernel).toEqual(made!.kernel);
    expect(kernel).toEqual(await compileKernel({ entry: join(outside, "src/one/kernel.ts") }));
  });

  test("tells how far it is, and stops between two plugins", async () => {
    write({ "many/one/kernel.ts": MODEL, "many/two/kernel.ts": MODEL });
    const stop = new AbortController();
    const told: unknown[] = [];
    const onProgress = (...progress: readonly unknown[]): void => {
      told.push(progress);
      stop.abort();
    };
    const stopped = generateKernels(join(outside, "many"), { signal: stop.signal, onProgress });
    await expect(stopped).rejects.toMatchObject({ code: "aborted" });
    expect(told).toEqual([[1, 2, "one"]]);
    expect(existsSync(join(outside, "many/two/generated"))).toBe(false);
  });

  test("names the plugin that does not compile, and says why once", async () => {
    write({ "cut/one/kernel.ts": "export function predict(): i32 { return 1" });
    await expect(generateKernels(join(outside, "cut"))).rejects.toMatchObject({
      code: "compile_failed",
      message: expect.stringMatching(/^compile_failed: one: kernel\.ts(?!.*1 parse error.*1 parse error)/s),
    });
  });
});

test("the toolchain names the versions that decide the bytes", () => {
  expect(TOOLCHAIN).toEqual({
    assemblyscript: expect.stringMatching(/^\d+\.\d+\.\d+/),
    binaryen: expect.stringMatching(/^\d+\.\d+\.\d+/),
  });
});
