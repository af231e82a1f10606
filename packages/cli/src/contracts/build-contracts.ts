import {
  type Cancellable,
  initialStateOf,
  plannedUpload,
  plannedWeights,
  type ResolvedComposition,
  untilAborted,
} from "@chainlearn/core";
import { keccak256 } from "viem";
import type { CompositionConfig, Config } from "../config/config.ts";
import { resolveOffline } from "../config/resolve.ts";
import { readInitialModel } from "../files/initial-model.ts";
import type { Progress } from "../output/progress.ts";

/** A composition as a contract of one kind of chain. */
export interface ContractSize {
  readonly composition: string;
  readonly kind: "EVM" | "CosmWasm";
  /** Of the code that the chain keeps. */
  readonly bytes: number;
  /** The most that chains take. */
  readonly limit: number;
  /** As in a receipt. */
  readonly codeHash: string;
}

type Build = (
  composition: ResolvedComposition,
  entry: CompositionConfig,
  folder: string,
) => Promise<Pick<ContractSize, "bytes" | "limit" | "codeHash">>;

/** Where weights are in code, the initial state decides how wide they are there. */
const buildEvm: Build = async (composition, { initialModel, ...plan }, folder) => {
  const { compileComposition, MAX_RUNTIME_BYTES } = await import("@chainlearn/adapter-evm/compiler");
  const initial = initialModel ? await readInitialModel(composition, folder, initialModel) : undefined;
  const codeWeights = plannedWeights(composition, initialStateOf(composition, initial), {
    ...(plan.weights && { weights: plan.weights }),
  });
  const { runtimeCode } = await compileComposition(composition, {
    codeWeights,
    upload: plannedUpload(plan),
  });
  return {
    bytes: (runtimeCode.length - 2) / 2,
    limit: MAX_RUNTIME_BYTES,
    codeHash: keccak256(runtimeCode),
  };
};

const buildCosmWasm: Build = async (composition) => {
  const { buildContract, UPLOAD_LIMITS } = await import("@chainlearn/adapter-cosmwasm/compiler");
  const { wasm, checksum } = await buildContract(composition);
  return { bytes: wasm.length, limit: UPLOAD_LIMITS.bytes, codeHash: checksum };
};

/** By namespaces of CAIP-2. */
const BUILDERS = [
  ["eip155", "EVM", buildEvm],
  ["cosmos", "CosmWasm", buildCosmWasm],
] as const;

/**
 * The contracts of all compositions of a configuration, for the kinds of chains that it has. What was built before comes
 * from the user's cache folder.
 * @throws ChainlearnError aborted, contract_too_large, compile_failed, invalid_composition, invalid_kernel, unsupported
 */
export async function buildContracts(
  config: Config,
  folder: string,
  { onProgress, ...options }: Cancellable & { readonly onProgress: Progress },
): Promise<ContractSize[]> {
  const chains = Object.values(config.chains);
  const builders = BUILDERS.filter(([namespace]) =>
    chains.some(({ chainId }) => chainId.startsWith(`${namespace}:`)),
  );
  const entries = Object.entries(config.compositions);
  const total = builders.length * entries.length;
  const built: ContractSize[] = [];
  for (const [composition, entry] of entries) {
    const resolved = await resolveOffline(config, entry);
    for (const [, kind, build] of builders) {
      onProgress(built.length, total, `${composition} for ${kind}`);
      const made = await untilAborted(options, () => build(resolved, entry, folder));
      built.push({ composition, kind, ...made });
    }
  }
  if (total > 0) onProgress(total, total);
  return built;
}
