import { Container, type ContainerModule, type ServiceIdentifier } from "inversify";
import type { ChainAdapter, Deployment, DeployOptions, FindOptions } from "./chain-adapter.ts";
import { type Composition, type ResolvedComposition, resolveComposition } from "./composition.ts";
import { dataHandlers as builtInHandlers, stored } from "./data-handler.ts";
import type { ContractDescription } from "./description.ts";
import type { EncoderPlugin } from "./encoder.ts";
import { ChainlearnError } from "./errors.ts";
import { type IdentifiedContract, identify } from "./identify.ts";
import type { DataHandlerPlugin, MechanismPlugin, ModelPlugin } from "./manifest.ts";
import type { DeploymentReceipt } from "./receipt.ts";
import type { Trainer } from "./trainer.ts";

/** Resolves a composition and runs it on the bound chain. */
export interface TrainerFactory {
  resolve(composition: Composition): ResolvedComposition;
  deploy(composition: Composition, options: DeployOptions): Promise<Deployment>;
  attach(composition: Composition, receipt: DeploymentReceipt): Promise<Trainer>;
  /**
   * Finds what runs at an address, of which there is no receipt, among the registered plugins. It is what the contract
   * says it is: `trainer.verifyCode()` tells whether that is true.
   * @param options.description what the code is made for, where its deployment did not write it down
   * @throws ChainlearnError unknown_contract, unknown_kernel, undescribed_contract, creation_not_found
   */
  find(
    address: string,
    options?: FindOptions & { readonly description?: ContractDescription },
  ): Promise<IdentifiedContract & { readonly trainer: Trainer }>;
}

/**
 * Service identifiers of the roles. Plugins are multi-bindings: bind as many as you like; a later module that binds
 * a plugin under an id that is taken replaces the earlier one. The adapter and the factory are single: rebind them.
 * Data handlers are a closed set: shells implement those of this package, which are bound already.
 */
export const ROLES = {
  model: Symbol.for("chainlearn.Model") as ServiceIdentifier<ModelPlugin>,
  mechanism: Symbol.for("chainlearn.IncentiveMechanism") as ServiceIdentifier<MechanismPlugin>,
  dataHandler: Symbol.for("chainlearn.DataHandler") as ServiceIdentifier<DataHandlerPlugin>,
  encoder: Symbol.for("chainlearn.Encoder") as ServiceIdentifier<EncoderPlugin>,
  adapter: Symbol.for("chainlearn.ChainAdapter") as ServiceIdentifier<ChainAdapter>,
  trainer: Symbol.for("chainlearn.TrainerFactory") as ServiceIdentifier<TrainerFactory>,
} as const;

type Plugin = { readonly manifest: { readonly id: string } };

function choose<P extends Plugin>(role: string, wanted: P | string | undefined, registered: readonly P[]): P {
  if (wanted !== undefined && typeof wanted !== "string") return wanted;
  const found = registered.findLast((plugin) => plugin.manifest.id === wanted);
  if (found) return found;
  const known = [...new Set(registered.map((plugin) => plugin.manifest.id))].join(", ") || "none";
  throw new ChainlearnError(
    "unknown_plugin",
    `no ${role} is registered as "${wanted}"; registered: ${known}.`,
  );
}

function createTrainerFactory(
  adapter: ChainAdapter,
  models: readonly ModelPlugin[],
  mechanisms: readonly MechanismPlugin[],
  dataHandlers: readonly DataHandlerPlugin[],
  encoders: readonly EncoderPlugin[],
): TrainerFactory {
  const resolve = ({ encoder, ...composition }: Composition): ResolvedComposition => {
    const mechanism = choose("mechanism", composition.mechanism, mechanisms);
    const dataHandler = composition.dataHandler ?? mechanism.manifest.dataHandler ?? stored.manifest.id;
    return resolveComposition({
      ...composition,
      ...(encoder !== undefined && { encoder: choose("encoder", encoder, encoders) }),
      model: choose("model", composition.model, models),
      mechanism,
      dataHandler: choose("data handler", dataHandler, dataHandlers),
    });
  };
  return {
    resolve,
    deploy: async (composition, options) => adapter.deploy(resolve(composition), options),
    attach: (composition, receipt) => adapter.attach(resolve(composition), receipt),
    find: async (address, { description, ...options } = {}) => {
      const found = await adapter.find(address, options);
      const identified = identify(
        adapter.chainId,
        found,
        { models, mechanisms, dataHandlers },
        found.description ?? description,
      );
      return { ...identified, trainer: await adapter.attach(identified.composition, identified.receipt) };
    },
  };
}

/**
 * The composition root: the one place that resolves services. Modules are loaded in order, so a later one can rebind
 * every role (`rebind(ROLES.adapter)`, `rebind(ROLES.trainer)`, or a plugin under a taken id).
 */
export function createTrainers(options: {
  readonly adapter: ChainAdapter;
  readonly modules?: readonly ContainerModule[];
}): TrainerFactory {
  const container = new Container({ defaultScope: "Singleton" });
  container.bind(ROLES.adapter).toConstantValue(options.adapter);
  for (const handler of builtInHandlers) container.bind(ROLES.dataHandler).toConstantValue(handler);
  container
    .bind(ROLES.trainer)
    .toResolvedValue(createTrainerFactory, [
      ROLES.adapter,
      { serviceIdentifier: ROLES.model, isMultiple: true, optional: true },
      { serviceIdentifier: ROLES.mechanism, isMultiple: true, optional: true },
      { serviceIdentifier: ROLES.dataHandler, isMultiple: true },
      { serviceIdentifier: ROLES.encoder, isMultiple: true, optional: true },
    ] as never);
  container.load(...(options.modules ?? []));
  return container.get(ROLES.trainer);
}
