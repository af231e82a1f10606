import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ChainlearnError, hasMargin, type ModelPlugin, type Params, type Shape } from "@chainlearn/core";
import { PRICES_VERSION, priceOf } from "../prices.ts";
import { renameImports } from "../wasm/imports.ts";
import { FUEL_IMPORT, meterKernel } from "../wasm/meter.ts";
import { CONFIG_MODULE } from "../words.ts";
import { assemblyFolder, runAsc } from "./asc.ts";
import { ContentCache } from "./cache.ts";
import { LINKER_SOURCES } from "./linker-sources.ts";
import { mergeModules } from "./merge.ts";
import { shapeModule } from "./shape.ts";
import { hasSimd } from "./simd.ts";
import { TOOLCHAIN } from "./toolchain.ts";

const HOST_FOLDER = join(assemblyFolder, "host");
const HOST_FLAGS = [
  ...["--runtime", "stub", "--use", "abort=", "-O3", "--converge"],
  ...["--disable", "bulk-memory", "--disable", "nontrapping-f2i", "--enable", "simd"],
];
const EXPORTS = ["memory", "predictSample", "updateSample", "predictBatch", "updateBatch"];
/** Beside them for kernels that export `margin`. */
const MARGIN = "marginSample";

const hosts = new ContentCache();
const linked = new ContentCache();

/** Everything that decides the host's bytes. */
function hostInputs(): string[] {
  const files = readdirSync(HOST_FOLDER)
    .sort()
    .map((name) => join(HOST_FOLDER, name));
  return [
    JSON.stringify(TOOLCHAIN),
    HOST_FLAGS.join(" "),
    ...[...files, join(assemblyFolder, "math.ts")].map((file) => readFileSync(file, "utf8")),
  ];
}

/** What a linked model is made for. */
export interface LinkOptions {
  /** Use 128-bit vectors, which gives the same numbers faster; default: whether this engine has them. */
  readonly simd?: boolean;
  /** The composition grows: `setLabels` of the running model says which labels are in use. Default: false. */
  readonly grows?: boolean;
  /** The kernel counts what it does: the running model needs a `Fuel`. Default: false. */
  readonly metered?: boolean;
}

async function link(
  model: ModelPlugin,
  shapeText: string,
  host: Promise<Uint8Array>,
  { simd, metered }: Required<Pick<LinkOptions, "simd" | "metered">>,
): Promise<Uint8Array> {
  const { rewriteKernel } = await import("./rewrite/rewrite.ts");
  const { withTrappingMargin } = await import("./margin.ts");
  const margin = hasMargin(model);
  // Rewritten loops would be the host's, which count nothing.
  const fast = metered ? model.kernel : rewriteKernel(model.kernel).kernel;
  const kernel = margin ? fast : withTrappingMargin(fast);
  const renamed = renameImports(
    metered ? meterKernel(kernel, (word) => priceOf(word, "linked")) : kernel,
    (module, name) => [module === CONFIG_MODULE ? "shape" : "host", `${module}_${name}`],
  );
  const { assemble, optimizeLinked } = await import("./optimize.ts");
  const merged = await mergeModules([
    { name: "kernel", wasm: renamed },
    { name: "host", wasm: await host },
    { name: "shape", wasm: assemble(shapeText) },
  ]);
  const missing = WebAssembly.Module.imports(
    new WebAssembly.Module(merged as Uint8Array<ArrayBuffer>),
  ).filter(({ module }) => module !== FUEL_IMPORT.module);
  if (missing.length > 0) {
    const names = missing.map(({ name }) => name.replace("_", ".")).join(", ");
    throw new ChainlearnError("compile_failed", `the in-process host has no ${names}.`);
  }
  return optimizeLinked(merged, margin ? [...EXPORTS, MARGIN] : EXPORTS, simd);
}

/**
 * Links a model's kernel with the in-process host into one optimised module for `instantiateModel`. Shape, constants
 * and parameters become part of the code. What was linked once comes from the user's cache folder.
 * @param constants `constants` of the resolved composition
 * @param params the model's parameters, all of them; others are ignored
 * @throws ChainlearnError compile_failed when the kernel imports what the host or the parameters have not
 */
export async function linkModel(
  model: ModelPlugin,
  shape: Shape,
  constants: Params,
  params: Params,
  options: LinkOptions = {},
): Promise<Uint8Array> {
  const { manifest, kernel } = model;
  const { simd = hasSimd(), grows = false, metered = false } = options;
  const own = manifest.params.map(({ name }) => {
    const value = params[name];
    if (value === undefined)
      throw new ChainlearnError("compile_failed", `${manifest.id} needs the parameter "${name}".`);
    return [name, value] as const;
  });
  const config = { ...constants, ...Object.fromEntries(own) };
  const shapeText = shapeModule(manifest, shape, config, { simd, grows });
  const host = hostInputs();
  const inputs = [
    LINKER_SOURCES,
    kernel,
    shapeText,
    ...(metered ? [`metered ${PRICES_VERSION}`] : []),
    ...host,
  ];
  return linked.get(inputs, () =>
    link(
      model,
      shapeText,
      hosts.get(host, () => runAsc(join(HOST_FOLDER, "index.ts"), HOST_FLAGS)),
      { simd, metered },
    ),
  );
}
