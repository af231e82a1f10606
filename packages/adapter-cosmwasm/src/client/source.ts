import { type ContractSource, describeContract, type ResolvedComposition } from "@chainlearn/core";
import type { BuiltContract } from "./deploy.ts";

/** The contract as it is uploaded, and what it was built from: the same bytes wherever the same versions build it. */
export function contractSource(
  composition: ResolvedComposition,
  { wasm, checksum, toolchain }: BuiltContract,
): ContractSource {
  const { model, mechanism, kernelIds } = composition;
  const about = {
    checksum,
    bytes: wasm.length,
    description: describeContract(composition),
    model: { id: model.manifest.id, version: model.manifest.version, kernel: kernelIds.model },
    mechanism: {
      id: mechanism.manifest.id,
      version: mechanism.manifest.version,
      kernel: kernelIds.mechanism,
    },
    toolchain,
  };
  return {
    codeHash: checksum,
    files: { "contract.wasm": wasm, "build.json": `${JSON.stringify(about, undefined, 2)}\n` },
  };
}
