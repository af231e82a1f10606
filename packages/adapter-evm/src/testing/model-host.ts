import type { ResolvedComposition } from "@chainlearn/core";
import type { ModelHost } from "@chainlearn/core/testing";
import type { CompiledContract } from "../artifact.ts";
import { startAnvil } from "./anvil.ts";

const compiled = new Map<string, Promise<CompiledContract>>();

/** All of a composition but what its code does not depend on: values of parameters. Kernels are there by their ids. */
const codeKey = (composition: ResolvedComposition): string =>
  JSON.stringify(composition, (name, part: unknown) =>
    name === "kernel" || name === "value" ? undefined : typeof part === "bigint" ? `${part}n` : part,
  );

/** The checks deploy one code many times. */
function compileOnce(composition: ResolvedComposition): Promise<CompiledContract> {
  const key = codeKey(composition);
  let contract = compiled.get(key);
  if (!contract) {
    contract = import("../compiler/index.ts").then(({ compileComposition }) =>
      compileComposition(composition),
    );
    compiled.set(key, contract);
    contract.catch(() => compiled.delete(key));
  }
  return contract;
}

/** anvil as a host of `modelChecks`. */
export const anvilHost: ModelHost = {
  name: "evm",
  start: () => startAnvil({ compiler: compileOnce }),
  async contractSize(composition) {
    const { MAX_RUNTIME_BYTES } = await import("../compiler/index.ts");
    const { runtimeCode } = await compileOnce(composition);
    return { bytes: (runtimeCode.length - 2) / 2, most: MAX_RUNTIME_BYTES };
  },
};
