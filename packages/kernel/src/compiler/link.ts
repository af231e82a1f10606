import { join } from "node:path";
import {
  type CellSpec,
  ChainlearnError,
  cellRange,
  indexBytes,
  type ModelPlugin,
  type Params,
  type Shape,
  toHex,
} from "@chainlearn/core";
import { sha256 } from "@noble/hashes/sha2.js";
import binaryen from "binaryen";
import { modelMemory } from "../memory.ts";
import { renameImports } from "../wasm/imports.ts";
import { CONFIG_MODULE } from "../words.ts";
import { assemblyFolder, runAsc } from "./asc.ts";
import { mergeModules } from "./merge.ts";
import { withBinaryenSettings } from "./settings.ts";

const EXPORTS = new Set(["memory", "predictSample", "updateSample", "predictBatch", "updateBatch"]);

let host: Promise<Uint8Array> | undefined;

/** The host is the same for all models: what differs are the constants it is merged with. */
function compileHost(): Promise<Uint8Array> {
  host ??= runAsc(join(assemblyFolder, "host", "index.ts"), [
    ...["--runtime", "stub", "--use", "abort=", "-O3", "--converge"],
    ...["--disable", "bulk-memory", "--disable", "nontrapping-f2i"],
  ]);
  return host;
}

const i32 = (name: string, value: number): string =>
  `(func (export "${name}") (result i32) (i32.const ${value}))`;

const i64 = (name: string, value: bigint): string =>
  `(func (export "${name}") (result i64) (i64.const ${value}))`;

/** A function of a hot cell's number; a chain of comparisons, which folds where the number is a constant. */
function perCell(name: string, cells: readonly CellSpec[], bound: (cell: CellSpec) => bigint): string {
  const chain = cells.reduceRight((rest, cell, k) => {
    const value = `(i64.const ${bound(cell)})`;
    return rest === "" || rest === value
      ? value
      : `(if (result i64) (i32.eq (local.get 0) (i32.const ${k})) (then ${value}) (else ${rest}))`;
  }, "");
  return `(func (export "${name}") (param i32) (result i64) ${chain || "(i64.const 0)"})`;
}

function shapeModule(model: ModelPlugin, shape: Shape, config: Params): Uint8Array {
  const { manifest } = model;
  const memory = modelMemory(manifest, shape);
  const hot = manifest.hot(shape);
  const text = [
    i32("lane", shape.lane),
    i32("cells", manifest.cells(shape)),
    i32("classes", shape.classes),
    i32("hasIndices", shape.encoding === "dense" ? 0 : 1),
    i32("hasValues", shape.encoding === "sparse" ? 0 : 1),
    i32("indexBytes", indexBytes(shape)),
    i32("valueBits", shape.valueBits),
    i32("maxEntries", shape.maxEntries),
    i32("hotCells", hot.length),
    perCell("hotMin", hot, (cell) => cellRange(cell).min),
    perCell("hotMax", hot, (cell) => cellRange(cell).max),
    i32("scratchCells", manifest.scratch(shape)),
    i32("hotAt", memory.hot),
    i32("scratchAt", memory.scratch),
    i32("stateAt", memory.state),
    i32("sampleAt", memory.sample),
    ...Object.entries(config).map(([name, value]) => i64(`${CONFIG_MODULE}_${name}`, value)),
  ];
  const module = binaryen.parseText(`(module ${text.join("\n")})`);
  try {
    return module.emitBinary();
  } finally {
    module.dispose();
  }
}

function optimize(merged: Uint8Array): Uint8Array {
  const module = binaryen.readBinary(merged);
  try {
    module.setFeatures(
      binaryen.Features.MutableGlobals | binaryen.Features.SignExt | binaryen.Features.SIMD128,
    );
    for (let i = module.getNumExports() - 1; i >= 0; i--) {
      const { name } = binaryen.getExportInfo(module.getExportByIndex(i));
      if (!EXPORTS.has(name)) module.removeExport(name);
    }
    // Host words are small but for what the constants fold away, so they are inlined before that can be known. The
    // second round sees what has become constant.
    withBinaryenSettings({ optimizeLevel: 3, shrinkLevel: 0, inlineUpTo: 200, inlineLoops: false }, () => {
      module.optimize();
      module.optimize();
    });
    return module.emitBinary();
  } finally {
    module.dispose();
  }
}

const linked = new Map<string, Promise<Uint8Array>>();

async function link(model: ModelPlugin, constants: Uint8Array): Promise<Uint8Array> {
  const kernel = renameImports(model.kernel, (module, name) => [
    module === CONFIG_MODULE ? "shape" : "host",
    `${module}_${name}`,
  ]);
  return optimize(
    await mergeModules([
      { name: "kernel", wasm: kernel },
      { name: "host", wasm: await compileHost() },
      { name: "shape", wasm: constants },
    ]),
  );
}

/**
 * Links a model's kernel with the in-process host into one optimised module for {@link instantiateModel}. Shape,
 * constants and parameters become part of the code. The result is kept in memory by its content.
 * @param constants `constants` of the resolved composition
 * @param params the model's parameters, all of them
 * @throws ChainlearnError compile_failed when the kernel imports what the host or the parameters have not
 */
export function linkModel(
  model: ModelPlugin,
  shape: Shape,
  constants: Params,
  params: Params,
): Promise<Uint8Array> {
  const own = Object.fromEntries(
    model.manifest.params.map(({ name }) => {
      const value = params[name];
      if (value === undefined)
        throw new ChainlearnError("compile_failed", `${model.manifest.id} needs the parameter "${name}".`);
      return [name, value];
    }),
  );
  const shapeWasm = shapeModule(model, shape, { ...constants, ...own });
  const key = `${toHex(sha256(model.kernel))} ${toHex(sha256(shapeWasm))}`;
  let result = linked.get(key);
  if (!result) {
    result = link(model, shapeWasm);
    linked.set(key, result);
    result.catch(() => linked.delete(key));
  }
  return result;
}
