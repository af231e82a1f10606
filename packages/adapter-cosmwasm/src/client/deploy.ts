import {
  accountId,
  ChainlearnError,
  checkOriginal,
  checkReceipt,
  type DeploymentReceipt,
  type DeployOptions,
  initialStateOf,
  plannedUpload,
  plannedWeights,
  type ResolvedComposition,
  receiptParts,
} from "@chainlearn/core";
import type { Connection, ConnectionResult } from "../connection.ts";
import { throwIfAborted } from "./abort.ts";
import { baseUnitsPerUnit } from "./amounts.ts";
import { initializeMessage, instantiateMessage, sealMessage } from "./messages.ts";
import { codeIdOf, newReceipt, planOf, uploadedCodeId, uploadStep } from "./receipt.ts";
import { queryMeter } from "./views.ts";

/** What the compiler makes of a composition. */
export interface BuiltContract {
  readonly wasm: Uint8Array;
  /** Lower-case hex sha256 of the wasm. */
  readonly checksum: string;
  readonly toolchain: Readonly<Record<string, string>>;
}

export interface DeployContext {
  readonly connection: Connection;
  readonly build: (composition: ResolvedComposition) => Promise<BuiltContract>;
  /** State words per `initialize` transaction. */
  readonly wordsPerTransaction: number;
}

/**
 * Uploads, instantiates, initializes in chunks and seals; whatever the receipt to resume, or the contract itself,
 * says is done is not repeated.
 */
export async function deployContract(
  context: DeployContext,
  composition: ResolvedComposition,
  options: DeployOptions,
): Promise<DeploymentReceipt> {
  const { connection } = context;
  const roles = checkRoles(composition, connection, options.roles ?? {});
  const initial = initialStateOf(composition, options.initialState);
  if (plannedWeights(composition, initial, options))
    throw new ChainlearnError(
      "unsupported",
      `${connection.chainId} keeps weights in cells only; leave out weights: "code".`,
    );
  if (plannedUpload(options) === "once")
    throw new ChainlearnError(
      "unsupported",
      `${connection.chainId} takes the initial state in transactions of its own; leave out upload: "once".`,
    );
  if (options.cloneOf) checkOriginal(options.cloneOf, composition, connection.chainId);
  const built = await context.build(composition);
  const code = options.cloneOf && (await storedCode(connection, options.cloneOf, built));
  const planned = newReceipt(connection.chainId, composition, options.from, roles, built, initial, code);
  if (options.resume) {
    checkReceipt(options.resume, { ...receiptParts(composition), chain: connection.chainId });
    checkReceipt(options.resume, planOf(planned));
  }
  const run = new DeploymentRun(context, options, options.resume ?? planned, initial.words.length);
  if (run.receipt.address === "") {
    const codeId = code ?? uploadedCodeId(run.receipt.steps) ?? (await run.upload(built.wasm));
    const unit = baseUnitsPerUnit(connection.decimals);
    await run.instantiate(
      codeId,
      instantiateMessage(composition, roles, connection.denom, unit),
      `chainlearn ${composition.model.manifest.id} ${composition.mechanism.manifest.id}`,
    );
  }
  await run.finish(initial.words, initial.hot);
  return run.receipt;
}

/** Id of the code that an earlier deployment stored, once the chain has confirmed that it is the composition's. */
async function storedCode(
  connection: Connection,
  original: DeploymentReceipt,
  { checksum }: BuiltContract,
): Promise<number> {
  checkReceipt(original, { codeHash: checksum });
  const id = codeIdOf(original);
  const found = await connection.codeChecksum(id);
  if (found !== checksum)
    throw new ChainlearnError(
      "receipt_mismatch",
      `code ${id} on chain has the checksum ${found}; the original's receipt says ${checksum}.`,
    );
  return id;
}

function checkRoles(
  composition: ResolvedComposition,
  connection: Connection,
  roles: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const known = composition.roles;
  for (const [name, address] of Object.entries(roles)) {
    if (!known.includes(name))
      throw new ChainlearnError(
        "invalid_composition",
        `the composition has no role "${name}"; it has ${known.join(", ") || "none"}.`,
      );
    accountId(connection.chainId, address);
  }
  return roles;
}

/** One run over the steps of a deployment; owns the receipt. */
class DeploymentRun {
  receipt: DeploymentReceipt;
  readonly #context: DeployContext;
  readonly #options: DeployOptions;
  readonly #total: number;
  /** Transactions before the first words: a clone uploads no code. */
  readonly #creation: number;

  constructor(context: DeployContext, options: DeployOptions, receipt: DeploymentReceipt, words: number) {
    this.#context = context;
    this.#options = options;
    this.receipt = receipt;
    this.#creation = receipt.implementation === undefined ? 2 : 1;
    this.#total = this.#creation + Math.ceil(words / context.wordsPerTransaction) + 1;
  }

  async upload(wasm: Uint8Array): Promise<number> {
    this.#start("upload");
    const result = await this.#context.connection.upload(this.#options.from, wasm, this.#options.signal);
    await this.#done(1, uploadStep(result.codeId), result);
    return result.codeId;
  }

  async instantiate(codeId: number, message: object, label: string): Promise<void> {
    this.#start("instantiate");
    const { from, signal } = this.#options;
    const result = await this.#context.connection.instantiate(from, codeId, message, label, signal);
    await this.#done(this.#creation, "instantiate", result, {
      address: result.address,
      block: result.height,
    });
  }

  /** The contract itself knows how many words it has: a transaction that no receipt was written for counts too. */
  async finish(words: readonly bigint[], hot: readonly bigint[]): Promise<void> {
    const { connection, wordsPerTransaction } = this.#context;
    const { address } = this.receipt;
    const { from, signal } = this.#options;
    const meter = await queryMeter(connection, address);
    if (meter.sealed) {
      this.receipt = { ...this.receipt, sealed: true };
      return;
    }
    for (let first = meter.nextId; first < words.length; first += wordsPerTransaction) {
      const chunk = words.slice(first, first + wordsPerTransaction);
      const step = `initialize words ${first} to ${first + chunk.length - 1}`;
      this.#start(step);
      const result = await connection.execute(from, address, initializeMessage(first, chunk), [], signal);
      await this.#done(
        this.#creation + Math.ceil((first + chunk.length) / wordsPerTransaction),
        step,
        result,
      );
    }
    this.#start("seal");
    const result = await connection.execute(from, address, sealMessage(hot), [], signal);
    await this.#done(this.#total, "seal", result, { sealed: true });
  }

  #start(step: string): void {
    throwIfAborted(this.#options.signal, `the deployment (before "${step}")`);
  }

  async #done(
    done: number,
    step: string,
    result: ConnectionResult,
    change: Partial<DeploymentReceipt> = {},
  ): Promise<void> {
    const entry = { step, transaction: result.transaction, gasUsed: result.gasUsed.toString() };
    this.receipt = { ...this.receipt, ...change, steps: [...this.receipt.steps, entry] };
    await this.#options.onReceipt?.(this.receipt);
    this.#options.onProgress?.(done, this.#total, step);
  }
}
