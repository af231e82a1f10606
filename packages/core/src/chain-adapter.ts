import type { Cancellable } from "./cancel.ts";
import type { ResolvedComposition } from "./composition.ts";
import type { ContractDescription } from "./description.ts";
import type { ChainId } from "./ids.ts";
import type { DeploymentReceipt } from "./receipt.ts";
import type { ModelState } from "./state.ts";
import type { Trainer } from "./trainer.ts";
import type { TransactionOptions } from "./transaction.ts";

export interface DeployOptions extends TransactionOptions {
  /** Address of the deployer; a signer that the adapter has. */
  readonly from: string;
  /** Missing cells are 0. */
  readonly initialState?: Partial<ModelState>;
  /** Addresses of the composition's roles; roles left out belong to nobody. */
  readonly roles?: Readonly<Record<string, string>>;
  /**
   * Receipt of a deployment on this chain, with the same plugins, shape and weights: the new contract runs its code and
   * shares nothing else with it, neither state nor parameters, roles or deployer. Saves uploading the code again.
   */
  readonly cloneOf?: DeploymentReceipt;
  /**
   * Where the initial state is kept. cells (default): one storage slot a word. code: contract code, with a cell
   * written on its first change: cheaper to deploy, dearer for every word that additions touch; EVM only
   * (docs/decisions/0013-weights-as-code.md has the figures). The local chain takes both and does not tell them apart.
   * A clone has them where its original has them.
   * @throws ChainlearnError unsupported where a chain keeps state in cells only
   */
  readonly weights?: "cells" | "code";
  /**
   * How the initial state gets into the contract. chunks (default): in transactions behind the creation, as many as it
   * takes; resumable, and the code can be cloned. once: with the creation, in one transaction, which has to hold it all;
   * 5 % cheaper; EVM only, not for clones and weights in code. The local chain takes both and does not tell them apart.
   */
  readonly upload?: "chunks" | "once";
  /**
   * Gives the contract an address of its own choice: chain, deployer, code, parameters, roles, initial state and this
   * text decide it, and it is known before anything is sent. A deployment that finds its contract there goes on with it.
   * CosmWasm only (instantiate2); other chains ignore it (docs/decisions/0028-deployments-that-survive.md).
   */
  readonly salt?: string;
  /** An earlier run's receipt: finished steps are not repeated, and a pending transaction is sent again as it is. */
  readonly resume?: DeploymentReceipt;
  /** Called after every transaction, with what a later run needs to resume. */
  readonly onReceipt?: (receipt: DeploymentReceipt) => void | Promise<void>;
  /**
   * Called between the signature of a transaction and its broadcast, and awaited, with the receipt that names it as
   * `pending`. Whoever writes it down loses nothing and pays nothing twice, whenever the process ends. Not called where
   * nothing is signed.
   */
  readonly onPending?: (receipt: DeploymentReceipt) => void | Promise<void>;
  readonly onProgress?: (done: number, total: number, step: string) => void;
}

/** A trainer and the receipt of its deployment. */
export interface Deployment {
  readonly trainer: Trainer;
  readonly receipt: DeploymentReceipt;
}

/** What helps to find a contract of which only the address is known. */
export interface FindOptions extends Cancellable {
  /** EVM: hash of the transaction that created it. Default: it is looked for, for which the node has to know old states. */
  readonly creation?: string;
}

/** What a chain tells about a contract of which only the address is known. */
export interface FoundContract {
  readonly address: string;
  readonly deployer: string;
  /** First block that can hold log entries. */
  readonly block: number;
  /** Of the code on chain, as in a receipt; EVM: not masked. */
  readonly codeHash: string;
  /** As the contract names them. */
  readonly kernelIds: { readonly model: string; readonly mechanism: string };
  /** What its deployment wrote beside it; absent where it wrote nothing. */
  readonly description?: ContractDescription;
  /** As in a receipt. */
  readonly implementation?: string;
  readonly upload?: "once";
  /** The receipt's step that created it, where the chain tells. */
  readonly creation?: DeploymentReceipt["steps"][number];
  /**
   * What it was created with.
   * @param params names in the composition's order
   * @param roles names in the composition's order
   * @throws ChainlearnError unknown_contract when it has not so many
   */
  instance(
    params: readonly string[],
    roles: readonly string[],
  ): { readonly params: Readonly<Record<string, bigint>>; readonly roles: Readonly<Record<string, string>> };
}

/** The sources of a contract, for whoever builds it again or has it verified by others. */
export interface ContractSource {
  /** Content by name: what is built, and beside it what has to be known for that. */
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  /** Of the code that is built from them; as a receipt's. */
  readonly codeHash: string;
}

/** Role: deploys compositions to one chain and attaches to deployed ones. */
export interface ChainAdapter {
  readonly chainId: ChainId;
  /** Ids of the data handlers that its contracts can have; `deploy` refuses others with `unsupported`. */
  readonly dataHandlers: readonly string[];
  /**
   * @throws ChainlearnError invalid_composition before anything is sent, when the parameters of the mechanism contradict
   * each other and nothing is resumed
   */
  deploy(composition: ResolvedComposition, options: DeployOptions): Promise<Deployment>;
  /** @throws ChainlearnError receipt_mismatch when the receipt is about another composition or chain */
  attach(composition: ResolvedComposition, receipt: DeploymentReceipt): Promise<Trainer>;
  /**
   * Asks the chain what a contract says of itself, and what its deployment wrote beside it.
   * @throws ChainlearnError unknown_contract, creation_not_found
   */
  find(address: string, options?: FindOptions): Promise<FoundContract>;
  /**
   * The sources of a deployment, in the form that the chain's public verifiers take: EVM the standard JSON input of solc,
   * CosmWasm the wasm.
   * @throws ChainlearnError receipt_mismatch; unsupported where contracts have no code
   */
  source(composition: ResolvedComposition, receipt: DeploymentReceipt): Promise<ContractSource>;
}
