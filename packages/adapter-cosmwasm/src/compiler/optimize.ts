import { ChainlearnError } from "@chainlearn/core";
import binaryen from "binaryen";

const ENTRY_POINTS = new Set([
  "allocate",
  "deallocate",
  "execute",
  "instantiate",
  "interface_version_8",
  "memory",
  "query",
  "reply",
]);

/** Leaves only what the chain calls and optimises for size: a chain charges far more for bytes than for steps. */
export function optimizeContract(merged: Uint8Array): Uint8Array {
  const levels = [binaryen.getOptimizeLevel(), binaryen.getShrinkLevel()] as const;
  const module = binaryen.readBinary(merged);
  try {
    module.setFeatures(binaryen.Features.MutableGlobals | binaryen.Features.SignExt);
    for (let i = module.getNumExports() - 1; i >= 0; i--) {
      const { name } = binaryen.getExportInfo(module.getExportByIndex(i));
      if (!ENTRY_POINTS.has(name)) module.removeExport(name);
    }
    if (!module.validate())
      throw new ChainlearnError("invalid_kernel", "the linked contract is not valid wasm.");
    // Binaryen's settings are global to the process.
    binaryen.setOptimizeLevel(2);
    binaryen.setShrinkLevel(1);
    module.optimize();
    module.optimize();
    return module.emitBinary();
  } finally {
    module.dispose();
    binaryen.setOptimizeLevel(levels[0]);
    binaryen.setShrinkLevel(levels[1]);
  }
}
