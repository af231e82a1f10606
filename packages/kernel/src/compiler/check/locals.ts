import binaryen from "binaryen";
import { withBinaryenSettings } from "../settings.ts";

/** CosmWasm chains refuse a function with more. */
export const MAX_LOCALS = 100;

/** Most locals (parameters included) of a function when all calls within the kernel are inlined, as linkers do it. */
export function inlinedLocals(kernel: Uint8Array): number {
  const module = binaryen.readBinary(kernel);
  try {
    module.setFeatures(binaryen.Features.MutableGlobals | binaryen.Features.SignExt);
    withBinaryenSettings({ optimizeLevel: 3, shrinkLevel: 0, inlineUpTo: 1_000_000, inlineLoops: true }, () =>
      module.runPasses(["inlining", "coalesce-locals", "vacuum", "remove-unused-module-elements"]),
    );
    let most = 0;
    for (let i = 0; i < module.getNumFunctions(); i++) {
      const { params, vars, base } = binaryen.getFunctionInfo(module.getFunctionByIndex(i));
      if (!base) most = Math.max(most, binaryen.expandType(params).length + vars.length);
    }
    return most;
  } finally {
    module.dispose();
  }
}
