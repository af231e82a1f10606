import { type ResolvedComposition, toHex } from "@chainlearn/core";
import { ContentCache, checkKernel, mergeModules, TOOLCHAIN } from "@chainlearn/kernel/compiler";
import { sha256 } from "@noble/hashes/sha2.js";
import type { BuiltContract } from "../client/deploy.ts";
import { checkContract } from "./check.ts";
import { type Configuration, configurationOf } from "./configuration.ts";
import { prepareKernel, SHELL } from "./prepare-kernel.ts";
import { compileShell, shellInputs } from "./shell.ts";

/** Change it when the linker or the optimiser's settings change what is made of the same inputs. */
const LINKER_VERSION = "1";

const contracts = new ContentCache();

/**
 * Links shell and kernels of a composition into one CosmWasm contract, the same bytes on every machine with the same
 * toolchain. Shape and constants are part of the code; parameters belong to the instance, so that one code serves all.
 * What was linked once comes from the user's cache folder.
 * @throws ChainlearnError invalid_composition, invalid_kernel, compile_failed, contract_too_large
 */
export async function buildContract(composition: ResolvedComposition): Promise<BuiltContract> {
  const { model, mechanism } = composition;
  const module = new WebAssembly.Module(mechanism.kernel as Uint8Array<ArrayBuffer>);
  const hasSeal = WebAssembly.Module.exports(module).some(({ name }) => name === "seal");
  const configuration = configurationOf(composition, hasSeal);
  checkKernel(model.kernel, model.manifest);
  checkKernel(mechanism.kernel, mechanism.manifest);
  const inputs = [
    ...[LINKER_VERSION, JSON.stringify(TOOLCHAIN)],
    ...[configuration.config, configuration.words, model.kernel, mechanism.kernel],
    ...shellInputs(),
  ];
  const wasm = await contracts.get(inputs, () => link(composition, configuration));
  return { wasm, checksum: toHex(sha256(wasm)), toolchain: TOOLCHAIN };
}

async function link(composition: ResolvedComposition, configuration: Configuration): Promise<Uint8Array> {
  // Loaded when there is something to link: the compilers take longer to load than a kept contract to read.
  const { optimizeContract } = await import("./optimize.ts");
  const merged = await mergeModules([
    { name: SHELL, wasm: await compileShell(configuration) },
    { name: "model", wasm: prepareKernel(composition.model.kernel, "model") },
    { name: "mechanism", wasm: prepareKernel(composition.mechanism.kernel, "mechanism") },
  ]);
  const wasm = optimizeContract(merged);
  checkContract(wasm);
  return wasm;
}
