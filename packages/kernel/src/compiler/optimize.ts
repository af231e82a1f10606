import binaryen from "binaryen";

/** Runs `work` with binaryen's settings for speed. They are global to the process, so what was there is put back. */
function withSettings(work: () => void): void {
  const before = [
    binaryen.getOptimizeLevel(),
    binaryen.getShrinkLevel(),
    binaryen.getAlwaysInlineMaxSize(),
    binaryen.getFlexibleInlineMaxSize(),
  ] as const;
  const apply = ([level, shrink, always, flexible]: readonly [number, number, number, number]): void => {
    binaryen.setOptimizeLevel(level);
    binaryen.setShrinkLevel(shrink);
    binaryen.setAlwaysInlineMaxSize(always);
    binaryen.setFlexibleInlineMaxSize(flexible);
  };
  // Host words are small but for what the constants fold away, so they are inlined before that can be known.
  apply([3, 0, 200, 400]);
  try {
    work();
  } finally {
    apply(before);
  }
}

const SCALAR_FEATURES = binaryen.Features.MutableGlobals | binaryen.Features.SignExt;

/**
 * Optimises a merged module for speed and drops all exports but these.
 * @param simd whether the result may use vectors; if not, what uses them must never be reached
 * @throws Error when it is reached
 */
export function optimizeLinked(wasm: Uint8Array, exports: readonly string[], simd: boolean): Uint8Array {
  const module = binaryen.readBinary(wasm);
  try {
    module.setFeatures(SCALAR_FEATURES | binaryen.Features.SIMD128);
    for (let i = module.getNumExports() - 1; i >= 0; i--) {
      const { name } = binaryen.getExportInfo(module.getExportByIndex(i));
      if (!exports.includes(name)) module.removeExport(name);
    }
    withSettings(() => {
      // The second round sees what has become constant.
      module.optimize();
      module.optimize();
    });
    if (!simd) {
      module.setFeatures(SCALAR_FEATURES);
      if (!module.validate()) throw new Error("the scalar host reaches vectors");
    }
    return module.emitBinary();
  } finally {
    module.dispose();
  }
}

/** Bytes of a module in text form. */
export function assemble(text: string): Uint8Array {
  const module = binaryen.parseText(text);
  try {
    return module.emitBinary();
  } finally {
    module.dispose();
  }
}
