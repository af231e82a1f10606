import type { ModelHost } from "@chainlearn/core/testing";
import { MAX_RUNTIME_BYTES } from "../compiler/compile.ts";
import { startAnvil } from "./anvil.ts";

/** anvil as a host of `modelChecks`. */
export const anvilHost: ModelHost = {
  name: "evm",
  start: () => startAnvil(),
  async contractSize(composition) {
    const { compileComposition } = await import("../compiler/index.ts");
    const { runtimeCode } = await compileComposition(composition);
    return { bytes: (runtimeCode.length - 2) / 2, most: MAX_RUNTIME_BYTES };
  },
};
