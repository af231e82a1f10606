import { type ResolvedComposition, requireDataHandler } from "@chainlearn/core";
import { checkKernel } from "@chainlearn/kernel/compiler";
import { type CompiledContract, type ContractOptions, DATA_HANDLERS } from "../artifact.ts";
import { type EvmVersion, translateKernels } from "../translate/index.ts";
import { CONTRACT, compileTranslating, MAX_RUNTIME_BYTES, SOLC_VERSION } from "./compile.ts";
import { solcVersion } from "./solc.ts";

export { CONTRACT, type EvmVersion, MAX_RUNTIME_BYTES, SOLC_VERSION, solcVersion };

export interface CompileOptions extends ContractOptions {
  /** Rules of the chain: "cancun" is the oldest that works, "osaka" (default) is a little cheaper. */
  readonly evmVersion?: EvmVersion;
  /** Bytes of runtime code that the chain accepts. Default: 24,576 (EIP-170). */
  readonly maxRuntimeBytes?: number;
}

/**
 * The contract of a composition: kernels translated to Yul, put into the Solidity shell, compiled. Finished
 * compilations are kept in the user's cache folder.
 * @throws ChainlearnError invalid_kernel, invalid_composition (a name that Solidity does not take), compile_failed,
 * contract_too_large, unsupported (the data handler; weights as code of a model that is too large)
 */
export async function compileComposition(
  composition: ResolvedComposition,
  { evmVersion = "osaka", codeWeights, upload = "chunks", maxRuntimeBytes }: CompileOptions = {},
): Promise<CompiledContract> {
  requireDataHandler(composition.dataHandler, DATA_HANDLERS);
  checkKernel(composition.model.kernel, composition.model.manifest);
  checkKernel(composition.mechanism.kernel, composition.mechanism.manifest);
  return compileTranslating(
    composition,
    (options) => translateKernels(composition, { evmVersion, codeWeights, ...options }),
    { evmVersion, upload },
    maxRuntimeBytes,
  );
}
