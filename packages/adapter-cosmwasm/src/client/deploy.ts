import {
  accountId,
  baseUnitsPerUnit,
  ChainlearnError,
  checkGivenRoles,
  checkOriginal,
  checkReceipt,
  type DeploymentReceipt,
  type DeployOptions,
  initialStateOf,
  plannedUpload,
  plannedWeights,
  type ResolvedComposition,
  receiptParts,
  requireNoContradiction,
  type TransactionOptions,
  throwIfAborted,
  withoutPending,
  withPending,
} from "@chainlearn/core";
import { fromHex } from "@cosmjs/encoding";
import type { Connection, ConnectionResult } from "../connection.ts";
import { saltedAddress, saltOf } from "./address.ts";
import { codeIdIn, contractIn } from "./created.ts";
import { initializeMessage, instantiateMessage, labelOf, sealMessage } from "./messages.ts";
import {
  codeIdOf,
  INSTANTIATE,
  isCreated,
  newReceipt,
  planOf,
  SEAL,
  UPLOAD,
  uploadedCodeId,
  uploadStep,
} from "./receipt.ts";
import { verifyContractCode } from "./verify-code.ts";
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
  if (!options.resume) requireNoContradiction(composition);
  const { roles = {} } = options;
  checkGivenRoles(composition.roles, roles, (address) => accountId(connection.chainId, address));
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
  const fresh = newReceipt(connection.chainId, composition, options.from, roles, built, initial, code);
  if (options.resume) {
    checkReceipt(options.resume, { ...receiptParts(composition), chain: connection.chainId });
    checkReceipt(options.resume, planOf(fresh));
  }
  const planned = options.resume ?? withSalt(fresh, options.salt);
  const run = new DeploymentRun(context, composition, options, planned, initial.words.length);
  await run.settle();
  if (!run.isCreated) await run.adopt();
  if (!run.isCreated) {
    const codeId = code ?? uploadedCodeId(run.receipt.steps) ?? (await run.upload(built.wasm));
    await run.instantiate(codeId);
  }
  await run.finish(initial.words, initial.hot);
  return run.receipt;
}

