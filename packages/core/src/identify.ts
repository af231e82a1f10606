import type { FoundContract } from "./chain-adapter.ts";
import { kernelId, type ResolvedComposition, resolveComposition } from "./composition.ts";
import { receiptParts } from "./deployment.ts";
import type { ContractDescription } from "./description.ts";
import { ChainlearnError } from "./errors.ts";
import type { ChainId } from "./ids.ts";
import type { DataHandlerPlugin, MechanismPlugin, ModelPlugin } from "./manifest.ts";
import type { DeploymentReceipt } from "./receipt.ts";

/** Plugins that a contract may be made of. */
export interface PluginCatalogue {
  readonly models: readonly ModelPlugin[];
  readonly mechanisms: readonly MechanismPlugin[];
  readonly dataHandlers: readonly DataHandlerPlugin[];
}

/** A contract that was found by its address: what it says that it is, in the form that a deployment leaves behind. */
export interface IdentifiedContract {
  readonly composition: ResolvedComposition;
  readonly receipt: DeploymentReceipt;
}

/** The plugin whose kernel a contract names. */
function byKernel<P extends ModelPlugin | MechanismPlugin>(
  role: "model" | "mechanism",
  { address, kernelIds }: FoundContract,
  registered: readonly P[],
): P {
  const id = kernelIds[role];
  const found = registered.findLast(({ kernel }) => kernelId(kernel) === id);
  if (found) return found;
  const known = registered.map(({ manifest }) => `${manifest.id} ${manifest.version}`).join(", ") || "none";
  throw new ChainlearnError(
    "unknown_kernel",
    `the ${role} of ${address} has the kernel ${id}, which no registered plugin has; registered: ${known}.`,
    { details: { role, kernel: id } },
  );
}

/**
 * The composition of a contract of which only the address is known. What the contract and its deployment say is taken
 * as it is: comparing the code with a rebuilt one is what proves it.
 * @param description what the code is made for. Default: what the deployment wrote beside the contract
 * @throws ChainlearnError unknown_kernel, undescribed_contract, unknown_plugin (the data handler), invalid_composition
 */
export function identify(
  chain: ChainId,
  found: FoundContract,
  plugins: PluginCatalogue,
  description: ContractDescription | undefined = found.description,
): IdentifiedContract {
  const model = byKernel("model", found, plugins.models);
  const mechanism = byKernel("mechanism", found, plugins.mechanisms);
  if (!description)
    throw new ChainlearnError(
      "undescribed_contract",
      `nothing beside ${found.address} says for which shape its code was made.`,
    );
  const { shape, growth, codeWeights } = description;
  const dataHandler = plugins.dataHandlers.findLast(
    ({ manifest }) => manifest.id === description.dataHandler,
  );
  if (!dataHandler)
    throw new ChainlearnError(
      "unknown_plugin",
      `no data handler is registered as "${description.dataHandler}".`,
    );
  const own = model.manifest.params.map(({ name }) => name);
  const others = mechanism.manifest.params.map(({ name }) => name);
  const { params, roles } = found.instance(
    [...own, ...others],
    [...mechanism.manifest.roles, ...(growth ? [growth.role] : [])],
  );
  const only = (names: readonly string[]): Record<string, bigint> =>
    Object.fromEntries(names.flatMap((name) => (params[name] === undefined ? [] : [[name, params[name]]])));
  const composition = resolveComposition({
    model,
    mechanism,
    dataHandler,
    shape,
    modelParams: only(own),
    mechanismParams: only(others),
    ...(growth && { growth }),
  });
  return {
    composition,
    receipt: {
      ...receiptParts(composition),
      chain,
      address: found.address,
      deployer: found.deployer,
      block: found.block,
      toolchain: {},
      codeHash: found.codeHash,
      roles,
      initialStateHash: "",
      ...(found.implementation !== undefined && { implementation: found.implementation }),
      ...(codeWeights && { codeWeights }),
      ...(found.upload && { upload: found.upload }),
      steps: found.creation === undefined ? [] : [found.creation],
      sealed: true,
    },
  };
}
