import {
  accountId,
  type ChainId,
  ChainlearnError,
  checkGivenRoles,
  checkOriginal,
  checkReceipt,
  type Deployment,
  type DeploymentReceipt,
  type DeployOptions,
  type InitialState,
  initialStateOf,
  plannedUpload,
  plannedWeights,
  type ReceiptParts,
  type ResolvedComposition,
  requireNoContradiction,
  type TransactionResult,
  throwIfAborted,
} from "@chainlearn/core";
import { checkAddress } from "./addresses.ts";
import type { Contract } from "./contract.ts";
import type { LedgerChain } from "./ledger-chain.ts";
import { compositionParts, firstReceipt } from "./receipt.ts";
import { LocalTrainer } from "./trainer.ts";

/** Where and how deployments go. */
export interface DeployContext {
  readonly chain: LedgerChain;
  readonly chainId: ChainId;
  /** State words that one transaction uploads. */
  readonly wordsPerChunk: number;
}

/**
 * Creates a contract, uploads the initial state in chunks and seals it; or goes on where an earlier run stopped.
 * @throws ChainlearnError aborted, receipt_mismatch, unknown_account, invalid_composition, initial_state_malformed
 */
export async function deploy(
  context: DeployContext,
  composition: ResolvedComposition,
  options: DeployOptions,
): Promise<Deployment> {
  const { chain, chainId } = context;
  throwIfAborted(options.signal);
  if (!options.resume) requireNoContradiction(composition);
  chain.requireSigner(options.from);
  checkGivenRoles(composition.roles, options.roles ?? {}, checkAddress);
  const upload = plannedUpload(options);
  const implementation =
    options.cloneOf && implementationOf(context, composition, { ...options, cloneOf: options.cloneOf });
  const state = initialStateOf(composition, options.initialState);
  const chunks = chunksOf(state.words, context.wordsPerChunk);
  const total = chunks.length + 2;
  const progress = new Progress(options, total);

  let contract: Contract;
  if (options.resume === undefined) {
    const created = await chain.create(composition, options.from, { ...options.roles }, implementation);
    contract = created.contract;
    const { address, block } = contract;
    const place = { chain: chainId, address, block, transaction: created.transaction };
    const codeWeights = plannedWeights(composition, state, options);
    await progress.begin(
      await firstReceipt(composition, options, { ...place, implementation, codeWeights, upload }, state),
    );
  } else {
    contract = resumed(context, composition, options, options.resume, implementation, state);
    progress.resume(options.resume);
  }

  for (const [i, { firstWord, words }] of chunks.entries()) {
    const { shell } = contract;
    // A chunk that an earlier run uploaded is not repeated; one that it cut differently is entered where that run stopped.
    const missing = shell.sealed ? [] : words.slice(Math.max(0, shell.nextId - firstWord));
    if (missing.length === 0) continue;
    const from = firstWord + words.length - missing.length;
    await progress.step(`initialize ${i + 1}/${chunks.length}`, () =>
      chain.transact(contract, { from: options.from, payBaseUnits: 0n }, (call) =>
        shell.initialize(call, from, missing),
      ),
    );
  }
  if (!contract.shell.sealed) {
    await progress.step("seal", () =>
      chain.transact(contract, { from: options.from, payBaseUnits: 0n }, (call) =>
        contract.shell.seal(call, state.hot),
      ),
    );
  }
  const receipt = { ...progress.receipt, sealed: true };
  return {
    trainer: new LocalTrainer(chain, contract, composition, accountId(chainId, contract.address)),
    receipt,
  };
}

/** @throws ChainlearnError receipt_mismatch */
export function attach(
  { chain, chainId }: DeployContext,
  composition: ResolvedComposition,
  receipt: DeploymentReceipt,
): LocalTrainer {
  const contract = contractOf(chain, receipt);
  checkReceipt(receipt, { ...compositionParts(composition), chain: chainId });
  checkReceipt(receipt, instanceParts(contract));
  return new LocalTrainer(chain, contract, composition, accountId(chainId, contract.address));
}

function resumed(
  { chain, chainId }: DeployContext,
  composition: ResolvedComposition,
  options: DeployOptions,
  receipt: DeploymentReceipt,
  implementation: string | undefined,
  state: InitialState,
): Contract {
  const contract = contractOf(chain, receipt);
  checkReceipt(receipt, {
    ...compositionParts(composition),
    chain: chainId,
    deployer: options.from,
    roles: { ...options.roles },
    initialStateHash: state.hash,
    implementation,
    codeWeights: plannedWeights(composition, state, options),
    upload: plannedUpload(options) === "once" ? "once" : undefined,
  });
  checkReceipt(receipt, instanceParts(contract));
  return contract;
}

/** Address of the contract whose code a clone would run on another chain; here it is part of the books only. */
function implementationOf(
  { chain, chainId }: DeployContext,
  composition: ResolvedComposition,
  options: DeployOptions & Required<Pick<DeployOptions, "cloneOf">>,
): string {
  const { cloneOf } = options;
  const original = contractOf(chain, cloneOf);
  checkOriginal(cloneOf, composition, chainId);
  checkReceipt(cloneOf, instanceParts(original));
  return original.implementation ?? original.address;
}

function contractOf(chain: LedgerChain, receipt: DeploymentReceipt): Contract {
  const contract = chain.contract(receipt.address);
  if (contract === undefined) {
    throw new ChainlearnError("receipt_mismatch", `this chain has no contract ${receipt.address}.`);
  }
  return contract;
}

/** What a receipt says that only the contract itself knows for sure. */
const instanceParts = ({ shell, block, implementation }: Contract): ReceiptParts => ({
  ...compositionParts(shell.composition),
  deployer: shell.deployer,
  roles: { ...shell.roles },
  block,
  implementation,
});

function chunksOf(words: readonly bigint[], size: number): { firstWord: number; words: readonly bigint[] }[] {
  return Array.from({ length: Math.ceil(words.length / size) }, (_, i) => ({
    firstWord: i * size,
    words: words.slice(i * size, (i + 1) * size),
  }));
}

/** Keeps the receipt up to date and tells the caller about every step. */
class Progress {
  readonly #options: DeployOptions;
  readonly #total: number;
  #receipt: DeploymentReceipt | undefined;

  constructor(options: DeployOptions, total: number) {
    this.#options = options;
    this.#total = total;
  }

  get receipt(): DeploymentReceipt {
    return this.#receipt!;
  }

  async begin(receipt: DeploymentReceipt): Promise<void> {
    this.#receipt = receipt;
    await this.#report("create");
  }

  resume(receipt: DeploymentReceipt): void {
    this.#receipt = receipt;
  }

  async step(step: string, transact: () => TransactionResult): Promise<void> {
    throwIfAborted(this.#options.signal);
    const { transaction, gasUsed } = transact();
    this.#receipt = {
      ...this.receipt,
      steps: [...this.receipt.steps, { step, transaction, gasUsed: gasUsed.toString() }],
      sealed: step === "seal",
    };
    await this.#report(step);
  }

  async #report(step: string): Promise<void> {
    await this.#options.onReceipt?.(this.receipt);
    this.#options.onProgress?.(this.receipt.steps.length, this.#total, step);
  }
}
