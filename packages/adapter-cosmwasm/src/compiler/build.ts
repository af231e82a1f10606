import { type ResolvedComposition, toHex } from "@chainlearn/core";
import { checkKernel, mergeModules, TOOLCHAIN } from "@chainlearn/kernel/compiler";
import { sha256 } from "@noble/hashes/sha2.js";
import type { BuiltContract } from "../client/deploy.ts";
import { checkContract } from "./check.ts";
import { type Configuration, configurationOf } from "./configuration.ts";
import { optimizeContract } from "./optimize.ts";
import { prepareKernel, SHELL } from "./prepare-kernel.ts";
import { compileShell } from "./shell.ts";

const built = new Map<string, Promise<BuiltContract>>();

/**
 * Links shell and kernels of a composition into one CosmWasm contract, the same bytes on every machine with the same
 * toolchain. Shape and constants are part of the code; parameters belong to the instance, so that one code serves all.
 * Contracts are kept in memory by what decides their bytes.
 * @throws ChainlearnError invalid_composition, invalid_kernel, compile_failed, contract_too_large
 */
export function buildContract(composition: ResolvedComposition): Promise<BuiltContract> {
  const mechanism = new WebAssembly.Module(composition.mechanism.kernel as Uint8Array<ArrayBuffer>);
  const hasSeal = WebAssembly.Module.exports(mechanism).some(({ name }) => name === "seal");
  const configuration = configurationOf(composition, hasSeal);
  // The configuration has the kernels' hashes in it.
  const key = toHex(sha256(new TextEncoder().encode(configuration.config + configuration.words)));
  let contract = built.get(key);
  if (!contract) {
    contract = build(composition, configuration);
    built.set(key, contract);
    contract.catch(() => built.delete(key));
  }
  return contract;
}

async function build(composition: ResolvedComposition, configuration: Configuration): Promise<BuiltContract> {
  checkKernel(composition.model.kernel, composition.model.manifest);
  checkKernel(composition.mechanism.kernel, composition.mechanism.manifest);
  const merged = await mergeModules([
    { name: SHELL, wasm: await compileShell(configuration) },
    { name: "model", wasm: prepareKernel(composition.model.kernel, "model") },
    { name: "mechanism", wasm: prepareKernel(composition.mechanism.kernel, "mechanism") },
  ]);
  const wasm = optimizeContract(merged);
  checkContract(wasm);
  return { wasm, checksum: toHex(sha256(wasm)), toolchain: TOOLCHAIN };
}