/** With the salt and the address that a text gives a deployment. */
function withSalt(receipt: DeploymentReceipt, text: string | undefined): DeploymentReceipt {
  if (text === undefined) return receipt;
  const salt = saltOf(receipt, text);
  return { ...receipt, salt, address: saltedAddress(receipt.codeHash, receipt.deployer, salt) };
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

/** One run over the steps of a deployment; owns the receipt. */
class DeploymentRun {
  receipt: DeploymentReceipt;
  readonly #context: DeployContext;
  readonly #composition: ResolvedComposition;
  readonly #options: DeployOptions;
  readonly #words: number;
  /** Transactions before the first words: a clone uploads no code. */
  readonly #creation: number;

  constructor(
    context: DeployContext,
    composition: ResolvedComposition,
    options: DeployOptions,
    receipt: DeploymentReceipt,
    words: number,
  ) {
    this.#context = context;
    this.#composition = composition;
    this.#options = options;
    this.receipt = receipt;
    this.#words = words;
    this.#creation = receipt.implementation === undefined ? 2 : 1;
  }

  get isCreated(): boolean {
    return isCreated(this.receipt);
  }

  /** Brings what an earlier run has signed into a block, if it can still happen. */
  async settle(): Promise<void> {
    const { connection } = this.#context;
    const { pending } = this.receipt;
    if (!pending) return;
    if (!connection.resume)
      throw new ChainlearnError(
        "unsupported",
        `${connection.chainId} signs nothing, and the receipt has a pending transaction.`,
      );
    const { signal, onVoid } = this.#options;
    const result = await connection.resume(pending.transactions, {
      ...(signal && { signal }),
      ...(onVoid && { onVoid }),
    });
    this.receipt = withoutPending(this.receipt);
    if (result) await this.#done(pending.step, result);
  }

  /** Goes on with the contract that is at the deployment's own address, which an earlier run has created. */
  async adopt(): Promise<void> {
    const { connection } = this.#context;
    const { address, salt, deployer, roles, codeHash } = this.receipt;
    const created = salt === undefined ? undefined : await connection.creation(address);
    if (!created) return;
    const unit = baseUnitsPerUnit(connection.decimals);
    const instance = { address, deployer, roles, unit };
    const build = async (): Promise<Pick<BuiltContract, "checksum">> => ({ checksum: codeHash });
    const { difference } = await verifyContractCode(connection, this.#composition, instance, build);
    if (difference !== undefined)
      throw new ChainlearnError(
        "receipt_mismatch",
        `${address} has another contract than this deployment's: ${difference}.`,
      );
    await this.#done(INSTANTIATE, created);
  }

  async upload(wasm: Uint8Array): Promise<number> {
    const { from } = this.#options;
    const result = await this.#context.connection.upload(from, wasm, this.#start(UPLOAD));
    await this.#done(UPLOAD, result);
    return result.codeId;
  }

  async instantiate(codeId: number): Promise<void> {
    const { connection } = this.#context;
    const { from } = this.#options;
    const { salt, roles } = this.receipt;
    const unit = baseUnitsPerUnit(connection.decimals);
    const message = instantiateMessage(this.#composition, roles, connection.denom, unit);
    const label = labelOf(this.#composition);
    const result = await connection.instantiate(from, codeId, message, label, {
      ...this.#start(INSTANTIATE),
      ...(salt !== undefined && { salt: fromHex(salt) }),
    });
    await this.#done(INSTANTIATE, result);
  }

  /** The contract itself knows how many words it has: a transaction that no receipt was written for counts too. */
  async finish(words: readonly bigint[], hot: readonly bigint[]): Promise<void> {
    const { connection, wordsPerTransaction } = this.#context;
    const { address } = this.receipt;
    const { from } = this.#options;
    const meter = await queryMeter(connection, address);
    if (meter.sealed) {
      this.receipt = { ...this.receipt, sealed: true };
      return;
    }
    for (let first = meter.nextId; first < words.length; first += wordsPerTransaction) {
      const chunk = words.slice(first, first + wordsPerTransaction);
      const step = `initialize words ${first} to ${first + chunk.length - 1}`;
      const message = initializeMessage(first, chunk);
      await this.#done(step, await connection.execute(from, address, message, [], this.#start(step)));
    }
    await this.#done(SEAL, await connection.execute(from, address, sealMessage(hot), [], this.#start(SEAL)));
  }

  /** How a step is sent: it is written down when it is signed. */
  #start(step: string): TransactionOptions {
    const { signal, onSigned, onPending, onVoid } = this.#options;
    throwIfAborted(signal, `the deployment before "${step}"`);
    return {
      ...(signal && { signal }),
      onSigned: async (signed) => {
        await onSigned?.(signed);
        this.receipt = withPending(this.receipt, step, signed);
        await onPending?.(this.receipt);
      },
      onVoid: async (signed) => {
        await onVoid?.(signed);
        this.receipt = withoutPending(this.receipt);
        await onPending?.(this.receipt);
      },
    };
  }

  /** Writes down that a step is in a block. */
  async #done(step: string, result: ConnectionResult): Promise<void> {
    const name = step === UPLOAD ? uploadStep(codeIdIn(result)) : step;
    const entry = { step: name, transaction: result.transaction, gasUsed: result.gasUsed.toString() };
    this.receipt = {
      ...withoutPending(this.receipt),
      ...(step === INSTANTIATE && { address: contractIn(result), block: result.height }),
      steps: [...this.receipt.steps, entry],
      sealed: step === SEAL,
    };
    await this.#options.onReceipt?.(this.receipt);
    this.#options.onProgress?.(this.#number(step), this.#number(SEAL), name);
  }

  /** Place of a step among all of the deployment's. */
  #number(step: string): number {
    const chunks = (words: number): number => Math.ceil(words / this.#context.wordsPerTransaction);
    const last = /^initialize words \d+ to (\d+)$/.exec(step)?.[1];
    if (last !== undefined) return this.#creation + chunks(Number(last) + 1);
    if (step === SEAL) return this.#creation + chunks(this.#words) + 1;
    return step === INSTANTIATE ? this.#creation : 1;
  }
}
