import { indexBytes, type ModelManifest, type Params, type Shape } from "@chainlearn/core";
import { modelMemory } from "../memory.ts";
import { CONFIG_MODULE } from "../words.ts";

const i32 = (name: string, value: number): string =>
  `(func (export "${name}") (result i32) (i32.const ${value}))`;

const i64 = (name: string, value: bigint): string =>
  `(func (export "${name}") (result i64) (i64.const ${value}))`;

/** Text of the module that `assembly/host/shape.ts` imports: everything the linker knows, as functions. */
export function shapeModule(
  manifest: ModelManifest,
  shape: Shape,
  config: Params,
  { simd, grows }: { readonly simd: boolean; readonly grows: boolean },
): string {
  const memory = modelMemory(manifest, shape);
  const hot = manifest.hot(shape);
  const functions = [
    i32("simd", simd ? 1 : 0),
    i32("lane", shape.lane),
    i32("cells", manifest.cells(shape)),
    i32("classes", shape.classes),
    i32("features", shape.features),
    i32("hasIndices", shape.encoding === "dense" ? 0 : 1),
    i32("hasValues", shape.encoding === "sparse" ? 0 : 1),
    i32("indexBytes", indexBytes(shape)),
    i32("valueBits", shape.valueBits),
    i32("maxEntries", shape.maxEntries),
    i32("hotCells", hot.length),
    i32("scratchCells", manifest.scratch(shape)),
    i32("labelsAt", grows ? memory.labels : 0),
    i32("hotAt", memory.hot),
    i32("boundsAt", memory.bounds),
    i32("logsAt", memory.logs),
    i32("scratchAt", memory.scratch),
    i32("sampleAt", memory.sample),
    i32("indicesAt", memory.indices),
    i32("valuesAt", memory.values),
    i32("stateAt", memory.state),
    ...Object.entries(config).map(([name, value]) => i64(`${CONFIG_MODULE}_${name}`, value)),
  ];
  return `(module\n${functions.join("\n")}\n)`;
}
