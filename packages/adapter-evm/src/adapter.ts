import {
  type ChainAdapter,
  type ChainId,
  type ContractSource,
  checkOriginal,
  checkReceipt,
  type Deployment,
  type DeploymentReceipt,
  type DeployOptions,
  type FindOptions,
  type FoundContract,
  initialStateOf,
  plannedUpload,
  plannedWeights,
  type RawTrainer,
  type ResolvedComposition,
  receiptParts,
  requireNoContradiction,
  type Trainer,
} from "@chainlearn/core";
import { getAddress } from "viem";
import { type ContractOptions, DATA_HANDLERS, type EvmCompiler } from "./artifact.ts";
import { type ConnectionOptions, EvmConnection } from "./connection.ts";
import { CREATE, deployContract } from "./deploy.ts";
import { findContract } from "./find.ts";
import { checkEvmOptions } from "./options.ts";
import { addressIn, receiptRoles, roleAddresses } from "./receipt.ts";
import { contractSource } from "./source.ts";
import { EvmTrainer } from "./trainer.ts";
import { verifyCode } from "./verify-code.ts";

/** Most blocks of one request for logs. */
export const DEFAULT_LOG_RANGE = 5_000;

export interface EvmAdapterOptions extends ConnectionOptions {
  /** Most blocks of one request for logs, 1 or more. Default: 5,000. */
  readonly logRange?: number;
  /** Needed by `deploy` and `verifyCode` only. Default: the one of `@chainlearn/adapter-evm/compiler`, loaded on first use. */
  readonly compiler?: EvmCompiler;
}

const defaultCompiler: EvmCompiler = async (composition, options) => {
  const { compileComposition } = await import("@chainlearn/adapter-evm/compiler");
  return compileComposition(composition, options);
};

/** Deploys compositions to one EVM chain, and attaches to deployed ones. */
class EvmAdapter implements ChainAdapter {
  readonly dataHandlers = DATA_HANDLERS;
  readonly #options: EvmAdapterOptions;
  readonly #connection: EvmConnection;

  constructor(options: EvmAdapterOptions) {
    checkEvmOptions(options);
    this.#options = options;
    this.#connection = new EvmConnection(options);
  }

  get chainId(): ChainId {
    return this.#connection.chainId;
  }

  async deploy(composition: ResolvedComposition, options: DeployOptions): Promise<Deployment> {
    if (!options.resume) requireNoContradiction(composition);
    if (options.cloneOf) checkOriginal(options.cloneOf, composition, this.chainId);
    const state = initialStateOf(composition, options.initialState);
    const codeWeights = plannedWeights(composition, state, options);
    const upload = plannedUpload(options);
    const receipt = await deployContract({
      connection: this.#connection,
      composition,
      contract: await this.#compile(composition, { codeWeights, upload }),
      state,
      codeWeights,
      upload,
      options,
      logRange: this.#logRange,
    });
    return { receipt, trainer: await this.attach(composition, receipt) };
  }

  async attach(composition: ResolvedComposition, receipt: DeploymentReceipt): Promise<Trainer & RawTrainer> {
    checkReceipt(receipt, { ...receiptParts(composition), chain: this.chainId });
    const instance = {
      address: addressIn(receipt.address),
      deployer: getAddress(receipt.deployer),
      roles: roleAddresses(composition, receipt.roles),
      ...(receipt.implementation === undefined ? {} : { implementation: addressIn(receipt.implementation) }),
      creation: receipt.steps.find(({ step }) => step === CREATE)?.transaction,
      genesis: receipt.upload === "once",
      codeWeights: receipt.codeWeights,
    };
    return new EvmTrainer({
      connection: this.#connection,
      composition,
      address: instance.address,
      deployer: instance.deployer,
      roles: receiptRoles(composition, instance.roles),
      firstBlock: receipt.block,
      logRange: this.#logRange,
      verifyCode: async () =>
        verifyCode(this.#connection, composition, await this.#compile(composition, receipt), instance),
      codeWeights: receipt.codeWeights,
    });
  }

  find(address: string, options: FindOptions = {}): Promise<FoundContract> {
    return findContract(this.#connection, address, options);
  }

  async source(composition: ResolvedComposition, receipt: DeploymentReceipt): Promise<ContractSource> {
    checkReceipt(receipt, { ...receiptParts(composition), chain: this.chainId });
    const { CONTRACT, solcVersion } = await import("@chainlearn/adapter-evm/compiler");
    const contract = await this.#compile(composition, receipt);
    const compiler = { compiler: `v${await solcVersion()}`, contract: CONTRACT };
    return contractSource(this.#connection, composition, contract, compiler, receipt);
  }

  get #logRange(): number {
    return this.#options.logRange ?? DEFAULT_LOG_RANGE;
  }

  #compile(
    composition: ResolvedComposition,
    { codeWeights, upload }: ContractOptions,
  ): ReturnType<EvmCompiler> {
    return (this.#options.compiler ?? defaultCompiler)(composition, { codeWeights, upload });
  }
}

/**
 * An adapter for one EVM chain.
 * @param options chain and transport as viem has them; `signers` are the accounts that can send
 * @throws ChainlearnError argument_out_of_range
 */
export const createEvmAdapter = (options: EvmAdapterOptions): ChainAdapter => new EvmAdapter(options);
